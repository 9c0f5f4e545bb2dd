"""From plan to closing: a test for each outcome."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection

from dinh.ground import queries as ledger
from dinh.sectors.inspections import choosing, listeners, queries, services
from dinh.sectors.inspections.models import Inspection, Template
from dinh.sectors.inspections.services import Advice, Answer, Inspected
from dinh.sectors.inspections.shapes import Subject
from dinh.town.services import NotAllowed
from dinh.work import queries as work
from dinh.work import services as work_services
from dinh.work.shapes import WorkStateChanged

from .builders import JUNE9, JUNE16, JUNE17, PDF, Town, at

# ---------------------------------------------------------------- planning


def test_the_check_list_is_copied_and_a_later_template_changes_nothing(town: Town) -> None:
    row = town.plan()
    first = row.checks.first().text

    Template.objects.filter(key="mot-cua").update(items=[{"text": "Khác"}])

    assert row.checks.count() == 6 and row.checks.first().text == first


@pytest.mark.parametrize("parties", [[], ["own unit"], ["elsewhere"]])
def test_one_inspects_only_what_stands_below(town: Town, parties: list[str]) -> None:
    units = {"own unit": Inspected(town.ward.pk), "elsewhere": Inspected(town.other.pk)}

    with pytest.raises(services.WrongInput) as refused:
        town.plan(unit=town.ward, office=None, parties=[units[each] for each in parties], by=town.planner)

    assert [fault.field for fault in refused.value.faults] == ["parties"]


def test_a_template_changed_from_a_day_on_ends_the_one_before(town: Town) -> None:
    given = {"name": "Phiếu phường", "unit": town.ward, "by": town.planner}
    old = services.lay_template(
        **given, items=[{"text": "Một"}], since=date(2026, 1, 1), at=at(date(2026, 1, 1))
    )
    new = services.lay_template(
        **given, items=[{"text": "Một"}, {"text": "Hai"}], since=date(2026, 7, 1), at=at(date(2026, 6, 1))
    )

    old.refresh_from_db()
    assert (old.until, new.until) == (date(2026, 6, 30), None)
    assert old.pk in [row.pk for row in queries.templates(town.planner, date(2026, 6, 1))]
    with pytest.raises(services.WrongInput, match="ngày mới phải sau"):
        services.lay_template(
            **given, items=[{"text": "Ba"}], since=date(2026, 6, 1), at=at(date(2026, 6, 1))
        )
    with pytest.raises(services.WrongInput, match="ít nhất một mục"):
        services.lay_template(**given | {"name": "Mới"}, items=[], since=date(2026, 6, 1), at=at(JUNE9))


def test_without_list_and_subjects_there_is_nothing_to_begin(town: Town) -> None:
    row = town.plan(template_id=None)

    with pytest.raises(services.WrongState, match="Chưa có phiếu"):
        services.start(inspection_id=row.pk, by=town.follower, at=at(JUNE9))
    services.add_subjects(
        inspection_id=row.pk,
        subjects=[Subject("target:5", "Tỷ lệ trực tuyến")],
        by=town.follower,
        at=at(JUNE9),
    )
    services.start(inspection_id=row.pk, by=town.follower, at=at(JUNE9))

    assert str(row.subjects.get().ref) == "target:5"


def test_the_same_subject_is_not_added_twice(town: Town) -> None:
    row = town.plan(subjects=[Subject("target:5", "Tỷ lệ")])

    with pytest.raises(services.WrongInput):
        services.add_subjects(
            inspection_id=row.pk, subjects=[Subject("target:5", "Tỷ lệ")], by=town.follower, at=at(JUNE9)
        )


class Offers:
    """A room above that has targets."""

    def subjects_for(self, **given: Any) -> Sequence[Subject]:
        return [Subject("target:5", f"Chỉ tiêu {given['words']}", "/chi-tieu/5/", "Kế hoạch 27")]


def test_subjects_come_from_the_rooms_above(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from dinh.ground import services as ground

    row = town.plan()
    assert choosing.subjects_for(list(row.parties.all()), "", JUNE9) == []
    monkeypatch.setattr(ground.declare_socket(choosing.SOCKET, choosing.Subjects), "filler", Offers())

    assert choosing.subjects_for(list(row.parties.all()), "số", JUNE9)[0].words == "Chỉ tiêu số"


# ---------------------------------------------------------------- the check-list


def test_two_inspectors_at_once_do_not_overwrite_each_other(town: Town) -> None:
    row = town.running()
    one, two, *_rest = row.checks.all()
    services.check(item_id=one.pk, result="fails", seen=1, remark="Thiếu sổ", by=town.second, at=at(JUNE9))

    done = services.check_many(
        inspection_id=row.pk,
        answers={one.pk: Answer("meets", "", 1), two.pk: Answer("meets", "", 1)},
        by=town.follower,
        at=at(JUNE9),
    )

    assert done.written == (two.pk,) and [item.pk for item in done.stale] == [one.pk]
    one.refresh_from_db()
    assert (one.result, one.note, one.by_name) == ("fails", "Thiếu sổ", "Phạm Văn Ví Dụ")
    with pytest.raises(services.StaleInspection, match="Phạm Văn Ví Dụ"):
        services.check(item_id=one.pk, result="meets", seen=1, by=town.follower, at=at(JUNE9))


def test_an_item_left_as_it_is_is_no_change_of_mine(town: Town) -> None:
    row = town.running()
    item = row.checks.first()
    services.check(item_id=item.pk, result="meets", seen=1, by=town.second, at=at(JUNE9))

    done = services.check_many(
        inspection_id=row.pk, answers={item.pk: Answer("meets", "", 1)}, by=town.follower, at=at(JUNE9)
    )

    item.refresh_from_db()
    assert done == services.Checked((), ()) and item.by_name == "Phạm Văn Ví Dụ"


def test_an_item_of_another_inspection_or_a_strange_answer_is_refused(town: Town) -> None:
    row, other = town.running(), town.running()

    with pytest.raises(services.WrongInput, match="không thuộc phiếu"):
        services.check_many(
            inspection_id=row.pk,
            answers={other.checks.first().pk: Answer("meets", "", 1)},
            by=town.follower,
            at=at(JUNE9),
        )
    with pytest.raises(services.WrongInput, match="Chọn đạt"):
        services.check(item_id=row.checks.first().pk, result="so-so", seen=1, by=town.follower, at=at(JUNE9))


def test_the_team_adds_an_item_of_its_own_to_every_list(town: Town) -> None:
    row = town.running(parties=[Inspected(town.ward.pk, town.social.pk), Inspected(town.other.pk)])

    assert services.add_item(inspection_id=row.pk, text="Mục riêng", by=town.follower, at=at(JUNE9)) == 2
    assert row.checks.filter(own=True).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_answers_in_the_same_moment_leave_one_and_name_the_other() -> None:
    town = Town()
    row = town.running()
    item = row.checks.first()
    outcomes: list[str] = []

    def act(result: str) -> None:
        try:
            services.check(item_id=item.pk, result=result, seen=1, by=town.follower, at=at(JUNE9))
            outcomes.append("written")
        except services.StaleInspection:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(result,)) for result in ("meets", "fails")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["stale", "written"]


# ---------------------------------------------------------------- findings and explanations


def test_a_finding_keeps_its_files_and_refuses_strange_ones(town: Town) -> None:
    row = town.running()

    finding = town.finding(row, files=[("anh.pdf", PDF)])

    assert finding.evidence.get().name == "anh.pdf"
    with pytest.raises(services.WrongInput, match="không thuộc loại"):
        town.finding(row, files=[("a.exe", b"MZ\x90\x00\x03")])
    with pytest.raises(services.WrongInput, match="Ghi phát hiện"):
        town.finding(row, text=" ")


def test_a_finding_withdrawn_stays_readable_and_needs_no_explaining(town: Town) -> None:
    row = town.explaining()
    finding = row.findings.get()

    services.withdraw_finding(finding_id=finding.pk, reason="Nhầm kỳ", by=town.follower, at=at(JUNE9))

    finding.refresh_from_db()
    assert not finding.needs_explaining and finding.withdrawn_why == "Nhầm kỳ"
    party = row.parties.get()
    assert not work.by_asker([services.party_ref(party)])[services.party_ref(party)].is_open


def test_explaining_stands_on_the_inspected_desk_until_every_finding_has_an_answer(town: Town) -> None:
    row = town.filled()
    first, second = town.finding(row), town.finding(row, kind="breach")
    town.finding(row, kind="good")
    services.ask_explanation(inspection_id=row.pk, explain_by=JUNE16, by=town.follower, at=at(JUNE9))
    ref = services.party_ref(row.parties.get())
    on_desk = work.by_asker([ref])[ref]
    assert (on_desk.office_id, on_desk.due_on, on_desk.is_open) == (town.social.pk, JUNE16, True)

    services.explain(finding_id=first.pk, text="Sẽ bổ sung", by=town.officer, at=at(JUNE16))
    assert work.by_asker([ref])[ref].is_open
    services.explain(
        finding_id=second.pk,
        text="Không đồng ý",
        agrees=False,
        files=[("so.pdf", PDF)],
        by=town.officer,
        at=at(JUNE16),
    )

    assert not work.by_asker([ref])[ref].is_open
    assert second.explanations.get().evidence.get().name == "so.pdf"


def test_with_nothing_wrong_there_is_nothing_to_explain(town: Town) -> None:
    row = town.filled()
    town.finding(row, kind="good")

    with pytest.raises(services.WrongState, match="có thể kết luận ngay"):
        services.ask_explanation(inspection_id=row.pk, explain_by=JUNE16, by=town.follower, at=at(JUNE9))


def test_only_the_inspected_explain_and_only_when_asked(town: Town) -> None:
    row = town.filled()
    finding = town.finding(row)
    with pytest.raises(services.WrongState):
        services.explain(finding_id=finding.pk, text="x", by=town.officer, at=at(JUNE9))
    services.ask_explanation(inspection_id=row.pk, explain_by=JUNE16, by=town.follower, at=at(JUNE9))

    for by in (town.stranger, town.viewer, town.neighbour, town.follower):
        with pytest.raises(NotAllowed):
            services.explain(finding_id=finding.pk, text="x", by=by, at=at(JUNE9))


def test_the_inspected_do_not_write_in_the_inspectors_list(town: Town) -> None:
    row = town.running()

    for by in (town.officer, town.planner, town.leader):
        with pytest.raises(NotAllowed):
            services.check(item_id=row.checks.first().pk, result="meets", seen=1, by=by, at=at(JUNE9))


# ---------------------------------------------------------------- concluding, following, closing


def test_concluding_waits_for_the_list_and_for_the_day_of_explaining(town: Town) -> None:
    row = town.running()
    town.finding(row)

    with pytest.raises(services.WrongInput, match="chưa ghi kết quả"):
        town.conclude(row)
    row = town.explaining()
    with pytest.raises(services.WrongInput, match="chờ giải trình"):
        town.conclude(row, day=JUNE16)
    assert town.conclude(row, day=JUNE17).state == "concluded"


def test_recommendations_become_work_of_whoever_carries_them_out(town: Town) -> None:
    row = town.filled()
    advice = town.recommend(row, product="Ba thư xin lỗi")
    assert not work.by_asker([advice.ref])

    town.conclude(row, files=[("ket-luan.pdf", PDF)])

    advice.refresh_from_db()
    on_desk = work.by_asker([advice.ref])[advice.ref]
    assert advice.state == "asked" and on_desk.product == "Ba thư xin lỗi"
    assert (on_desk.office_id, on_desk.due_on, on_desk.asker_office_id) == (
        town.social.pk,
        date(2026, 7, 3),
        town.department.pk,
    )
    assert row.evidence.get().name == "ket-luan.pdf"
    assert next(line.deed for line in ledger.story_of(row.ref)) == "inspections.concluded"


def test_work_done_on_the_desk_settles_the_recommendation(town: Town) -> None:
    row = town.filled()
    advice = town.recommend(row)
    town.conclude(row)
    on_desk = work.by_asker([advice.ref])[advice.ref]
    work_services.submit(assignment_id=on_desk.pk, by=town.officer, at=at(date(2026, 6, 30)))
    work_services.accept(assignment_id=on_desk.pk, by=town.follower, at=at(date(2026, 7, 1)))

    listeners.hear_moved(
        WorkStateChanged(
            on_desk.pk, "recommendation", str(advice.pk), "submitted", "done", "2026-07-01", None, 100
        )
    )

    advice.refresh_from_db()
    assert (advice.state, advice.done_on) == ("done", date(2026, 7, 1))


def test_closing_waits_for_every_recommendation(town: Town) -> None:
    row = town.filled()
    kept, given_up = town.recommend(row), town.recommend(row, text="Lập sổ")
    town.conclude(row)

    with pytest.raises(services.WrongInput, match="Còn 2 kiến nghị"):
        services.close(inspection_id=row.pk, by=town.follower, at=at(JUNE17))
    services.follow(recommendation_id=kept.pk, state="done", on=JUNE17, at=at(JUNE17))
    services.take_out_recommendation(
        recommendation_id=given_up.pk, reason="Đã có sổ", by=town.follower, at=at(JUNE17)
    )
    closed = services.close(inspection_id=row.pk, by=town.follower, at=at(JUNE17))

    assert (closed.state, closed.closed_on) == ("closed", JUNE17)
    assert not work.by_asker([given_up.ref])[given_up.ref].is_open


def test_a_conclusion_written_on_an_older_page_is_refused(town: Town) -> None:
    row = town.explaining()

    with pytest.raises(services.StaleInspection):
        town.conclude(row, seen=1)


def test_a_recommendation_needs_a_day_before_concluding(town: Town) -> None:
    row = town.filled()
    town.recommend(row, due_on=None)

    with pytest.raises(services.WrongInput, match="chưa có hạn"):
        town.conclude(row)


def test_dropping_takes_the_explaining_off_the_desk(town: Town) -> None:
    row = town.explaining()
    ref = services.party_ref(row.parties.get())

    with pytest.raises(services.WrongInput):
        services.drop(inspection_id=row.pk, reason=" ", by=town.follower, at=at(JUNE9))
    services.drop(inspection_id=row.pk, reason="Trùng thanh tra", by=town.follower, at=at(JUNE9))

    row.refresh_from_db()
    assert row.state == "dropped" and not work.by_asker([ref])[ref].is_open
    with pytest.raises(services.WrongState):
        town.conclude(row)


def test_an_officer_inspects_and_does_not_conclude(town: Town) -> None:
    from dinh.town import testing

    officer = testing.actor("officer", town.province, office=town.department, name="Hồ Thị Thử")
    row = town.filled()

    with pytest.raises(NotAllowed, match="Kết luận"):
        town.conclude(row, by=officer)


# ---------------------------------------------------------------- on paper, and the share


def test_one_done_on_paper_is_recorded_with_minutes_and_its_advice_is_followed(town: Town) -> None:
    row = town.on_paper(advice=[Advice("Phê duyệt cấp độ", date(2026, 7, 30))])

    assert (row.kind, row.state, row.concluded_on) == ("on-paper", "concluded", JUNE9)
    advice = row.recommendations.get()
    assert advice.state == "asked" and work.by_asker([advice.ref])[advice.ref].unit_id == town.ward.pk
    for change, words in (({"minutes": []}, "biên bản"), ({"conclusion": " "}, "kết luận")):
        with pytest.raises(services.WrongInput, match=words):
            town.on_paper(**change)
    with pytest.raises(services.WrongInput, match="sau khi đã làm xong"):
        town.on_paper(last_day=date(2026, 6, 30))


def test_the_share_is_a_query_whose_cells_open_onto_rows(town: Town) -> None:
    row = town.filled()
    town.conclude(row)
    town.on_paper()
    town.plan()  # not carried out: counts nowhere
    own = town.filled(
        unit=town.ward, office=None, parties=[Inspected(town.ward.pk, town.centre.pk)], by=town.planner
    )
    town.conclude(own, by=town.leader)

    found = {each.unit.code: each for each in queries.share(town.follower, JUNE17, 2026)}

    assert found["38"].cells == {0: (1, 2), 2: (1, 2)} and found["38"].percent() == 50
    assert found["16576"].cells == {0: (1, 1), 2: (1, 1)}
    rows = queries.counted(
        town.follower, JUNE17, first=date(2026, 4, 1), last=date(2026, 6, 30), unit=town.province
    )
    assert rows.count() == 2 and rows.filter(kind="on-line").count() == 1
    assert [each.unit.code for each in queries.share(town.planner, JUNE17, 2026)] == ["16576"]
    assert queries.share(town.follower, JUNE17, 2025) == []


def test_the_share_takes_two_queries_however_many_inspections(
    town: Town, django_assert_num_queries: Any
) -> None:
    for _n in range(5):
        town.on_paper()

    with django_assert_num_queries(2):
        queries.share(town.follower, JUNE17, 2026)
    assert Inspection.objects.count() == 5
