"""The pretend town's pressing: mornings of the last week, three presses, one answered, one waiting, one gone up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from dinh.ground.outbox import services as outbox
from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Press
from dinh.work.pressing import services


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, clock: Clock, say: Callable[[str], None]) -> None:
    """Called at the end of the room's own demo, through services only. Running it again adds nothing."""
    if Press.objects.exists():
        say("Đôn đốc: đã có")
        return
    week = _Week(clock)
    week.rule_of_the_ward()
    for back in range(7, -1, -1):
        services.morning(at=week.at(back, 7))
        week.presses_of(back)
        outbox.deliver(now=week.at(back, 12))
    week.reads()
    say(f"Đôn đốc: {Press.objects.count()} lần, thư tổng hợp các sáng đến {clock.today:%d/%m/%Y}")


class _Week:
    """The last week of the town, day by day."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.answers: list[tuple[int, int]] = []

    def at(self, back: int, hour: int = 9) -> datetime:
        return self.clock.at(self.day(back), hour)

    def day(self, back: int) -> date:
        return self.clock.today - timedelta(days=back)

    def who(self, username: str, back: int) -> Actor:
        actor: Actor = town_demo.actor(username, self.at(back))
        return actor

    def work(self, title: str) -> int | None:
        return Assignment.objects.filter(title=title, closed_at=None).values_list("pk", flat=True).first()

    def rule_of_the_ward(self) -> None:
        """The ward's own rule: a week ahead, for the person and the head."""
        unit = town.unit_by_code("16576", self.day(9))
        assert unit is not None
        services.add_rule(
            unit_id=unit.pk,
            when="before",
            days=5,
            to=["person", "head"],
            since=self.day(8),
            source="Quy chế làm việc mẫu của UBND phường",
            by=self.who("chutich.ngocson", 8),
            at=self.at(8, 15),
        )

    def presses_of(self, back: int) -> None:
        """Who pressed and who answered on that day."""
        if back == 4:
            self.press(
                back, "theodoi.tinh", "Trả lời phản ánh: không nhận được tin từ Zalo OA của phường",
                "Người dân đã phản ánh lần hai lên Cổng của tỉnh. Cho biết vướng ở đâu, bao giờ trả lời.", 3,
            )  # fmt: skip
        if back == 3:
            made = self.press(
                back, "chutich.ngocson", "Nhận danh sách của MobiFone",
                "Hai nhà mạng kia đã gửi đủ. Gọi trực tiếp đầu mối của MobiFone, báo lại trong ngày mai.", 2,
            )  # fmt: skip
            if made is not None:
                self.answers.append((2, made))
        for when, owed_id in self.answers:
            if when == back:
                services.answer(
                    owed_id=owed_id,
                    text="Đã gọi đầu mối kỹ thuật của MobiFone. Còn 6 vị trí ở tổ dân phố Hải Bình phải đo lại toạ độ, hẹn gửi đủ trước ngày 25/11.",
                    promised_on=self.day(-5),
                    by=self.who("chuyenvien.ngocson", back),
                    at=self.at(back, 10),
                )
        if back == 1:
            survey = self.work("Khảo sát tổng thể trạm phát sóng di động, lần 1")
            office = Assignment.objects.get(pk=survey).office_id if survey else None
            if office:
                services.press(
                    words="Khảo sát trạm phát sóng quá hạn, còn thiếu một nhà mạng. Gửi phần đã có và nêu rõ ngày gửi đủ.",
                    answer_by=self.day(0),
                    office_id=office,
                    by=self.who("theodoi.tinh", back),
                    at=self.at(back, 9),
                )

    def press(self, back: int, username: str, title: str, words: str, answer_back: int) -> int | None:
        """Press for one assignment; gives the answer owed."""
        work = self.work(title)
        if work is None:
            return None
        made = services.press(
            words=words,
            answer_by=self.day(answer_back),
            assignment_ids=[work],
            by=self.who(username, back),
            at=self.at(back, 9),
        )
        return made.owed.values_list("pk", flat=True).first()

    def reads(self) -> None:
        """The officer reads everything but the last morning's."""
        reader = self.who("chuyenvien.ngocson", 0).ref
        assert reader is not None
        from dinh.ground.outbox import queries

        old = [row.pk for row in queries.notices(reader, limit=100) if row.posted_at < self.at(0, 5)]
        outbox.mark_read(to=reader, at=self.at(0, 6), letter_ids=old)
