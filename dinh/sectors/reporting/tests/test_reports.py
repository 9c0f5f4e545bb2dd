"""A report's way: written version by version, sent, returned, sent again, accepted. One test for each outcome."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dinh.ground import services as ground
from dinh.ground.services import FileRefused
from dinh.sectors.reporting import known, rules, services
from dinh.sectors.reporting.models import Step, Version
from dinh.sectors.reporting.shapes import Figure
from dinh.town.services import NotAllowed
from dinh.work import queries as work

from .builders import FIGURES, Town, at, write

MAY18, MAY19, MAY20, MAY21, MAY22 = (date(2026, 5, day) for day in range(18, 23))


def test_every_saving_is_a_version_and_nothing_is_overwritten(town: Town) -> None:
    report = town.report()

    first = write(town, report, MAY18, by=town.officer)
    second = write(town, report, MAY19, seen=1)

    report.refresh_from_db()
    assert (first.number, second.number, report.version, report.state) == (1, 2, 2, "owed")
    assert report.versions.get(number=1).sections == [["Chỉ đạo, điều hành", "Đã họp ngày 18/05"]]
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        Version.objects.filter(pk=first.pk).update(sections=[])


def test_two_who_write_at_once_do_not_overwrite_each_other(town: Town) -> None:
    report = town.report()
    write(town, report, MAY18, by=town.officer)

    with pytest.raises(services.StaleReport, match="Đỗ Thị Minh Họa"):
        write(town, report, MAY18, seen=0, by=town.head)

    assert report.versions.count() == 1


def test_sending_in_time_puts_it_before_the_receiver_and_off_the_writers_desk(town: Town) -> None:
    report = town.report()

    version = write(town, report, MAY19, send=True)

    report.refresh_from_db()
    assert (report.state, report.first_sent_on) == ("sent", MAY19)
    assert version.sent and rules.digest(version.content) == version.digest
    assert report.steps.get().late_days == 0
    assert work.by_asker([report.ref])[report.ref].state == "submitted"


def test_sending_late_is_known_by_the_day_it_was_sent(town: Town) -> None:
    report = town.report()

    write(town, report, MAY22, send=True)

    report.refresh_from_db()
    how = services.standing_of(report, date(2026, 8, 1))
    assert (how.key, how.late_days, report.steps.get().late_days) == ("sent-late", 2, 2)


def test_a_report_without_words_or_without_a_figure_asked_is_not_sent(town: Town) -> None:
    report = town.report()

    with pytest.raises(services.WrongInput) as refused:
        write(
            town,
            report,
            MAY19,
            send=True,
            sections=[("Chỉ đạo, điều hành", " ")],
            figures={"on-time": ("97", "")},
        )

    assert {fault.field for fault in refused.value.faults} == {
        "section-0", "figure-online-share", "figure-digitised", "figure-paid-online", "figure-signed",
    }  # fmt: skip
    assert not Version.objects.exists()


def test_an_officer_writes_and_the_head_sends(town: Town) -> None:
    report = town.report()
    write(town, report, MAY18, by=town.officer)

    with pytest.raises(NotAllowed, match="Gửi báo cáo"):
        services.send(report_id=report.pk, seen=1, by=town.officer, at=at(MAY19))
    services.send(report_id=report.pk, seen=1, by=town.head, at=at(MAY19))

    report.refresh_from_db()
    assert report.state == "sent" and report.versions.first().number == 2


def test_another_office_does_not_write_this_ones_report(town: Town) -> None:
    report = town.report()

    for by in (town.stranger, town.viewer, town.neighbour):
        with pytest.raises(NotAllowed):
            write(town, report, MAY18, by=by)


def test_attachments_are_checked_by_what_they_are(town: Town) -> None:
    report = town.report()

    version = write(
        town, report, MAY18, add_files=[("bao-cao.pdf", b"%PDF-1.4 noi dung"), ("so.csv", b"a;b\n1;2\n")]
    )
    assert [each["name"] for each in version.files] == ["bao-cao.pdf", "so.csv"]

    with pytest.raises(services.WrongInput, match="không thuộc loại"):
        write(town, report, MAY18, seen=1, add_files=[("xem.pdf", b"PK\x03\x04 khong phai pdf")])
    with pytest.raises(FileRefused, match="rỗng"):
        write(town, report, MAY18, seen=1, add_files=[("rong.pdf", b"")])


def test_an_attachment_taken_away_stays_in_the_version_that_had_it(town: Town) -> None:
    report = town.report()
    first = write(town, report, MAY18, add_files=[("bao-cao.pdf", b"%PDF-1.4 noi dung")])

    second = write(town, report, MAY19, seen=1, drop_files=[first.files[0]["sha256"]])

    assert second.files == [] and report.versions.get(number=1).file(first.files[0]["sha256"])


def sent(town: Town, day: date = MAY19) -> Any:
    report = town.report()
    write(town, report, day, send=True)
    report.refresh_from_db()
    return report


def test_what_is_returned_says_why_and_comes_back_to_the_desk(town: Town) -> None:
    report = sent(town)

    services.send_back(report_id=report.pk, seen=1, remark="Thiếu phụ lục", by=town.follower, at=at(MAY20))

    report.refresh_from_db()
    assert (report.state, report.again_by) == ("returned", date(2026, 5, 25))  # three working days
    on_desk = work.by_asker([report.ref])[report.ref]
    assert on_desk.is_open and on_desk.state == "returned" and on_desk.due_on == date(2026, 5, 25)


def test_a_return_without_a_remark_is_refused(town: Town) -> None:
    report = sent(town)

    with pytest.raises(services.WrongInput, match="Ghi điều cần sửa"):
        services.send_back(report_id=report.pk, seen=1, remark=" ", by=town.follower, at=at(MAY20))
    with pytest.raises(services.WrongInput, match="không trước hôm nay"):
        services.send_back(
            report_id=report.pk, seen=1, remark="x", again_by=MAY18, by=town.follower, at=at(MAY20)
        )


def test_sent_again_in_time_and_accepted_it_leaves_every_desk(town: Town) -> None:
    report = sent(town)
    services.send_back(report_id=report.pk, seen=1, remark="Thiếu phụ lục", by=town.follower, at=at(MAY20))
    write(town, report, MAY22, seen=1, send=True)

    services.accept(report_id=report.pk, seen=2, by=town.follower, at=at(date(2026, 5, 25)))

    report.refresh_from_db()
    assert (report.state, report.first_sent_on, report.last_sent_on) == ("accepted", MAY19, MAY22)
    assert services.standing_of(report, date(2026, 9, 1)).key == "accepted"
    assert [step.what for step in report.steps.all()] == ["sent", "returned", "sent", "accepted"]
    assert work.by_asker([report.ref])[report.ref].state == "done"
    assert report.versions.filter(sent=True).count() == 2


def test_sent_again_too_late_counts_as_late(town: Town) -> None:
    report = sent(town)
    services.send_back(report_id=report.pk, seen=1, remark="Thiếu phụ lục", by=town.follower, at=at(MAY20))

    write(town, report, date(2026, 5, 28), seen=1, send=True)

    assert report.steps.last().late_days == 3


def test_what_was_sent_since_is_not_decided_unseen(town: Town) -> None:
    report = sent(town)
    services.send_back(report_id=report.pk, seen=1, remark="Thiếu", by=town.follower, at=at(MAY20))
    write(town, report, MAY21, seen=1, send=True)

    with pytest.raises(services.StaleReport):
        services.accept(report_id=report.pk, seen=1, by=town.follower, at=at(MAY22))


def test_nobody_accepts_what_they_sent(town: Town) -> None:
    """Within one ward the planner may send for an office and may receive for the ward, not both for one report."""
    from dinh.sectors.reporting.models import Report
    from dinh.sectors.reporting.services import Owing

    regime = town.regime("cds-quy")
    services.give_duty(
        regime_id=regime.pk, owing=[Owing(town.ward.pk, town.centre.pk)], to_unit=town.ward,
        since=date(2026, 6, 1), by=town.planner, at=at(date(2026, 6, 1)),
    )  # fmt: skip
    services.lay_out(at=at(date(2026, 6, 2), 6))
    report = Report.objects.get(regime=regime)
    write(town, report, date(2026, 6, 17), send=True, by=town.planner)

    with pytest.raises(services.NotForOwnReport):
        services.accept(report_id=report.pk, seen=1, by=town.planner, at=at(date(2026, 6, 18)))
    services.accept(report_id=report.pk, seen=1, by=town.leader, at=at(date(2026, 6, 18)))


@pytest.mark.parametrize("deed", ["accept", "send_back", "redate", "waive"])
def test_the_owing_side_does_not_do_the_receivers_deeds(town: Town, deed: str) -> None:
    report = sent(town) if deed in ("accept", "send_back") else town.report()
    given: dict[str, dict[str, Any]] = {
        "accept": {"seen": 1},
        "send_back": {"seen": 1, "remark": "x"},
        "redate": {"due_on": date(2026, 6, 1), "reason": "x"},
        "waive": {"reason": "x"},
    }

    for by in (town.head, town.planner, town.leader):
        with pytest.raises(NotAllowed):
            getattr(services, deed)(report_id=report.pk, by=by, at=at(MAY20), **given[deed])


def test_a_sent_report_is_frozen(town: Town) -> None:
    report = sent(town)

    with pytest.raises(services.WrongState, match="Đã gửi"):
        write(town, report, MAY20, seen=1)
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        Step.objects.update(day=MAY18)


def test_an_accepted_report_is_neither_returned_nor_waived(town: Town) -> None:
    report = sent(town)
    services.accept(report_id=report.pk, seen=1, by=town.follower, at=at(MAY20))

    for act in (
        lambda: services.send_back(report_id=report.pk, seen=1, remark="x", by=town.follower, at=at(MAY21)),
        lambda: services.waive(report_id=report.pk, reason="x", by=town.follower, at=at(MAY21)),
        lambda: services.redate(
            report_id=report.pk, due_on=date(2026, 6, 1), reason="x", by=town.follower, at=at(MAY21)
        ),
    ):
        with pytest.raises(services.WrongState):
            act()


def test_a_moved_day_keeps_the_first_one_and_moves_the_desk(town: Town) -> None:
    report = town.report()

    services.redate(
        report_id=report.pk, due_on=date(2026, 5, 27), reason="Bão", by=town.follower, at=at(MAY19)
    )

    report.refresh_from_db()
    assert (report.due_on, report.first_due_on) == (date(2026, 5, 27), MAY20)
    assert work.by_asker([report.ref])[report.ref].due_on == date(2026, 5, 27)


def test_a_waived_report_leaves_the_desk_with_its_reason(town: Town) -> None:
    report = town.report()

    with pytest.raises(services.WrongInput):
        services.waive(report_id=report.pk, reason=" ", by=town.follower, at=at(MAY19))
    services.waive(report_id=report.pk, reason="Sáp nhập", by=town.follower, at=at(MAY19))

    report.refresh_from_db()
    assert report.state == "waived" and not work.by_asker([report.ref])[report.ref].is_open


class Knows:
    """A room above that knows a figure."""

    value = "71,2"

    def figures_for(self, **given: Any) -> Sequence[Figure]:
        assert given["first"] == date(2026, 4, 15) and given["regime_key"] == "cds-thang"
        return [
            Figure("on-time", "Đúng hạn", self.value, "%", "Chỉ tiêu của kế hoạch", "target:5"),
            Figure("extra", "Tổ công nghệ số", "14", "tổ", "Chỉ tiêu của kế hoạch", "target:6"),
        ]


def test_what_the_rooms_above_know_goes_up_and_stays_as_it_was(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler = Knows()
    monkeypatch.setattr(ground.declare_socket(known.SOCKET, known.Figures), "filler", filler)
    report = town.report()

    figures = {key: value for key, value in FIGURES.items() if key != "on-time"} | {
        "on-time": ("97", "Một cửa")
    }
    version = write(town, report, MAY19, send=True, figures=figures)
    filler.value = "99,9"

    values = {each["key"]: (each["value"], each["typed"]) for each in version.figures}
    assert values["on-time"] == ("97", True)  # what was typed stands
    assert values["extra"] == ("14", False)
    assert report.versions.get(number=version.number).figures == version.figures


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_the_same_moment_send_once() -> None:
    town = Town()
    report = town.report()
    write(town, report, MAY18, by=town.officer)
    outcomes: list[str] = []

    def act() -> None:
        try:
            services.send(report_id=report.pk, seen=1, by=town.head, at=at(MAY19))
            outcomes.append("sent")
        except services.ReportRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "sent"] and report.versions.filter(sent=True).count() == 1
