"""Components of the index of Decision 766/QĐ-TTg that records answer, each with its traps. Which points they give is the
scorecard's (`editions/scorecards/766.yaml`). Live counting of the same stands in `dossiers.queries.counting`; both are equal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from ibis import ifelse, literal
from ibis.expr.types import Table, Value

from . import P, Recipe, register
from .dossiers import RECEIVED, received

SOURCE = "Quyết định 766/QĐ-TTg ngày 23/6/2022; công thức theo mô tả công khai, chưa đối chiếu bản gốc"
OWN = "dinh"
"""The source of dossiers kept here: their deadline already stands still while the citizen is waited for."""


def _seconds(moment: Any) -> Any:
    return moment.epoch_seconds()


def in_time(f: Table, p: P) -> Value:
    """Settled in time, or still in its time when the period ended (or now).

    The end is the answer; while the first completion is waited for, the moment of asking for it. A second request to complete is
    late. Own dossiers bear the verdict of the clock's ledger; of those brought from elsewhere the waiting time is taken off, and
    where no day was promised the procedure's longest limit counts. Without any limit nothing can be late."""
    own = f.source == OWN
    once = f.requests.fill_null(0) <= 1
    ended = (f.ended_at <= p.until).fill_null(False)
    judged = _seconds(ifelse(ended, f.ended_at, p.until))
    # A deadline that is not the promised day was moved by its own system while the citizen was waited for.
    moved = own | (f.due_at != f.promised_at).fill_null(False)
    waited = ifelse(moved, 0, f.stood_minutes.fill_null(0)) * 60
    spent = judged - waited
    by_limit = (spent - _seconds(f.received_at) <= f.term_minutes * 60).fill_null(True)
    # A promised day and no deadline: the clock stands.
    no_day = own | f.promised_at.notnull() | by_limit
    by_day = ifelse(f.due_at.isnull(), no_day, (spent <= _seconds(f.due_at)).fill_null(True))
    verdict = ifelse(ended & f.late.notnull(), ~f.late.fill_null(False), by_day)
    return once & verdict


def on_line(f: Table, p: P) -> Value:
    """Handed in on line."""
    return f.channel == 2


def whole_way(f: Table, p: P) -> Value:
    """On line from end to end: handed in on line and, where the procedure gives a paper, with the result's code and link."""
    coded = (f.result_code.fill_null("") != "") & (f.result_link.fill_null("") != "")
    return on_line(f, p) & (~f.gives_paper.fill_null(False) | coded)


def can_whole_way(f: Table, p: P) -> Value:
    """Of a procedure that can be done on line from end to end."""
    return received(f, p) & f.online_full


def with_fee(f: Table, p: P) -> Value:
    """Of a procedure with a fee, unless every price is 0."""
    return received(f, p) & f.with_fee


def paid(f: Table, p: P) -> Value:
    """Paid on line: the national portal's way or the locality's."""
    return f.paid_online.isin([1, 2])


def gives_paper(f: Table, p: P) -> Value:
    """Of a procedure that gives a paper."""
    return received(f, p) & f.gives_paper


def result_file(f: Table, p: P) -> Value:
    """With its result as a file."""
    return f.result_file


def both_digitised(f: Table, p: P) -> Value:
    """A file in a paper handed in and a file of the result."""
    return f.digitised & f.result_file


def used_again(f: Table, p: P) -> Value:
    """At least one paper taken from the store."""
    return f.papers_reused > 0


def content(f: Table, p: P) -> Value:
    """1 for a dossier, less 1 when it is late, less 1 when it was complained about or disliked: shares are taken off one by one."""
    late = ~in_time(f, p).fill_null(False)
    return literal(1) - late.ifelse(1, 0) - f.unhappy.fill_null(False).ifelse(1, 0)


def _of_dossiers(code: str, words: Any, bottom: Any, top: Any, *needs: str, **more: Any) -> Recipe:
    return Recipe(
        code=f"766.{code}",
        words=words,
        unit="%",
        kind="ratio",
        fact="dossiers",
        version=1,
        anchor=RECEIVED,
        bottom=bottom,
        top=top,
        needs=needs,
        source=SOURCE,
        **more,
    )


def complaint(f: Table, p: P) -> Value:
    """A complaint about a dossier."""
    return f.kind == "complaint"


def answered_in_time(f: Table, p: P) -> Value:
    """Answered by its day, or still before it."""
    running = f.due_on.isnull() | (f.due_on >= p.until.date())
    return ifelse(f.in_time.notnull(), f.in_time.fill_null(False), running.fill_null(True))


def content_with_answer(f: Table, p: P) -> Value:
    """Neither late nor said again nor not content with the answer."""
    return answered_in_time(f, p) & ~f.contested.fill_null(False) & f.content.fill_null(True)


def _of_complaints(code: str, words: Any, top: Any) -> Recipe:
    return Recipe(
        code=f"766.{code}",
        words=words,
        unit="%",
        kind="ratio",
        fact="feedback",
        version=1,
        anchor=RECEIVED,
        bottom=complaint,
        top=top,
        source=SOURCE,
    )


register(
    _of_complaints("5.2", _("Phản ánh kiến nghị xử lý đúng hạn (5.2)"), answered_in_time),
    _of_complaints("5.3", _("Hài lòng với xử lý phản ánh (5.3)"), content_with_answer),
    _of_dossiers("2.1", _("Hồ sơ giải quyết đúng hạn (2.1)"), received, in_time),
    _of_dossiers("3", _("Hồ sơ trực tuyến toàn trình (III)"), can_whole_way, whole_way, "online_full"),
    _of_dossiers("3.3", _("Hồ sơ nộp trực tuyến (3.3)"), received, on_line),
    _of_dossiers("3.6", _("Hồ sơ thanh toán trực tuyến (3.6)"), with_fee, paid, "with_fee"),
    _of_dossiers("4.1", _("Cấp kết quả điện tử (4.1)"), gives_paper, result_file, "gives_paper"),
    _of_dossiers("4.2", _("Số hóa thành phần hồ sơ và kết quả (4.2)"), received, both_digitised, "digitised"),
    _of_dossiers("4.3", _("Tái sử dụng dữ liệu số hóa (4.3)"), received, used_again, "papers_reused"),
    _of_dossiers(
        "4.4", _("Kết nối kho dữ liệu cá nhân (4.4)"), received, lambda f, p: f.to_store, "to_store"
    ),
    _of_dossiers(
        "4.5b", _("Hồ sơ dùng dữ liệu dân cư (4.5b)"), received, lambda f, p: f.verified, "verified"
    ),
    _of_dossiers("5.4", _("Hài lòng với giải quyết thủ tục (5.4)"), received, content),
)
