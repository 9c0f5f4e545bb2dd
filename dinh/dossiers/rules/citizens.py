"""What a citizen is told of a dossier, and what they may do with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .axes import Business, Delivery, Money

# ---------------------------------------------------------------- where it stands, in plain words


@dataclass(frozen=True, slots=True)
class Plain:
    """Where a dossier stands as its applicant reads it: a status of look's kinds, one sentence, and what is theirs to do."""

    kind: str
    word: str
    sentence: str
    todo: str = ""
    """ "answer", "pay", "fetch" or nothing."""


PAY = (
    "Hồ sơ đã được tiếp nhận; còn phí, lệ phí phải nộp.",
    "Hồ sơ đã tới; còn phí, lệ phí phải nộp.",
)


def plain(business: str, *, decided_as: str = "", delivery: str = "none", money: str = "nothing") -> Plain:
    """One dossier in plain words. Sentences are msgids; nothing of the office's own terms."""
    state = Business(business)
    if state == Business.DECIDED:
        return _answered(decided_as, delivery)
    found = {
        Business.DRAFT: Plain("wait", "Đang soạn", "Anh, chị chưa gửi hồ sơ này."),
        Business.SENT: Plain("info", "Đã gửi", "Hồ sơ đã tới, đang chờ cán bộ xem và tiếp nhận."),
        Business.REFUSED: Plain("none", "Không tiếp nhận", "Hồ sơ không được tiếp nhận. Lý do ghi ở dưới."),
        Business.RECEIVED: Plain(
            "info", "Đã tiếp nhận", "Hồ sơ đã được tiếp nhận. Anh, chị chưa phải làm gì thêm."
        ),
        Business.IN_PROCESS: Plain(
            "info", "Đang giải quyết", "Cán bộ đang giải quyết. Anh, chị chưa phải làm gì thêm."
        ),
        Business.WAITS_CITIZEN: Plain(
            "risk",
            "Chờ anh, chị bổ sung",
            "Hồ sơ còn thiếu. Bổ sung xong thì việc giải quyết đi tiếp; đồng hồ đang dừng chờ anh, chị.",
            "answer",
        ),
        Business.WAITS_MONEY: Plain(
            "risk", "Chờ anh, chị nộp tiền", "Nộp phí, lệ phí xong thì việc giải quyết đi tiếp.", "pay"
        ),
        Business.STOPPED: Plain("none", "Đã dừng", "Cơ quan đã dừng giải quyết. Lý do ghi ở dưới."),
        Business.WITHDRAWN: Plain("none", "Đã rút", "Hồ sơ đã được rút theo yêu cầu của người nộp."),
    }[state]
    owes = Money(money) in (Money.OWED, Money.PART) and state not in (
        Business.REFUSED,
        Business.STOPPED,
        Business.WITHDRAWN,
        Business.DRAFT,
    )
    if owes and not found.todo:
        return Plain(found.kind, found.word, PAY[state == Business.SENT], "pay")
    return found


def _answered(decided_as: str, delivery: str) -> Plain:
    if decided_as == "refuse":
        return Plain("none", "Đã từ chối", "Yêu cầu không được chấp thuận. Lý do ghi ở dưới.")
    return {
        Delivery.NONE: Plain("ok", "Đã giải quyết", "Yêu cầu đã được giải quyết."),
        Delivery.READY: Plain("ok", "Có kết quả", "Đã có kết quả, chờ anh, chị nhận.", "fetch"),
        Delivery.ON_THE_WAY: Plain("ok", "Đang gửi kết quả", "Kết quả đang trên đường tới anh, chị."),
        Delivery.DELIVERED: Plain("ok", "Đã trả kết quả", "Anh, chị đã nhận kết quả."),
    }[Delivery(delivery)]


# ---------------------------------------------------------------- signing in

MOST_FAILURES, LOCK_MINUTES = 5, 15
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def tidy_login(text: str) -> str:
    """A telephone or an e-mail address in the one form in which it is kept; "" when it is neither."""
    typed = text.strip()
    if "@" in typed:
        return typed.lower() if _EMAIL.fullmatch(typed) and len(typed) <= 200 else ""
    digits = re.sub(r"[\s.()\-]", "", typed)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    return digits if re.fullmatch(r"0\d{8,10}", digits) else ""


# ---------------------------------------------------------------- acting for somebody

MOST_DAYS = 5 * 366
"""No mandate is given for longer at once; whether the law sets less is for the paper that it rests on."""


@dataclass(frozen=True, slots=True)
class Mandated:
    """A mandate to act as rules see it."""

    principal: int
    agent: int
    procedures: frozenset[str]
    since: date
    until: date | None
    accepted: bool
    over: bool
    """Refused, or ended before its time."""

    def stands(self, day: date) -> bool:
        return (
            self.accepted
            and not self.over
            and self.since <= day
            and (self.until is None or day <= self.until)
        )

    def reaches(self, procedure: str) -> bool:
        return not self.procedures or procedure in self.procedures


def may_act(given: Iterable[Mandated], *, principal: int, agent: int, procedure: str, day: date) -> bool:
    """Whether the one may act for the other in a procedure on a day."""
    return any(
        each.principal == principal and each.agent == agent and each.reaches(procedure) and each.stands(day)
        for each in given
    )


def still_may(given: Iterable[Mandated], *, principal: int, agent: int, procedure: str, day: date) -> bool:
    """Whether somebody who handed in for another may still act on that dossier: as long as a mandate stands, or when there
    never was one here (the counter saw the paper then). One that ended takes the dossier out of their hands."""
    between = [each for each in given if (each.principal, each.agent) == (principal, agent)]
    return not between or may_act(between, principal=principal, agent=agent, procedure=procedure, day=day)


def acting_faults(since: date, until: date | None, today: date) -> list[tuple[str, str]]:
    """(field, sentence) of what is wrong with the days of a mandate."""
    if until is not None and until < since:
        return [("until", "Ngày cuối phải từ ngày bắt đầu trở đi.")]
    if until is not None and until < today:
        return [("until", "Ngày cuối đã qua.")]
    if until is not None and (until - since).days > MOST_DAYS:
        return [("until", "Mỗi lần ủy quyền không quá 5 năm.")]
    return []
