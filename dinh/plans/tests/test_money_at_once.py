"""Two payments at the same moment do not together go over what each alone would leave."""

from __future__ import annotations

from datetime import date

import pytest

from dinh.plans import services
from dinh.plans.queries import money as reads

from .builders import Town
from .test_at_once import at_once, told
from .test_money import MILLION, give, pay, sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def test_of_two_payments_that_together_go_over_the_contract_one_is_refused(town: Town) -> None:
    project = town.plan().projects.get()
    give(town, project)
    contract = sign(town, project)

    given = at_once(
        lambda: pay(town, project, 1_200, contract, voucher="GR-A"),
        lambda: pay(town, project, 1_300, contract, voucher="GR-B"),
    )

    (refused,) = told(given)
    assert isinstance(refused, services.OverMoney)
    assert reads.book_of_project(project)[0].total.paid in {1_200 * MILLION, 1_300 * MILLION}


def test_of_two_who_give_a_first_budget_one_is_told(town: Town) -> None:
    project = town.plan().projects.get()

    given = at_once(
        lambda: give(town, project, on=date(2026, 2, 2)),
        lambda: give(town, project, on=date(2026, 2, 3)),
    )

    assert len(told(given)) == 1 and project.decisions.count() == 1
