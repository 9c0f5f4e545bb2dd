"""Measures of dossiers."""

from __future__ import annotations

import ibis
from django.utils.translation import gettext_lazy as _
from ibis import ifelse
from ibis.expr.types import Table, Value

from . import P, Recipe, Within, register

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
)
