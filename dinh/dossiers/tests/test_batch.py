"""One deed on many steps; what people hold who are away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dinh.dossiers import queries, services
from dinh.dossiers.services import batch
from dinh.ground import queries as ledger
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Mandate, Person

from .builders import FRIDAY, Ward, at, go, opens, pay
from .test_pages import signed_in


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


def at_the_leader(ward: Ward, edition: Any, minute: int) -> Any:
    dossier = pay(ward.receive(edition, on=at(9, minute)), at(9, minute + 1))
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, minute + 2))
    go(dossier, "tham-tra", "dat", ward.officer, at(9, minute + 3))
    return dossier


def test_each_row_is_done_or_refused_by_itself(ward: Ward, edition: Any) -> None:
    one, two = (at_the_leader(ward, edition, n) for n in (0, 10))
    three = ward.receive(edition, on=at(9, 30))
    ids = [opens(one)["ky"].pk, opens(three)["tiep-nhan"].pk, opens(two)["ky"].pk, 10**9]
    told = batch.batch(deed="ky", ids=[*ids, ids[0]], values={}, by=ward.leader, at=at(10))
    assert [(row.code, row.ok) for row in told] == [(one.code, True), (three.code, False), (two.code, True)]
    assert "không có kết quả này" in told[1].words
    one.refresh_from_db()
    assert one.decided_as == "grant"
    again = batch.batch(deed="ky", ids=ids[:1], values={}, by=ward.leader, at=at(10, 5))
    assert not again[0].ok and "đã xong lúc 10:00" in again[0].words


@pytest.mark.parametrize(
    ("deed", "ids", "said"),
    [("la", [1], "Không có việc làm"), ("ky", [], "ít nhất một"), ("ky", list(range(1, 300)), "nhiều nhất")],
)
def test_what_no_selection_may_be(ward: Ward, deed: str, ids: list[int], said: str) -> None:
    with pytest.raises(services.WrongInput, match=said):
        batch.batch(deed=deed, ids=ids, values={}, by=ward.leader, at=at())


def test_a_stand_in_does_what_the_absent_holds_and_it_is_said_for_whom(ward: Ward, edition: Any) -> None:
    dossier = at_the_leader(ward, edition, 0)
    row = opens(dossier)["ky"]
    services.take(holding_id=row.pk, by=ward.leader, at=at(9, 20))
    assert queries.of_absent(ward.deputy, FRIDAY)[0] == []
    chief, deputy = (Person.objects.get(pk=each.person_id) for each in (ward.leader, ward.deputy))
    town.arrange_stand_in(
        absent=chief, stand_in=deputy, since=FRIDAY, until=FRIDAY, basis="Giấy mẫu", by=None, at=at(8),
        mandates=list(Mandate.objects.filter(person=chief)),
    )  # fmt: skip
    assert queries.of_absent(ward.deputy, FRIDAY)[0] == [row]
    assert queries.of_absent(ward.officer, FRIDAY)[0] == []
    assert queries.stand_ins([chief.pk], FRIDAY) == {chief.pk: [deputy.name]}
    standing = town_queries.actor_of_person(deputy, at(9))
    assert row in queries.mine(standing, FRIDAY)[0]
    services.step(holding_id=row.pk, outcome="ky", by=standing, at=at(10))
    line = next(each for each in ledger.story_of(dossier.ref) if each.deed == "dossiers.stepped")
    assert line.data["stands_for"] == chief.name


def test_who_has_no_mandate_any_more_is_away_too_and_a_head_calls_it_back(ward: Ward, edition: Any) -> None:
    dossier = pay(ward.receive(edition), at(9, 5))
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    row = opens(dossier)["tham-tra"]
    services.take(holding_id=row.pk, by=ward.officer, at=at(9, 20))
    Mandate.objects.filter(person=ward.officer.person_id).update(until=FRIDAY - timedelta(days=1))
    assert queries.of_absent(ward.head, FRIDAY)[0] == [row]
    (told,) = batch.batch(deed="thu-lai", ids=[row.pk], values={}, by=ward.head, at=at(10))
    assert told.ok and opens(dossier)["tham-tra"].person_id is None


def test_a_selection_is_handed_over_from_the_page_and_every_row_answers(ward: Ward, edition: Any) -> None:
    on = timezone.now() - timedelta(hours=2)
    one, two = (ward.receive(edition, on=on + timedelta(minutes=n)) for n in (0, 1))
    client = signed_in(ward.counter)
    page = client.get("/ho-so/?xem=toi").content.decode()
    assert "data-bulk" in page and 'value="chuyen"' in page and 'value="ky"' not in page
    ids = [str(opens(each)["tiep-nhan"].pk) for each in (one, two)]
    form = client.post("/ho-so/hang-loat/", {"viec": "chuyen", "chon": ids, "ve": "?xem=toi"})
    assert form.status_code == 200 and ward.counter_too.name in form.content.decode()
    given = {"viec": "chuyen", "chon": ids, "lam": "1", "to": f"person-{ward.counter_too.person_id}"}
    assert client.post("/ho-so/hang-loat/", {**given, "to": ""}).status_code == 422
    done = client.post("/ho-so/hang-loat/", given).content.decode()
    assert "đã làm 2 bước" in done and one.code in done
    assert opens(two)["tiep-nhan"].person_id == ward.counter_too.person_id
    strange = signed_in(ward.stranger, "xa").post("/ho-so/hang-loat/", given)
    assert strange.status_code == 302, "what one may not see is not there to be chosen"


def test_a_list_by_how_near_the_deadline_is(ward: Ward, edition: Any) -> None:
    on = timezone.now() - timedelta(days=30)
    old = ward.receive(edition, on=on)
    new = ward.receive(edition, on=timezone.now() - timedelta(minutes=2))
    client = signed_in(ward.counter)
    late = client.get("/ho-so/?xem=toi&han=tre").content.decode()
    assert old.code in late and new.code not in late
    assert client.get("/ho-so/?xem=vang").status_code == 200
    assert "Của người vắng" in signed_in(ward.desk_head, "truong").get("/ho-so/?xem=vang").content.decode()
