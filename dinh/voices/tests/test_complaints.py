"""A citizen rates a dossier and complains about it; the unit answers by a day, never those who dealt with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dinh.dossiers.applicant import Applicant
from dinh.dossiers.models import Dossier
from dinh.dossiers.queries import citizens, counting
from dinh.dossiers.tests.builders import FRIDAY, Ward, at, go
from dinh.dossiers.tests.test_looks import signed_in
from dinh.ground import calendar
from dinh.ground import queries as ledger
from dinh.ground.shapes import Ref
from dinh.town import testing
from dinh.town.services import NotAllowed
from dinh.voices import services
from dinh.voices.models import Complaint, Rating
from dinh.voices.queries import complaints as queries
from dinh.voices.rules import WHO_MAY
from dinh.voices.rules import complaints as rules
from dinh.work import queries as work

ROWS = [
    {"since": date(2022, 6, 23), "answer": 15, "decline": 2, "ask": 5},
    {"since": date(2027, 3, 1), "answer": 10, "decline": 1, "ask": 3},
]


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()


def mine(dossier: Dossier) -> Applicant:
    return Applicant(
        None,
        "Người nộp hồ sơ",
        (),
        said_by=Ref("secret-holder", dossier.pk),
        dossiers=frozenset({dossier.pk}),
    )


def done(ward: Ward, **more: Any) -> Dossier:
    dossier = ward.receive(ward.procedure(), **more)
    on = more.get("on", at(9))
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, on)
    go(dossier, "tham-tra", "dat", ward.officer, on)
    return go(dossier, "ky", "ky", ward.leader, on)


def put(ward: Ward, dossier: Dossier, **more: Any) -> Complaint:
    given = {"about": "late", "text": "Hẹn thứ hai mà thứ năm mới có.", "by": mine(dossier), "at": at(10)}
    return services.complain(dossier_id=dossier.pk, **given | more)


@pytest.mark.parametrize(
    ("day", "answer"), [(date(2020, 1, 1), 15), (date(2026, 11, 20), 15), (date(2027, 3, 1), 10)]
)
def test_the_edition_of_the_day_says_how_long_an_answer_may_take(day: date, answer: int) -> None:
    assert rules.limits_on(ROWS, day).answer == answer


def test_days_are_working_days_and_waiting_for_the_citizen_is_given_back() -> None:
    days = rules.days_of(FRIDAY, rules.limits_on(ROWS, FRIDAY), calendar.for_country())
    assert (days.decline, days.ask, days.answer) == (
        date(2026, 11, 25),
        date(2026, 11, 30),
        date(2026, 12, 14),
    )
    monday = FRIDAY + timedelta(days=3)
    country = calendar.for_country()
    assert rules.due_after_reply(days.answer, FRIDAY, FRIDAY, country) == days.answer
    assert rules.due_after_reply(days.answer, FRIDAY, monday, country) == date(2026, 12, 15)


def test_a_rating_takes_the_place_of_the_one_before_and_counts_as_not_content(ward: Ward) -> None:
    dossier = done(ward)
    (before,) = counting.counts(ward.viewer, FRIDAY, FRIDAY, FRIDAY, at(16))
    assert (before["rated"], before["content"]) == (0, 1)
    services.rate(dossier_id=dossier.pk, stars=5, by=mine(dossier), at=at(10))
    services.rate(dossier_id=dossier.pk, stars=2, words="  chờ lâu ", by=mine(dossier), at=at(11))
    row = Rating.objects.get()
    assert (row.stars, row.words, row.unit) == (2, "chờ lâu", ward.ward)
    (after,) = counting.counts(ward.viewer, FRIDAY, FRIDAY, FRIDAY, at(16))
    assert (after["rated"], after["unhappy"], after["content"]) == (1, 1, 0)
    assert "chờ lâu" not in str([line.data for line in ledger.story_of(dossier.ref)])


def test_only_who_handed_in_rates_and_only_what_was_answered(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure())
    with pytest.raises(services.WrongState):
        services.rate(dossier_id=dossier.pk, stars=5, by=mine(dossier), at=at(10))
    for stranger in (ward.officer, Applicant(None, "Ai đó", (), dossiers=frozenset({dossier.pk + 1}))):
        with pytest.raises(NotAllowed):
            services.rate(dossier_id=dossier.pk, stars=5, by=stranger, at=at(10))  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            services.complain(dossier_id=dossier.pk, about="late", text="x", by=stranger, at=at(10))  # type: ignore[arg-type]


def test_a_complaint_is_asked_of_the_unit_through_work_and_its_answer_closes_that(ward: Ward) -> None:
    dossier = done(ward)
    row = put(ward, dossier)
    assert (row.unit, row.number, row.due_on) == (ward.ward, 1, date(2026, 12, 14))
    asked = next(iter(work.all_by_asker(row.ref)))
    assert asked.due_on == row.due_on and asked.closed_at is None
    with pytest.raises(services.WrongState, match="đang chờ trả lời"):
        put(ward, dossier)
    # The leader who signed does not answer; nor does an officer.
    for judge in (ward.leader, ward.officer, ward.stranger):
        with pytest.raises(NotAllowed):
            services.answer_complaint(complaint_id=row.pk, text="Không sao", by=judge, at=at(11))
    services.answer_complaint(complaint_id=row.pk, text="Xin lỗi, đã nhắc.", by=ward.deputy, at=at(12))
    row.refresh_from_db()
    asked.refresh_from_db()
    assert (row.state, row.late, row.by_name) == ("answered", False, "Lê Thị Phó Mẫu")
    assert asked.closed_at is not None and asked.state == "done"
    story = ledger.story_of(dossier.ref)
    assert story[0].deed == "voices.complaint-answered" and "Hẹn thứ hai" not in str([s.data for s in story])


def test_the_second_complaint_goes_to_the_unit_above(ward: Ward) -> None:
    dossier = done(ward)
    first = put(ward, dossier)
    services.answer_complaint(complaint_id=first.pk, text="Đã xem.", by=ward.deputy, at=at(12))
    second = put(ward, dossier, at=at(14), text="Chưa thỏa đáng.")
    first.refresh_from_db()
    assert (second.unit, second.number, first.content) == (ward.province, 2, False)
    with pytest.raises(NotAllowed):
        services.answer_complaint(complaint_id=second.pk, text="Đã xem.", by=ward.deputy, at=at(15))
    above = testing.actor("leader", ward.province, name="Vũ Văn Tỉnh")
    services.answer_complaint(complaint_id=second.pk, text="Đã kiểm tra.", by=above, at=at(15))


def test_declining_and_asking_have_their_own_days(ward: Ward) -> None:
    dossier = done(ward)
    row = put(ward, dossier)
    late = at(9, day=row.decline_until + timedelta(days=1))
    with pytest.raises(services.WrongState, match="Hạn từ chối đã hết"):
        services.decline_complaint(complaint_id=row.pk, text="Không thuộc", by=ward.deputy, at=late)
    services.ask_complainant(complaint_id=row.pk, text="Hôm ấy ai tiếp?", by=ward.deputy, at=late)
    with pytest.raises(services.WrongState):
        services.answer_complaint(complaint_id=row.pk, text="Đã xem.", by=ward.deputy, at=late)
    reply = at(9, day=date(2026, 11, 27))
    services.say_more(complaint_id=row.pk, text="Người áo xanh.", by=mine(dossier), at=reply)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("waiting", date(2026, 12, 15))
    assert next(iter(work.all_by_asker(row.ref))).due_on == row.due_on
    with pytest.raises(services.WrongState, match="một lần"):
        services.ask_complainant(complaint_id=row.pk, text="Còn gì nữa?", by=ward.deputy, at=reply)
    services.answer_complaint(
        complaint_id=row.pk, text="Đã xem.", by=ward.deputy, at=at(9, day=date(2026, 12, 16))
    )
    row.refresh_from_db()
    assert row.late is True
    said = queries.said_in(ward.leader, FRIDAY, _month())
    assert (said.complained, said.answered, said.answered_in_time) == (1, 1, 0)


def _month() -> Any:
    from dinh.ground.periods import containing

    return containing(FRIDAY, "month")


@pytest.mark.parametrize(
    ("more", "field"),
    [({"about": "gì đó"}, "about"), ({"text": "  "}, "text"), ({"text": "x" * 4001}, "text")],
)
def test_what_cannot_be_taken_is_named(ward: Ward, more: dict[str, Any], field: str) -> None:
    with pytest.raises(services.WrongInput) as refused:
        put(ward, done(ward), **more)
    assert refused.value.field == field


def test_who_may_answer_cell_by_cell(ward: Ward) -> None:
    dossier = done(ward)
    wrong = []
    for n, role in enumerate(sorted({r for roles in WHO_MAY.values() for r in roles})):
        for place in ("ward", "province", "other"):
            Complaint.objects.all().delete()
            row = put(ward, dossier, at=at(10, n))
            by = testing.actor(role, getattr(ward, place))
            expected = role in WHO_MAY["voices.answer_complaint"] and place != "other"
            try:
                services.answer_complaint(complaint_id=row.pk, text="Đã xem.", by=by, at=at(12))
                got = True
            except NotAllowed:
                got = False
            if got is not expected:
                wrong.append((role, place, expected))
            sees = queries.complaint_for(by, row.pk, FRIDAY) is not None
            if sees is not (role in WHO_MAY["voices.see_complaints"] and place != "other"):
                wrong.append((role, place, "sees"))
    assert not wrong


def test_the_pages_from_the_citizen_to_the_answer_and_back(ward: Ward) -> None:
    dossier = done(ward, on=timezone.now() - timedelta(hours=1))
    citizen = Client()
    home = f"/dich-vu/ho-so/{dossier.code}/"
    assert citizen.get(f"{home}phan-anh/").status_code == 404
    session = citizen.session
    session[citizens.BY_SECRET] = {str(dossier.pk): timezone.now().isoformat()}
    session.save()
    shown = citizen.get(home).content.decode()
    assert f"{home}danh-gia/" in shown and f"{home}phan-anh/" in shown
    assert citizen.post(f"{home}danh-gia/", {"stars": "9"}).status_code == 422
    assert citizen.post(f"{home}danh-gia/", {"stars": "4"}).status_code == 302
    assert citizen.post(f"{home}phan-anh/", {"about": "late", "text": "Chờ lâu"}).status_code == 302
    row = Complaint.objects.get()
    leader = signed_in(ward.deputy, "pho")
    assert dossier.code in leader.get("/phan-anh-ho-so/").content.decode()
    page = f"/phan-anh-ho-so/{row.pk}/"
    assert "Chờ lâu" in leader.get(page).content.decode()
    assert "Giải quyết chậm" in leader.get(f"/ho-so/{dossier.code}/").content.decode()
    assert leader.post(page, {"deed": "answer", "text": " ", "seen": row.version}).status_code == 422
    assert leader.post(page, {"deed": "answer", "text": "Xin lỗi", "seen": 99}).status_code == 409
    assert leader.post(page, {"deed": "answer", "text": "Xin lỗi", "seen": row.version}).status_code == 302
    assert "Xin lỗi" in citizen.get(home).content.decode()
    assert citizen.post(f"{home}phan-anh/{row.pk}/y-kien/", {"hai-long": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.content is True
    assert signed_in(ward.viewer, "xem").get(page).status_code == 404
