"""The room's pages in a browser: accessible, no sideways scroll on a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dinh.look import testing as look
from dinh.look.testing import PHONE
from dinh.town import testing
from dinh.town.models import Person

from .builders import Ward, go, opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ward(transactional_db: None) -> Ward:
    return Ward()


def test_counter_list_and_dossier_are_accessible_on_a_telephone(
    ward: Ward, live_server: Any, new_page: Any
) -> None:
    edition = ward.procedure()
    dossier = ward.receive(edition, on=timezone.now() - timedelta(hours=30))
    go(dossier, "tiep-nhan", "du", ward.counter, timezone.now())
    row = opens(dossier)["cho-nop-tien"]
    account = testing.account(Person.objects.get(pk=ward.counter.person_id), "quay")
    page = new_page(PHONE)
    look.sign_in(page, live_server, account)
    for name, url in (
        ("nhan", "/ho-so/nhan/?thu-tuc=1.004884"),
        ("danh-sach", "/ho-so/?xem=tat-ca"),
        ("mot", f"/ho-so/{dossier.code}/"),
        ("giay", f"/ho-so/{dossier.code}/giay-tiep-nhan/"),
        ("buoc", f"/ho-so/{dossier.code}/buoc/{row.pk}/ket-qua/"),
    ):
        page.goto(live_server.url + url)
        look.shot(page, f"ho-so-{name}")
        look.assert_no_sideways_scroll(page)
        look.assert_accessible(page)
