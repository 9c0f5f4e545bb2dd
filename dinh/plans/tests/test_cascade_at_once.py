"""Two at the same moment, and a blow in the middle: all of it, or none of it, and nobody's word overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest

from dinh.ground.testing import Program
from dinh.plans import services
from dinh.plans.models import Allotment, AllotmentDispute, AllotmentSuccession, Cascade
from dinh.plans.shapes import SettleKind
from dinh.work.models import Assignment

from .builders import at
from .cascade_builders import NOW, Province
from .test_at_once import at_once, told
from .test_killed import COMMON, killed_half_way, run

FEB = at(date(2026, 2, 2))


@pytest.fixture
def province(transactional_db: None) -> Province:
    return Province()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_target_every_unit_gets_it_once(province: Province) -> None:
    target = province.plan().targets.get(mark="T2")
    rows = [services.Given(one.pk, D(50)) for one in province.communes]

    given = at_once(
        lambda: services.allot(about=target.ref, rows=rows, rule="sum", by=province.planner, at=FEB),
        lambda: services.allot(about=target.ref, rows=rows, rule="sum", by=province.second, at=FEB),
    )

    assert not told(given)
    assert Allotment.objects.count() == 3
    assert Assignment.objects.filter(asked_by_kind="allotment").count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_unit_accepts_while_the_number_changes_and_one_of_them_is_told(province: Province) -> None:
    target = province.plan().targets.get(mark="T2")
    province.allot(target)
    row = province.of(target, province.communes[0])
    commune = province.commune_actor()

    given = at_once(
        lambda: services.accept_allotment(allotment_id=row.pk, by=commune, at=NOW, seen=1),
        lambda: services.change_number(
            allotment_id=row.pk, value=D(90), reason="Sửa.", by=province.planner, at=NOW
        ),
    )

    row.refresh_from_db()
    assert (row.value, row.state) == (D(90), "given"), "nobody has accepted the new number"
    assert all(isinstance(each, services.StaleAllotment) for each in told(given))


@pytest.mark.django_db(transaction=True)
def test_a_dispute_is_answered_once(province: Province) -> None:
    target = province.plan().targets.get(mark="T2")
    province.allot(target)
    row = province.of(target, province.communes[0])
    dispute = services.dispute_allotment(
        allotment_id=row.pk, reason="Cao.", proposed=D(70), by=province.commune_actor(), at=NOW
    )

    given = at_once(
        lambda: services.settle_dispute(
            dispute_id=dispute.pk,
            outcome=SettleKind.CHANGED.value,
            answer="Được.",
            by=province.leader,
            at=NOW,
        ),
        lambda: services.settle_dispute(
            dispute_id=dispute.pk, outcome=SettleKind.KEPT.value, answer="Không.", by=province.second, at=NOW
        ),
    )

    (refused,) = told(given)
    row.refresh_from_db()
    done = AllotmentDispute.objects.get()
    assert isinstance(refused, services.WrongState) and done.settled_by_name in str(refused)
    assert (row.value == 70) is (done.outcome == "changed")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_pass_on_one_does_and_the_other_finds_nothing_left(transactional_db: None) -> None:
    from .builders import a_target
    from .cascade_builders import BimSon
    from .test_merging import give

    place = BimSon()
    plan = Province(codes=()).plan(a_target(deadline_year=2025), where=place.town, year=2021)
    give(plan.targets.get(), list(place.old.values()), place.planner, rule="ratio")

    def go() -> object:
        return services.pass_on(plan_id=plan.pk, by=place.planner, at=NOW)

    given = at_once(go, go)
    assert not told(given)
    assert sorted(len(each) for each in given) == [0, 2]  # type: ignore[arg-type]
    assert AllotmentSuccession.objects.count() == 7


GIVE = """
from collections.abc import Callable
from datetime import date
from dinh.plans.models import Allotment, AllotmentNumber, Cascade, Target
from dinh.plans.tests.builders import at
from dinh.plans.tests.cascade_builders import Province
from dinh.town.testing import actor, unit
from dinh.town.models import Unit
from dinh.town import register
from dinh.work.models import Assignment
"""
LAY = (
    GIVE
    + """
lay_tables()
book = register.load()
codes = tuple(sorted(u.code for u in book.units if u.path.startswith("/38/") and u.level == 3 and u.until is None))
province = Province(codes=codes[:2])
for code in codes:
    unit(code)
province.plan()
print(Unit.objects.filter(level=3).count(), flush=True)
"""
)
CASCADE = (
    GIVE
    + """
from dinh.work.services import asking as work_asking
target = Target.objects.get(mark="T1")
by = actor("planner", unit("38"), name="Phạm Văn Ví Dụ")
if os.environ.get("PAUSE"):
    def wait(*args):
        print("half", Allotment.objects.count(), flush=True)
        die()
    work_asking._make = wait
rows = [services.Given(one.pk) for one in Unit.objects.filter(level=3)]
services.allot(about=target.ref, rows=rows, rule="ratio", by=by, at=at(date(2026, 2, 2)))
print("done", flush=True)
"""
)
LOOK = (
    GIVE
    + """
print(
    Cascade.objects.count(), Allotment.objects.count(), AllotmentNumber.objects.count(),
    Assignment.objects.filter(asked_by_kind="allotment").count(),
    LedgerLine.objects.filter(deed="plans.allotted").count(), News.objects.filter(name="plans.AllotmentsGiven").count(),
    flush=True,
)
"""
)


@pytest.mark.slow
def test_a_kill_in_the_middle_of_giving_to_166_communes_leaves_all_or_nothing(
    programs: Callable[..., Program],
) -> None:
    python = programs(COMMON)
    assert run(python, LAY) == "166"
    assert killed_half_way(python, CASCADE) == "half 166", "the transaction was to be open when the blow fell"

    assert run(python, LOOK) == "0 0 0 0 0 0"
    assert run(python, CASCADE) == "done"
    assert run(python, LOOK) == "1 166 166 166 1 1"
    # Giving once more after the answer was lost on the way gives nobody anything twice.
    assert run(python, CASCADE) == "done"
    assert run(python, LOOK).split()[:4] == ["2", "166", "166", "166"]


def test_giving_is_a_record_even_where_nothing_changed(province: Province) -> None:
    target = province.plan().targets.get(mark="T1")
    province.allot(target)
    province.allot(target, on=date(2026, 2, 3))
    assert (Cascade.objects.count(), Allotment.objects.count()) == (2, 3)
