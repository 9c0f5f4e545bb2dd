"""What the responsible office does, and what the asker does: a sentence for each outcome of each deed."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.ground import queries as ground
from dinh.ground.models import News
from dinh.work import services
from dinh.work.models import Assignment
from dinh.work.shapes import Ask

from .builders import NOON, Town, at, day


def who(actor: Any, when: Any = NOON) -> dict[str, Any]:
    return {"by": actor, "at": when}


def deeds_of(work: Assignment) -> list[str]:
    return [line.deed for line in ground.story_of(work.ref)]


def news(name: str) -> list[dict[str, Any]]:
    return [each.data for each in News.objects.filter(name=f"work.{name}").order_by("pk")]


def handed_in(town: Town, **more: Any) -> Assignment:
    return services.submit(assignment_id=town.ask(**more).pk, note="Xong.", **who(town.officer))


# ---------------------------------------------------------------- start, progress


def test_an_officer_of_the_office_starts_it(town: Town) -> None:
    work = services.start(assignment_id=town.ask().pk, **who(town.officer))
    assert work.state == "doing"
    assert deeds_of(work)[0] == "work.started"
    assert news("WorkStateChanged")[-1]["old"] == "not-started"


def test_somebody_of_another_office_may_not_start_it(town: Town) -> None:
    with pytest.raises(services.NotAllowed, match="Bắt đầu việc"):
        services.start(assignment_id=town.ask().pk, **who(town.culture_officer))


def test_what_is_done_cannot_be_started_again(town: Town) -> None:
    work = handed_in(town)
    with pytest.raises(services.WrongState, match="Chờ duyệt"):
        services.start(assignment_id=work.pk, **who(town.officer))


def test_progress_is_noted_with_its_share_and_files(town: Town) -> None:
    work = services.note_progress(
        assignment_id=town.ask().pk, note="Được 12 trạm.", percent=40,
        files=[("bien-ban.txt", "Biên bản làm việc ngày 20/11.".encode())], **who(town.officer),
    )  # fmt: skip
    assert (work.state, work.percent, work.note) == ("doing", 40, "Được 12 trạm.")
    assert [file.name for file in work.evidence.all()] == ["bien-ban.txt"]
    assert ground.story_of(work.ref)[0].data["files"] == ["bien-ban.txt"]


def test_a_cooperating_office_notes_progress_but_hands_nothing_in(town: Town) -> None:
    work = town.ask(coop_office_ids=(town.culture.pk,))
    services.note_progress(assignment_id=work.pk, note="Đã gửi danh sách.", **who(town.culture_officer))
    with pytest.raises(services.NotAllowed):
        services.submit(assignment_id=work.pk, **who(town.culture_officer))


@pytest.mark.parametrize(
    ("note", "percent", "field"), [("", 10, "note"), ("Có", 101, "percent"), ("Có", -1, "percent")]
)
def test_progress_without_words_or_out_of_bounds_is_refused(
    town: Town, note: str, percent: int, field: str
) -> None:
    with pytest.raises(services.WrongInput) as refused:
        services.note_progress(assignment_id=town.ask().pk, note=note, percent=percent, **who(town.officer))
    assert refused.value.field == field


def test_a_program_is_no_evidence(town: Town) -> None:
    work = town.ask()
    with pytest.raises(services.WrongInput) as refused:
        services.add_evidence(
            assignment_id=work.pk, files=[("a.pdf", b"MZ\x90\x00" + b"\x00" * 400)], **who(town.officer)
        )
    assert refused.value.field == "evidence"
    assert not work.evidence.exists()


def test_evidence_is_put_beside_it(town: Town) -> None:
    work = town.ask()
    services.add_evidence(assignment_id=work.pk, files=[("ds.txt", b"danh sach")], **who(town.officer))
    assert work.evidence.get().by_name == "Lê Văn Thí"


def test_no_file_is_refused_and_too_many_are(town: Town) -> None:
    work = town.ask()
    for files in ([], [("a.txt", b"abc")] * 21):
        with pytest.raises(services.WrongInput):
            services.add_evidence(assignment_id=work.pk, files=files, **who(town.officer))


# ---------------------------------------------------------------- hand in, accept, send back


def test_what_is_handed_in_waits_for_the_asker(town: Town) -> None:
    work = handed_in(town)
    assert (work.state, work.percent, work.submitted_on) == ("submitted", 100, day(0))
    assert work.submitted_by_id == town.officer.person_id


def test_what_nobody_checks_is_done_at_once(town: Town) -> None:
    work = handed_in(town, check=False)
    assert (work.state, work.done_on) == ("done", day(0))
    assert [each["new"] for each in news("WorkStateChanged")] == ["done"]


def test_the_asker_accepts_and_it_is_done_on_the_day_it_was_handed_in(town: Town) -> None:
    work = handed_in(town)
    done = services.accept(assignment_id=work.pk, remark="Tốt.", **who(town.leader, at(day(3))))
    assert (done.state, done.done_on, done.closed_at, done.remark) == ("done", day(0), at(day(3)), "Tốt.")


def test_the_office_itself_does_not_accept(town: Town) -> None:
    with pytest.raises(services.NotAllowed):
        services.accept(assignment_id=handed_in(town).pk, **who(town.head))


def test_nobody_accepts_what_they_handed_in_themselves(town: Town) -> None:
    work = services.submit(assignment_id=town.ask(by=town.head).pk, **who(town.head))
    with pytest.raises(services.WrongState, match="người khác duyệt"):
        services.accept(assignment_id=work.pk, **who(town.head))


def test_only_what_was_handed_in_is_accepted(town: Town) -> None:
    with pytest.raises(services.WrongState, match="Chưa bắt đầu"):
        services.accept(assignment_id=town.ask().pk, **who(town.leader))


def test_it_comes_back_with_a_remark_and_a_new_day(town: Town) -> None:
    work = services.send_back(
        assignment_id=handed_in(town).pk, remark="Thiếu MobiFone.", due_on=day(10), **who(town.leader)
    )
    assert (work.state, work.remark, work.due_on, work.percent) == (
        "returned",
        "Thiếu MobiFone.",
        day(10),
        90,
    )
    assert work.submitted_on is None


def test_it_does_not_come_back_without_a_remark_nor_with_a_day_gone_by(town: Town) -> None:
    work = handed_in(town)
    for remark, due, field in (("  ", None, "remark"), ("Sửa.", day(-1), "due_on")):
        with pytest.raises(services.WrongInput) as refused:
            services.send_back(assignment_id=work.pk, remark=remark, due_on=due, **who(town.leader))
        assert refused.value.field == field


def test_what_was_handed_in_is_taken_back(town: Town) -> None:
    work = services.take_back(assignment_id=handed_in(town).pk, **who(town.officer))
    assert (work.state, work.submitted_by) == ("doing", None)


# ---------------------------------------------------------------- pause, resume, drop, move


def test_a_pause_stops_the_clock_and_its_days_are_given_back(town: Town) -> None:
    work = services.pause(assignment_id=town.ask(due_on=day(7)).pk, reason="Chờ tỉnh.", **who(town.leader))
    assert (work.state, work.paused_since) == ("paused", day(0))
    work = services.resume(
        assignment_id=work.pk, **who(town.leader, at(day(5)))
    )  # Wednesday; Tuesday was a day off
    assert (work.state, work.paused_since) == ("not-started", None)
    assert work.due_on == day(11)  # two working days stood still: Monday and Wednesday


def test_it_goes_on_with_a_day_of_its_own_but_not_one_gone_by(town: Town) -> None:
    work = services.pause(assignment_id=town.ask().pk, reason="Chờ.", **who(town.leader))
    with pytest.raises(services.WrongInput):
        services.resume(assignment_id=work.pk, due_on=day(-1), **who(town.leader))
    assert services.resume(assignment_id=work.pk, due_on=day(40), **who(town.leader)).due_on == day(40)


def test_a_pause_needs_a_reason_and_the_askers_side(town: Town) -> None:
    work = town.ask()
    with pytest.raises(services.WrongInput):
        services.pause(assignment_id=work.pk, reason="", **who(town.leader))
    with pytest.raises(services.NotAllowed):
        services.pause(assignment_id=work.pk, reason="Bận.", **who(town.officer))


def test_what_is_dropped_lets_its_parts_go_and_cannot_be_dropped_again(town: Town) -> None:
    work = town.ask()
    part = services.add_sub(assignment_id=work.pk, ask=Ask("Phần", 0, None, day(2)), **who(town.head))
    services.drop(assignment_id=work.pk, reason="Không cần nữa.", **who(town.leader))
    part.refresh_from_db()
    assert part.state == "dropped"
    with pytest.raises(services.WrongState, match="Thôi"):
        services.drop(assignment_id=work.pk, reason="Lại.", **who(town.leader))


def test_a_drop_needs_a_reason(town: Town) -> None:
    with pytest.raises(services.WrongInput):
        services.drop(assignment_id=town.ask().pk, reason=" ", **who(town.leader))


def test_the_asker_moves_the_day_with_a_reason(town: Town) -> None:
    work = services.move_due(
        assignment_id=town.ask().pk, due_on=day(20), reason="Tỉnh lùi.", **who(town.leader)
    )
    assert work.due_on == day(20)
    assert news("WorkRedated")[-1]["new"] == day(20).isoformat()


@pytest.mark.parametrize(
    ("due", "reason", "field"), [(-1, "Có", "due_on"), (7, "Có", "due_on"), (9, "", "reason")]
)
def test_a_day_gone_by_the_same_day_or_no_reason_is_refused(
    town: Town, due: int, reason: str, field: str
) -> None:
    with pytest.raises(services.WrongInput) as refused:
        services.move_due(assignment_id=town.ask().pk, due_on=day(due), reason=reason, **who(town.leader))
    assert refused.value.field == field


# ---------------------------------------------------------------- persons, parts


def test_the_head_names_a_person_of_the_office(town: Town) -> None:
    work = services.give_to_person(
        assignment_id=town.ask().pk, person_id=town.officer.person_id, **who(town.head)
    )
    assert work.person_id == town.officer.person_id
    work = services.give_to_person(assignment_id=work.pk, person_id=None, **who(town.head))
    assert work.person is None


def test_nobody_of_another_office_is_named(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="không làm việc"):
        services.give_to_person(
            assignment_id=town.ask().pk, person_id=town.culture_officer.person_id, **who(town.head)
        )


def test_an_officer_does_not_name(town: Town) -> None:
    with pytest.raises(services.NotAllowed):
        services.give_to_person(
            assignment_id=town.ask().pk, person_id=town.officer.person_id, **who(town.officer)
        )


def test_parts_roll_up_into_the_whole(town: Town) -> None:
    work = town.ask()
    one, two = (
        services.add_sub(
            assignment_id=work.pk, ask=Ask(title, 0, None, day(3), check=False), **who(town.officer)
        )
        for title in ("Viettel", "VNPT")
    )
    services.submit(assignment_id=one.pk, **who(town.officer))
    work.refresh_from_db()
    assert work.percent == 50
    services.note_progress(assignment_id=two.pk, note="Một nửa", percent=50, **who(town.officer))
    work.refresh_from_db()
    assert (work.percent, work.state) == (75, "not-started")
    with pytest.raises(services.WrongState, match="Còn 1 việc con"):
        services.submit(assignment_id=work.pk, **who(town.officer))
    with pytest.raises(services.WrongInput, match="tính từ các việc con"):
        services.note_progress(assignment_id=work.pk, note="Cả việc", percent=80, **who(town.officer))


def test_a_part_is_owed_no_later_than_the_whole_and_parts_have_few_levels(town: Town) -> None:
    work = town.ask()
    with pytest.raises(services.WrongInput, match="Hạn việc con"):
        services.add_sub(assignment_id=work.pk, ask=Ask("Phần", 0, None, day(8)), **who(town.head))
    part = services.add_sub(assignment_id=work.pk, ask=Ask("Phần", 0, None, None), **who(town.head))
    assert part.due_on == work.due_on
    inner = services.add_sub(assignment_id=part.pk, ask=Ask("Phần nhỏ", 0, None, None), **who(town.head))
    with pytest.raises(services.WrongInput, match="3 cấp"):
        services.add_sub(assignment_id=inner.pk, ask=Ask("Nhỏ nữa", 0, None, None), **who(town.head))


def test_whoever_does_the_whole_does_its_parts(town: Town) -> None:
    work = services.give_to_person(
        assignment_id=town.ask().pk, person_id=town.officer.person_id, **who(town.head)
    )
    part = services.add_sub(assignment_id=work.pk, ask=Ask("Phần", 0, None, None), **who(town.officer))
    other = services.add_sub(
        assignment_id=work.pk, ask=Ask("Khác", 0, town.culture.pk, None), **who(town.officer)
    )
    assert (part.person_id, other.person_id) == (town.officer.person_id, None)


def test_a_person_named_may_do_it_whatever_their_role(town: Town) -> None:
    work = town.ask(person_id=town.viewer.person_id)
    assert services.start(assignment_id=work.pk, **who(town.viewer)).state == "doing"
