"""Measures of dossiers: what is received, how soon and how it is answered, and how much of it on line.

A file of another system may leave columns empty; what cannot be told then counts as no, and a column that is empty in every
row of a unit and period is named as missing (`needs`). The index of Decision 766 has recipes of its own beside these."""

from __future__ import annotations

import ibis
from django.utils.translation import gettext_lazy as _
from ibis import ifelse
from ibis.expr.types import Table, Value

from . import P, Recipe, Standing, Within, register

RECEIVED = Within("received_on")


def received(f: Table, p: P) -> Value:
    """Taken in; what was refused at the counter is not."""
    return ~f.refused.fill_null(False)


def answered_at(f: Table) -> Value:
    """The moment of the answer: of our own dossiers the deed's, of others what their file calls the end."""
    return f.decided_at.coalesce(ifelse(f.source == "dinh", ibis.null("timestamp('UTC')"), f.ended_at))


def in_time(f: Table, p: P) -> Value:
    """Answered in time, or still in its time when the period ended: as it stood then, whatever came after. More than one request
    to complete is late by the index's own rule. Own dossiers bear their verdict (`late`, from the ledger of the clock), and have no
    deadline while the clock stands; of others it is reckoned from their days, and from the limit of the procedure where nobody
    promised a day."""
    ended = answered_at(f)
    answered = (ended <= p.until).fill_null(False)
    judged_at = ifelse(answered, ended, p.until)
    spent = judged_at.epoch_seconds() - f.received_at.epoch_seconds() - f.stood_minutes.fill_null(0) * 60
    by_limit = (f.source == "dinh") | f.term_minutes.isnull() | (spent <= f.term_minutes * 60)
    by_day = ifelse(f.due_at.isnull(), by_limit, judged_at <= f.due_at)
    once = f.requests.fill_null(0) <= 1
    return ifelse(answered & f.late.notnull(), ~f.late.fill_null(False), once & by_day)


def yes(column: Value) -> Value:
    """A yes that nobody told is a no."""
    return column.fill_null(False)


def online(f: Table, p: P) -> Value:
    """Handed in on line."""
    return f.channel.fill_null(1) == 2


def received_online(f: Table, p: P) -> Value:
    """Taken in, and handed in on line."""
    return received(f, p) & online(f, p)


def answered(f: Table, p: P) -> Value:
    """Answered with its result: as told, or by the state of the national portal (9 done, 10 returned)."""
    return received(f, p) & f.granted.fill_null(f.status.isin([9, 10]).fill_null(False))


def with_paper_result(f: Table, p: P) -> Value:
    """Answered, by a procedure whose result is a paper."""
    return answered(f, p) & yes(f.gives_paper)


def result_at_hand(f: Table, p: P) -> Value:
    """Its result is there as a file, or as a link to one."""
    return yes(f.result_file) | (f.result_link.fill_null("") != "")


def can_online_full(f: Table, p: P) -> Value:
    """Of a procedure that can be done on line from end to end."""
    return received(f, p) & yes(f.online_full)


def online_full(f: Table, p: P) -> Value:
    """On line; and where its result is a paper and it is answered, the result is there as a file."""
    return online(f, p) & (~yes(f.gives_paper) | f.ended_at.isnull() | result_at_hand(f, p))


def with_fee(f: Table, p: P) -> Value:
    """With something to pay."""
    return received(f, p) & yes(f.with_fee)


def rated(f: Table, p: P) -> Value:
    """Somebody said what they think of it."""
    return received(f, p) & (yes(f.rated) | yes(f.unhappy))


def still_open(f: Table, p: P) -> Value:
    """Not answered when the period ended (or now)."""
    return received(f, p) & (f.ended_at.isnull() | (f.ended_at > p.until))


def counted(f: Table, p: P) -> Value:
    """How many papers the received dossiers have."""
    return ifelse(received(f, p), f.papers.fill_null(0), 0)


OPEN = Standing("received_at", "ended_at")


def _ratio(
    code: str, words: object, bottom: object, top: object, *, needs: tuple[str, ...] = (), **more: object
) -> Recipe:
    return Recipe(
        code=f"dossiers.{code}",
        words=words,  # type: ignore[arg-type]
        unit="%",
        kind="ratio",
        fact="dossiers",
        version=1,
        anchor=RECEIVED,
        bottom=bottom,  # type: ignore[arg-type]
        top=top,  # type: ignore[arg-type]
        needs=needs,
        **more,  # type: ignore[arg-type]
    )


register(
    Recipe(
        code="dossiers.received",
        words=_("Hồ sơ tiếp nhận"),
        unit=_("hồ sơ"),
        kind="count",
        fact="dossiers",
        version=1,
        anchor=RECEIVED,
        bottom=received,
        best="none",
    ),
    Recipe(
        code="dossiers.on_time",
        words=_("Tỷ lệ hồ sơ giải quyết đúng hạn"),
        unit="%",
        kind="ratio",
        fact="dossiers",
        version=1,
        anchor=RECEIVED,
        bottom=received,
        top=in_time,
    ),
    _ratio("online", _("Tỷ lệ hồ sơ nộp trực tuyến"), received, online, needs=("channel",)),
    _ratio(
        "online_full",
        _("Tỷ lệ hồ sơ trực tuyến toàn trình"),
        can_online_full,
        online_full,
        needs=("channel", "online_full"),
    ),
    _ratio(
        "paid_online",
        _("Tỷ lệ hồ sơ thanh toán trực tuyến"),
        with_fee,
        lambda f, p: f.paid_online.isin([1, 2]).fill_null(False),
        needs=("with_fee", "paid_online"),
    ),
    _ratio(
        "result_digitised",
        _("Tỷ lệ kết quả giải quyết được số hóa"),
        with_paper_result,
        result_at_hand,
        needs=("gives_paper", "result_file"),
    ),
    _ratio(
        "result_online",
        _("Tỷ lệ kết quả trả trên môi trường điện tử"),
        answered,
        result_at_hand,
        needs=("result_file",),
    ),
    _ratio(
        "digitised",
        _("Tỷ lệ hồ sơ có thành phần số hóa"),
        received,
        lambda f, p: yes(f.digitised),
        needs=("digitised",),
    ),
    _ratio(
        "papers_digitised",
        _("Tỷ lệ giấy tờ trong hồ sơ được số hóa"),
        counted,
        lambda f, p: ifelse(received(f, p), f.papers_digitised.fill_null(0), 0),
        needs=("papers", "papers_digitised"),
    ),
    _ratio(
        "reuse",
        _("Tỷ lệ hồ sơ dùng lại dữ liệu đã số hóa"),
        received,
        lambda f, p: (f.papers_reused > 0).fill_null(False),
        needs=("papers_reused",),
    ),
    _ratio(
        "verified",
        _("Tỷ lệ hồ sơ trực tuyến có người nộp đã xác thực định danh"),
        received_online,
        lambda f, p: yes(f.verified),
        needs=("verified",),
    ),
    _ratio(
        "satisfied",
        _("Tỷ lệ hồ sơ được đánh giá hài lòng"),
        rated,
        lambda f, p: ~yes(f.unhappy),
        needs=("rated", "unhappy"),
    ),
    _ratio(
        "remote",
        _("Tỷ lệ hồ sơ tiếp nhận ngoài địa giới"),
        received,
        lambda f, p: (f.received_unit != f.unit).fill_null(False),
        needs=("received_unit",),
        best="none",
    ),
    _ratio(
        "asked_again",
        _("Tỷ lệ hồ sơ bị yêu cầu bổ sung quá một lần"),
        received,
        lambda f, p: (f.requests > 1).fill_null(False),
        needs=("requests",),
        best="low",
    ),
    Recipe(
        code="dossiers.open",
        words=_("Hồ sơ chưa giải quyết xong cuối kỳ"),
        unit=_("hồ sơ"),
        kind="count",
        fact="dossiers",
        version=1,
        anchor=OPEN,
        bottom=still_open,
        best="low",
    ),
    Recipe(
        code="dossiers.overdue",
        words=_("Hồ sơ quá hạn cuối kỳ"),
        unit=_("hồ sơ"),
        kind="count",
        fact="dossiers",
        version=1,
        anchor=OPEN,
        bottom=lambda f, p: still_open(f, p) & (f.due_at < p.until).fill_null(False),
        best="low",
    ),
    Recipe(
        code="dossiers.fees",
        words=_("Phí, lệ phí phải thu của hồ sơ tiếp nhận"),
        unit=_("đồng"),
        kind="sum",
        fact="dossiers",
        version=1,
        anchor=RECEIVED,
        bottom=received,
        top=lambda f, p: f.fee_total.fill_null(0.0),
        needs=("fee_total",),
        best="none",
    ),
)
