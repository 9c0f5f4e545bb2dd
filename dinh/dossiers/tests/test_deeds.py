"""Deeds on a dossier: each outcome by name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dinh.dossiers import services
from dinh.dossiers.models import Answer, Citizen, ClockStretch, Dossier, DossierPaper, Holding
from dinh.dossiers.shapes import GivenPaper, GivenPerson
from dinh.ground import ciphers
from dinh.ground import queries as ledger
from dinh.town import testing

from .builders import FRIDAY, MORNING, Ward, at, go, opens, pay, somebody

MONDAY = date(2026, 11, 23)


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


def deeds(dossier: Dossier) -> list[str]:
    lines = [line.deed for line in reversed(ledger.story_of(dossier.ref))]
    return [deed.removeprefix("dossiers.") for deed in lines if deed.startswith("dossiers.")]


# ---------------------------------------------------------------- intake


def test_a_dossier_received_has_a_number_a_deadline_and_its_first_step_in_the_receivers_hands(
    ward: Ward, edition: Any
) -> None:
    dossier = ward.receive(edition)

    assert dossier.code == "X38.165.76-261120-0001"
    assert dossier.business == "received" and dossier.money == "owed" and dossier.fee == 10_000
    assert dossier.due_at == dossier.promised_at == at(17, 30, date(2026, 11, 30))
    (row,) = opens(dossier).values()
    assert (row.step.key, row.person_id, row.office) == ("tiep-nhan", ward.counter.person_id, ward.desk)
    assert row.due_at == at(9, 30) == row.pressing_at
    assert deeds(dossier) == ["received"]


def test_numbers_of_a_day_follow_one_another_and_begin_anew_the_next_day(ward: Ward, edition: Any) -> None:
    codes = [ward.receive(edition, on=at(9, n)).code[-11:] for n in range(3)]
    codes.append(ward.receive(edition, on=at(8, day=MONDAY)).code[-11:])
    assert codes == ["261120-0001", "261120-0002", "261120-0003", "261123-0001"]


def test_a_unit_that_is_no_more_is_offered_to_nobody_and_takes_nothing_in(ward: Ward, edition: Any) -> None:
    from dinh.catalog import queries as catalog
    from dinh.catalog.models import Offer

    old = testing.unit("16570", testing.EVE)
    Offer.objects.create(unit=old, procedure=edition.procedure, since=date(2025, 1, 2))

    assert [each.unit for each in catalog.offers_page(edition.procedure, FRIDAY).rows] == [ward.ward]
    assert old in [each.unit for each in catalog.offers_page(edition.procedure, testing.EVE).rows]
    for more in ({"competent_unit_id": old.pk}, {"unit_id": old.pk, "office_id": None}):
        with pytest.raises(services.WrongInput, match=r"không giải quyết|không còn ngày 20/11/2026"):
            services.receive(intake=ward.intake(edition, **more), by=None, at=MORNING)


def test_a_missing_paper_is_named_and_no_number_is_spent(ward: Ward, edition: Any) -> None:
    first, second = edition.papers.all()
    with pytest.raises(services.WrongInput) as refused:
        ward.receive(edition, papers=(GivenPaper(first.pk, originals=1),))
    assert [(fault.field, fault.sentence) for fault in refused.value.faults] == [
        (f"paper-{second.pk}", "Thiếu “Giấy tờ có thông tin khai sinh”: cần 1 bản sao.")
    ]
    assert ward.receive(edition).code.endswith("-0001")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"procedure_code": "9.999999"}, "procedure"),
        ({"channel": "pigeon"}, "channel"),
        ({"applicant": GivenPerson(name="", identity="038079000147")}, "applicant_name"),
        ({"applicant": GivenPerson(name="Mẫu", identity="12")}, "applicant_identity"),
        ({"applicant": GivenPerson(name="Mẫu", identity="038079000147", phone="abc")}, "applicant_phone"),
        ({"acted_for": GivenPerson(name="Công ty Mẫu", kind="firm", identity="1")}, "acted_for_identity"),
        ({"received_at": at(10)}, "received_at"),
        ({"papers": (GivenPaper(999_999, originals=1),)}, "papers"),
        ({"case_name": "Lạ"}, "paper-"),
        ({"copies": 0}, "copies"),
    ],
)
def test_whatever_cannot_be_taken_names_its_field(
    ward: Ward, edition: Any, more: dict[str, Any], field: str
) -> None:
    if "case_name" in more:
        more = {"papers": ()}
    with pytest.raises(services.WrongInput) as refused:
        ward.receive(edition, **more)
    assert any(fault.field.startswith(field) for fault in refused.value.faults)
    assert not Dossier.objects.exists() and not Citizen.objects.exists()


def test_a_procedure_that_the_ward_does_not_offer_is_not_received(ward: Ward) -> None:
    edition = ward.procedure(offered=False)
    with pytest.raises(services.WrongInput, match="không giải quyết thủ tục"):
        ward.receive(edition)


def test_the_same_sending_twice_is_one_dossier(ward: Ward, edition: Any) -> None:
    one = ward.receive(edition, request_key="abc")
    two = ward.receive(edition, request_key="abc", on=at(10))
    assert one.pk == two.pk and Dossier.objects.count() == 1


def test_a_file_is_kept_and_counted_as_digitised_and_a_program_is_refused(ward: Ward, edition: Any) -> None:
    first, second = edition.papers.all()
    other = GivenPaper(second.pk, copies=1)
    scan = GivenPaper(first.pk, originals=1, file=b"%PDF-1.4\n%mau\n", file_name="tờ khai.pdf")
    dossier = ward.receive(edition, papers=(scan, other))
    paper = DossierPaper.objects.get(dossier=dossier, paper=first)
    assert paper.digitised and paper.media_type == "application/pdf" and paper.file_name == "tờ khai.pdf"

    bad = GivenPaper(first.pk, originals=1, file=b"\x7fELF\x02\x01\x01" + bytes(64), file_name="x.pdf")
    with pytest.raises(services.WrongInput) as refused:
        ward.receive(edition, papers=(bad, other))
    assert refused.value.faults[0].field == f"paper-{first.pk}"


def test_what_a_citizen_gave_is_not_readable_in_the_database_and_found_again_by_the_number(
    ward: Ward, edition: Any
) -> None:
    one = ward.receive(edition)
    two = ward.receive(edition, applicant=somebody(identity="038 079 000 147"))
    citizen = Citizen.objects.get()
    assert one.applicant == two.applicant == citizen
    assert "038079" not in citizen.identity_closed and "0912" not in citizen.contact_closed
    assert citizen.identity() == "038079000147" and citizen.contact()["phone"] == "0912000512"
    assert citizen.identity_index in ciphers.blind_indexes("038079000147", about="dossiers.identity")
    for line in ledger.story_of(one.ref):
        assert "038079" not in str(line.data) and "Mẫu" not in str(line.data)


def test_back_dating_is_allowed_and_flagged(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition, received_at=at(9, day=date(2026, 11, 18)))
    assert dossier.flags == ["back-dated"] and dossier.code.endswith("261118-0001")
    assert dossier.due_at == at(17, 30, date(2026, 11, 26))


def test_a_refused_intake_has_its_reason_and_its_place_in_the_register(ward: Ward, edition: Any) -> None:
    dossier = services.refuse_intake(
        intake=ward.intake(edition, papers=()), reason="Không thuộc thẩm quyền.", by=ward.counter, at=MORNING
    )
    assert dossier.business == "refused" and dossier.closed_at and not opens(dossier)
    assert Answer.objects.get().reason == "Không thuộc thẩm quyền."
    assert deeds(dossier) == ["not-received"]
    with pytest.raises(services.WrongInput):
        services.refuse_intake(intake=ward.intake(edition), reason=" ", by=ward.counter, at=MORNING)


# ---------------------------------------------------------------- going on


def paid(ward: Ward, edition: Any) -> Dossier:
    """Received, found complete, paid: it stands at the back office."""
    dossier = ward.receive(edition)
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    return pay(dossier, at(9, 40))


def test_the_clock_stands_while_money_is_waited_for(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    dossier = go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    assert dossier.business == "waits-money" and dossier.due_at is None
    stretch = ClockStretch.objects.get()
    assert stretch.why == "money" and stretch.until is None

    dossier = pay(dossier, at(9, 40))
    assert dossier.business == "in-process" and dossier.money == "paid"
    assert dossier.due_at == at(17, 30, date(2026, 11, 30))
    assert opens(dossier)["tham-tra"].office == ward.back


def test_a_dossier_goes_to_its_granted_end(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    go(dossier, "tham-tra", "dat", ward.officer, at(10))
    dossier = go(dossier, "ky", "ky", ward.leader, at(11))
    assert (dossier.business, dossier.delivery, dossier.decided_as) == ("decided", "ready", "grant")
    assert dossier.late is False and Answer.objects.get().by_name == "Lê Văn Mẫu"
    assert dossier.closed_at is None

    dossier = go(dossier, "tra-ket-qua", "da-tra", ward.counter, at(14))
    assert dossier.closed_at == at(14) and dossier.delivery == "delivered" and not opens(dossier)
    assert deeds(dossier) == ["received", "stepped", "money"] + ["stepped"] * 3


def test_an_answer_after_the_deadline_is_late(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    later = date(2026, 12, 1)
    go(dossier, "tham-tra", "khong-dat", ward.officer, at(9, day=later))
    dossier = go(dossier, "ky-tu-choi", "ky", ward.leader, at(10, day=later), reason="Không đủ căn cứ.")
    assert dossier.decided_as == "refuse" and dossier.late is True


def test_a_refusal_needs_its_reason(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    go(dossier, "tham-tra", "khong-dat", ward.officer, at(10))
    with pytest.raises(services.WrongInput) as refused:
        go(dossier, "ky-tu-choi", "ky", ward.leader, at(11))
    assert refused.value.faults[0].field == "reason"


def test_an_outcome_that_the_step_has_not_is_refused_with_those_it_has(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    with pytest.raises(services.WrongInput, match="chỉ ra một trong các kết quả"):
        go(dossier, "tiep-nhan", "ky", ward.counter, at(10))


def test_a_step_done_is_not_done_again(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    row = opens(dossier)["tiep-nhan"]
    go(dossier, "tiep-nhan", "du", ward.counter, at(10))
    with pytest.raises(services.WrongState, match="đã xong lúc 10:00 20/11/2026, người ghi: Bùi Văn Thí Dụ"):
        services.step(holding_id=row.pk, outcome="du", by=ward.counter, at=at(10, 1))


def test_what_was_changed_meanwhile_is_not_written_over(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    row, seen = opens(dossier)["tham-tra"], dossier.version
    services.take(holding_id=row.pk, by=ward.officer, at=at(10), seen=seen)
    with pytest.raises(services.WrongState, match="vừa có người khác ghi"):
        services.step(holding_id=row.pk, outcome="dat", by=ward.officer, at=at(11), seen=seen)


# ---------------------------------------------------------------- hands


def test_what_one_holds_another_does_not_do(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    row = opens(dossier)["tham-tra"]
    services.take(holding_id=row.pk, by=ward.officer, at=at(10))
    with pytest.raises(services.NotAllowed, match="Trịnh Văn Thử đang giữ"):
        services.take(holding_id=row.pk, by=ward.colleague, at=at(10, 5))
    with pytest.raises(services.NotAllowed, match="đang giữ bước"):
        go(dossier, "tham-tra", "dat", ward.colleague, at(10, 5))
    with pytest.raises(services.WrongState, match="đã có người nhận"):
        services.take(holding_id=row.pk, by=ward.officer, at=at(10, 6))


def test_handing_over_gives_no_more_time_and_is_called_back_until_it_is_taken(
    ward: Ward, edition: Any
) -> None:
    dossier = paid(ward, edition)
    row = opens(dossier)["tham-tra"]
    services.take(holding_id=row.pk, by=ward.officer, at=at(10))
    given = services.hand_over(
        holding_id=row.pk,
        to_person_id=ward.colleague.person_id,
        by=ward.officer,
        at=at(11),
        reason="Nghỉ phép.",
    )
    assert (given.person_id, given.due_at, given.how) == (ward.colleague.person_id, row.due_at, "hand-over")

    back = services.recall(holding_id=given.pk, by=ward.officer, at=at(11, 5))
    assert back.person_id == ward.officer.person_id and back.due_at == row.due_at
    given = services.hand_over(
        holding_id=back.pk, to_person_id=ward.colleague.person_id, by=ward.officer, at=at(11, 10)
    )
    services.take(holding_id=given.pk, by=ward.colleague, at=at(11, 20))
    with pytest.raises((services.WrongState, services.NotAllowed)):
        services.recall(holding_id=given.pk, by=ward.officer, at=at(11, 30))

    free = services.recall(holding_id=given.pk, by=ward.head, at=at(11, 40))
    assert free.person_id is None
    go(dossier, "tham-tra", "dat", ward.head, at(11, 50))
    held = Holding.objects.filter(dossier=dossier, step__key="tham-tra").values_list("by_name", "outcome")
    assert len(held) == 5 and held.last() == ("Cao Văn Mẫu", "dat")


def test_it_is_not_handed_to_somebody_who_could_not_do_it(ward: Ward, edition: Any) -> None:
    row = opens(paid(ward, edition))["tham-tra"]
    for person_id in (ward.viewer.person_id, ward.stranger.person_id):
        with pytest.raises(services.WrongInput, match="không có quyền làm bước"):
            services.hand_over(holding_id=row.pk, to_person_id=person_id, by=ward.officer, at=at(10))
    with pytest.raises(services.WrongInput, match="Chọn một người hoặc một cơ quan"):
        services.hand_over(holding_id=row.pk, by=ward.officer, at=at(10))


def test_a_step_goes_to_another_office_of_the_ward(ward: Ward, edition: Any) -> None:
    row = opens(paid(ward, edition))["tham-tra"]
    new = services.hand_over(holding_id=row.pk, to_office_id=ward.culture.pk, by=ward.officer, at=at(10))
    assert (new.office, new.person_id) == (ward.culture, None)


def test_a_transfer_to_another_body_comes_back_with_an_answer(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    row = opens(dossier)["tham-tra"]
    sent = services.transfer(
        holding_id=row.pk, to_unit_id=ward.other.pk, by=ward.head, at=at(10), reason="Sổ cũ ở Bỉm Sơn."
    )
    assert sent.unit == ward.other and Dossier.objects.get().unit == ward.ward
    back = services.give_back(holding_id=sent.pk, by=ward.stranger, at=at(14), reason="Không còn lưu.")
    assert (back.unit, back.office) == (ward.ward, ward.back)
    with pytest.raises(services.WrongState, match="không do cơ quan khác chuyển đến"):
        services.give_back(
            holding_id=opens(ward.receive(edition))["tiep-nhan"].pk, by=ward.counter, at=at(15), reason="x"
        )
    assert deeds(dossier)[-2:] == ["transferred", "given-back"]


# ---------------------------------------------------------------- completion


def test_a_request_to_complete_stops_the_clock_and_the_answer_starts_it(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    row = opens(dossier)["tham-tra"]
    dossier = services.ask_completion(
        holding_id=row.pk,
        reason="Thiếu văn bản cam đoan.",
        items=["Văn bản cam đoan"],
        by=ward.officer,
        at=at(10),
    )
    assert (dossier.business, dossier.requests, dossier.due_at) == ("waits-citizen", 1, None)
    asked = dossier.completions.get()
    assert asked.items == ["Văn bản cam đoan"] and not asked.beside

    dossier = services.answer_completion(
        dossier_id=dossier.pk,
        papers=[GivenPaper(None, name="Văn bản cam đoan", originals=1)],
        by=ward.counter,
        at=at(9, day=date(2026, 11, 25)),
    )
    assert dossier.business == "in-process" and dossier.flags == []
    assert dossier.due_at == at(17, 30, date(2026, 12, 1))  # it stood on Monday; the 24th is a day off
    assert dossier.papers.filter(paper=None).get().name == "Văn bản cam đoan"
    assert list(opens(dossier)) == ["tiep-nhan"]


def test_a_second_request_is_flagged_and_counts_as_late(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    for minute in (0, 20):
        key = "tham-tra" if minute == 0 else "tiep-nhan"
        services.ask_completion(holding_id=opens(dossier)[key].pk, reason="Thiếu.", by=ward.counter if minute else ward.officer, at=at(10, minute))  # fmt: skip
        dossier = services.answer_completion(dossier_id=dossier.pk, by=ward.counter, at=at(10, minute + 5))
    assert dossier.flags == ["asked-twice"] and dossier.requests == 2
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, at(11))
    go(dossier, "tham-tra", "dat", ward.officer, at(11, 5))
    assert go(dossier, "ky", "ky", ward.leader, at(11, 10)).late is True


def test_where_the_process_has_no_way_for_it_the_step_waits(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    go(dossier, "tham-tra", "dat", ward.officer, at(10))
    dossier = services.ask_completion(
        holding_id=opens(dossier)["ky"].pk, reason="Thiếu ảnh.", by=ward.leader, at=at(11)
    )
    assert dossier.business == "waits-citizen" and list(opens(dossier)) == ["ky"]
    with pytest.raises(services.WrongState, match="đang chờ người nộp bổ sung"):
        go(dossier, "ky", "ky", ward.leader, at(11, 5))
    with pytest.raises(services.WrongState, match="đang chờ người nộp bổ sung rồi"):
        services.ask_completion(
            holding_id=opens(dossier)["ky"].pk, reason="Nữa.", by=ward.leader, at=at(11, 6)
        )
    dossier = services.answer_completion(dossier_id=dossier.pk, by=ward.counter, at=at(14))
    assert go(dossier, "ky", "ky", ward.leader, at(14, 5)).decided_as == "grant"


def test_nothing_is_answered_that_was_not_asked(ward: Ward, edition: Any) -> None:
    with pytest.raises(services.WrongState, match="không chờ bổ sung gì"):
        services.answer_completion(dossier_id=ward.receive(edition).pk, by=ward.counter, at=at(10))


# ---------------------------------------------------------------- ends


@pytest.mark.parametrize(("deed", "state"), [("withdraw", "withdrawn"), ("stop", "stopped")])
def test_a_dossier_is_left_from_the_middle(ward: Ward, edition: Any, deed: str, state: str) -> None:
    dossier = paid(ward, edition)
    by = ward.counter if deed == "withdraw" else ward.leader
    dossier = getattr(services, deed)(dossier_id=dossier.pk, reason="Theo đơn.", by=by, at=at(10))
    assert dossier.business == state and dossier.closed_at and not opens(dossier)
    assert not ClockStretch.objects.filter(until=None).exists()
    with pytest.raises(services.WrongState, match="đã có kết quả"):
        getattr(services, deed)(dossier_id=dossier.pk, reason="Lại.", by=by, at=at(11))


def test_reopening_keeps_the_old_answer_the_first_deadline_and_a_flag(ward: Ward, edition: Any) -> None:
    dossier = paid(ward, edition)
    due = dossier.due_at
    go(dossier, "tham-tra", "dat", ward.officer, at(10))
    go(dossier, "ky", "ky", ward.leader, at(11))
    go(dossier, "tra-ket-qua", "da-tra", ward.counter, at(14))
    later = date(2026, 12, 2)
    dossier = services.reopen(
        dossier_id=dossier.pk, reason="Sai năm sinh.", by=ward.leader, at=at(9, day=later)
    )
    assert dossier.flags == ["reopened"] and dossier.due_at == due and dossier.business == "in-process"
    assert list(opens(dossier)) == ["ky"] and Answer.objects.get().undone_why == "Sai năm sinh."
    dossier = go(dossier, "ky", "ky", ward.leader, at(10, day=later))
    assert dossier.late is True and Answer.objects.filter(undone_at=None).count() == 1


def test_a_withdrawn_dossier_is_not_reopened(ward: Ward, edition: Any) -> None:
    dossier = services.withdraw(
        dossier_id=ward.receive(edition).pk, reason="Đơn.", by=ward.counter, at=at(10)
    )
    with pytest.raises(services.WrongState, match="Chỉ mở lại được"):
        services.reopen(dossier_id=dossier.pk, reason="x", by=ward.leader, at=at(11))


def test_a_note_stands_in_the_story(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    services.add_note(dossier_id=dossier.pk, words="Đã gọi điện.", by=ward.counter, at=at(10))
    assert ledger.story_of(dossier.ref)[0].data["note"] == "Đã gọi điện."


def test_parallel_opinions_join_before_the_dossier_goes_on(ward: Ward) -> None:
    edition = ward.procedure("2.001263", name="Nuôi con nuôi trong nước", ways=[("direct", 30, "day")], fee=0)
    dossier = ward.receive(edition)
    key, out = "tiep-nhan", "khong-thu"
    if "khong-thu" not in {flow.outcome for flow in opens(dossier)["tiep-nhan"].step.leaving.all()}:
        out = "du"
    dossier = go(dossier, key, out, ward.counter, at(9, 5))
    go(dossier, "tham-tra", "lay-y-kien", ward.officer, at(9, 10))
    dossier = go(dossier, "gui-y-kien", "", ward.officer, at(9, 15))
    assert set(opens(dossier)) == {"y-kien-nguoi-lien-quan", "y-kien-cong-an"}
    dossier = go(dossier, "y-kien-cong-an", "dong-y", ward.officer, at(9, 20))
    assert set(opens(dossier)) == {"y-kien-nguoi-lien-quan", "gop"} and opens(dossier)["gop"].role == ""
    dossier = go(dossier, "y-kien-nguoi-lien-quan", "dong-y", ward.officer, at(9, 25))
    assert list(opens(dossier)) == ["tong-hop"]


def test_two_clocks_that_differ_by_a_moment_do_not_break_the_order(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    go(dossier, "tiep-nhan", "du", ward.counter, MORNING - timedelta(seconds=2))
    assert ClockStretch.objects.get().since == MORNING
