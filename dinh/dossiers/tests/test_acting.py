"""One citizen acts for another: who may give it, who answers, how far it reaches, and what its end takes away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dinh.dossiers import services
from dinh.dossiers.models import Acting, CitizenAccount
from dinh.dossiers.queries import citizens
from dinh.dossiers.rules.citizens import Mandated, acting_faults, may_act, still_may
from dinh.dossiers.services import acting
from dinh.dossiers.shapes import GivenPerson
from dinh.town.services import NotAllowed

from .builders import Ward, somebody
from .test_citizen_pages import MINE, THEIRS, account, page, recently, signed_in

TODAY = date(2026, 11, 20)
FATHER, CHILD = 1, 2


def mandate(**more: Any) -> Mandated:
    given: dict[str, Any] = {
        "principal": FATHER, "agent": CHILD, "procedures": frozenset(), "since": TODAY, "until": None,
        "accepted": True, "over": False,
    }  # fmt: skip
    return Mandated(**given | more)


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({}, True),
        ({"until": TODAY}, True),
        ({"procedures": frozenset({"1.004884"})}, True),
        ({"procedures": frozenset({"1.001193"})}, False),
        ({"since": TODAY + timedelta(days=1)}, False),
        ({"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)}, False),
        ({"accepted": False}, False),
        ({"over": True}, False),
        ({"principal": CHILD, "agent": FATHER}, False),
        ({"agent": 3}, False),
    ],
)
def test_a_mandate_reaches_its_people_procedures_and_days(more: dict[str, Any], may: bool) -> None:
    asked = {"principal": FATHER, "agent": CHILD, "procedure": "1.004884", "day": TODAY}
    assert may_act([mandate(**more)], **asked) is may


def test_who_handed_in_for_another_keeps_it_until_a_mandate_between_them_ends() -> None:
    asked = {"principal": FATHER, "agent": CHILD, "procedure": "1.004884", "day": TODAY}
    assert still_may([], **asked)
    assert still_may([mandate(agent=3, over=True)], **asked)
    assert not still_may([mandate(over=True)], **asked)
    assert still_may([mandate(over=True), mandate()], **asked)


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (TODAY, None, ""),
        (TODAY, TODAY, ""),
        (TODAY, TODAY - timedelta(days=1), "until"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=2), "until"),
        (TODAY, TODAY + timedelta(days=3000), "until"),
    ],
)
def test_days_of_a_mandate(since: date, until: date | None, field: str) -> None:
    assert [each[0] for each in acting_faults(since, until, TODAY)] == ([field] if field else [])


def wanted(name: str, identity: str, **more: Any) -> acting.Wanted:
    given: dict[str, Any] = {"kind": "household", "since": timezone.localdate()}
    return acting.Wanted(name=name, identity=identity, **given | more)


def test_a_father_lets_his_daughter_act_and_takes_it_back(ward: Ward) -> None:
    edition = ward.procedure()
    his = recently(ward, edition)
    father = account(proven=MINE)
    daughter = account("0900000003", proven=THEIRS, name="Nguyễn Thị Thử")
    hers = signed_in(daughter)
    typed = {
        "kind": "household",
        "name": "Nguyễn Thị Thử",
        "identity": THEIRS,
        "since": timezone.localdate().strftime("%d/%m/%Y"),
        "until": "",
    }
    assert signed_in(father).post("/dich-vu/thay-mat/uy-quyen/", typed).status_code == 302
    row = Acting.objects.get()
    assert hers.get(page(his)).status_code == 404
    assert "Nguyễn Văn Mẫu" in hers.get("/dich-vu/thay-mat/").content.decode()
    hers.post(f"/dich-vu/thay-mat/{row.pk}/nhan/")
    assert citizens.may_act_for(row.agent, row.principal, "1.004884", timezone.localdate())
    assert hers.get(page(his)).status_code == 200
    assert his.code in hers.get("/dich-vu/ho-so/").content.decode()
    signed_in(father).post(f"/dich-vu/thay-mat/{row.pk}/cham-dut/")
    assert hers.get(page(his)).status_code == 404
    hers.post(f"/dich-vu/thay-mat/{row.pk}/nhan/")
    row.refresh_from_db()
    assert row.state(timezone.localdate()) == "ended"
    assert [each.deed for each in _story(row)] == [
        "dossiers.acting-ended",
        "dossiers.acting-accepted",
        "dossiers.acting-given",
    ]


def _story(row: Acting) -> list[Any]:
    from dinh.ground import queries as ledger

    return ledger.story_of(row.ref)


def test_only_whom_it_was_offered_accepts_it(ward: Ward) -> None:
    father = account(proven=MINE)
    stranger = account("0900000004", proven="038079000555", name="Lý Văn Xa")
    row = acting.give(account=father, wanted=wanted("Nguyễn Thị Thử", THEIRS), at=timezone.now())
    for who in (father, stranger):
        with pytest.raises(services.NotThere):
            acting.accept(acting_id=row.pk, account=who, at=timezone.now())
    with pytest.raises(services.NotThere):
        acting.end(acting_id=row.pk, account=stranger, at=timezone.now())
    unproven: CitizenAccount = account("0900000005")
    with pytest.raises(NotAllowed):
        acting.give(account=unproven, wanted=wanted("Nguyễn Thị Thử", THEIRS), at=timezone.now())
    with pytest.raises(services.WrongInput, match="chính mình"):
        acting.give(account=father, wanted=wanted("Nguyễn Văn Mẫu", MINE), at=timezone.now())


def test_a_paper_for_a_firm_stands_once_the_units_officer_has_read_it(ward: Ward) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from dinh.dossiers.tests.test_pages import signed_in as as_officer

    edition = ward.procedure()
    firm = GivenPerson(name="Công ty Mẫu", kind="firm", identity="2800000001")
    theirs = recently(ward, edition, applicant=firm)
    agent = signed_in(account(proven=MINE))
    typed = {
        "kind": "firm",
        "name": "Công ty Mẫu",
        "identity": "2800000001",
        "since": timezone.localdate().strftime("%d/%m/%Y"),
        "basis": "Giấy ủy quyền số 01",
        "unit": str(ward.ward.pk),
        "procedures": ["1.004884"],
    }
    assert agent.post("/dich-vu/thay-mat/trinh-giay/", typed).status_code == 422
    paper = SimpleUploadedFile("uy-quyen.pdf", b"%PDF-1.4\n%mau\n", "application/pdf")
    assert agent.post("/dich-vu/thay-mat/trinh-giay/", {**typed, "paper": paper}).status_code == 302
    row = Acting.objects.get()
    assert agent.get(page(theirs)).status_code == 404
    with pytest.raises(NotAllowed):
        acting.check(acting_id=row.pk, by=ward.stranger, at=timezone.now(), good=True)
    desk = as_officer(ward.counter)
    assert "Giấy ủy quyền số 01" in desk.get("/ho-so/nguoi-dan/").content.decode()
    assert desk.get(f"/ho-so/nguoi-dan/uy-quyen/{row.pk}/giay/").status_code == 200
    assert as_officer(ward.stranger, "xa").get(f"/ho-so/nguoi-dan/uy-quyen/{row.pk}/giay/").status_code == 404
    assert desk.post(f"/ho-so/nguoi-dan/uy-quyen/{row.pk}/", {"tra-loi": "sai"}).status_code == 422
    assert desk.post(f"/ho-so/nguoi-dan/uy-quyen/{row.pk}/", {"tra-loi": "dung"}).status_code == 302
    assert agent.get(page(theirs)).status_code == 200
    other = recently(ward, ward.procedure("1.001193", name="Đăng ký khai sinh"), applicant=firm)
    assert agent.get(page(other)).status_code == 404


def test_an_ended_mandate_takes_what_was_handed_in_for_another_out_of_ones_hands(ward: Ward) -> None:
    edition = ward.procedure()
    father = account(proven=THEIRS, name="Nguyễn Văn Cha")
    child = account("0900000006", proven=MINE)
    given = acting.give(account=father, wanted=wanted("Nguyễn Văn Mẫu", MINE), at=timezone.now())
    acting.accept(acting_id=given.pk, account=child, at=timezone.now())
    dossier = recently(ward, edition, acted_for=somebody("Nguyễn Văn Cha", THEIRS))
    client = signed_in(child)
    assert "/rut/" in client.get(page(dossier)).content.decode()
    acting.end(acting_id=given.pk, account=child, at=timezone.now())
    shown = client.get(page(dossier))
    assert shown.status_code == 200 and "/rut/" not in shown.content.decode()
    assert client.post(page(dossier, "rut/"), {"reason": "x"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.business == "received"
    assert "/rut/" in signed_in(father).get(page(dossier)).content.decode()


def test_nobody_hands_in_on_line_by_a_mandate_that_ended(ward: Ward) -> None:
    father = account(proven=THEIRS, name="Nguyễn Văn Cha")
    child = account("0900000007", proven=MINE)
    limits = wanted("Nguyễn Văn Mẫu", MINE, procedures=["1.004884"])
    row = acting.give(account=father, wanted=limits, at=timezone.now())
    acting.accept(acting_id=row.pk, account=child, at=timezone.now())

    def hand_in(procedure: str = "1.004884", identity: str = THEIRS) -> None:
        acting.must_stand(
            account=child, acted_for=somebody(identity=identity), procedure=procedure, at=timezone.now()
        )

    hand_in()
    hand_in("1.001193", "038079000333")  # never a mandate: the office looks at the paper
    with pytest.raises(services.WrongInput):
        hand_in("1.001193")
    acting.end(acting_id=row.pk, account=father, at=timezone.now())
    with pytest.raises(services.WrongInput, match="không còn hiệu lực"):
        hand_in()
