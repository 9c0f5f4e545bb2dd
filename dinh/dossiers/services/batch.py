"""One deed on a selection of steps: each is done or refused by itself, and every row says what became of it. Other topics
add deeds of their own (`offer`): signing, for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.ground.services import FileRefused
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from ..models import Holding
from . import going
from .common import DossierRefused, WrongInput, WrongState, local

MOST = 200
"""Steps of one selection."""

Act = Callable[[Holding, Mapping[str, Any], Actor | None, datetime], str]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one step."""

    holding_id: int
    code: str
    title: str
    ok: bool
    words: str


@dataclass(frozen=True, slots=True)
class BatchDeed:
    """A deed of the selection bar. `act` does it on one step and gives the sentence of what was done; `form` (or None) is
    a Django form class whose cleaned data are the values."""

    key: str
    words: Any
    act: Act
    tabs: frozenset[str]
    """The worklists that offer it."""
    form: Any = None
    icon: str = ""
    note: Any = ""
    roles: frozenset[str] = frozenset()
    """Who sees the button; empty: everybody. Who may is decided row by row."""


_deeds: dict[str, BatchDeed] = {}


def offer(deed: BatchDeed) -> None:
    """Add a deed to the selection bar."""
    _deeds[deed.key] = deed


def deeds(tab: str = "", roles: frozenset[str] = frozenset()) -> list[BatchDeed]:
    """The deeds of a worklist for somebody of these roles, in the order offered."""
    return [
        deed
        for deed in _deeds.values()
        if (not tab or tab in deed.tabs) and (not deed.roles or not roles or deed.roles & roles)
    ]


def deed_of(key: str) -> BatchDeed | None:
    return _deeds.get(key)


def batch(
    *, deed: str, ids: Sequence[int], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> list[BatchRow]:
    """Do one deed on each step, the ones refused leave the others as they are. In the order given."""
    chosen_deed = _deeds.get(deed)
    if chosen_deed is None:
        raise WrongInput.of("deed", _("Không có việc làm hàng loạt này."))
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        raise WrongInput.of("ids", _("Chọn ít nhất một bước."))
    if len(chosen) > MOST:
        raise WrongInput.of(
            "ids", _("Mỗi lượt chọn nhiều nhất %(n)s bước; đang chọn %(m)s.") % {"n": MOST, "m": len(chosen)}
        )
    rows = Holding.objects.select_related("dossier", "step", "unit", "office", "person").in_bulk(chosen)
    told = []
    for pk in chosen:
        row = rows.get(pk)
        if row is None:
            continue
        try:
            with transaction.atomic():
                words, ok = chosen_deed.act(row, values, by, at), True
        except (DossierRefused, NotAllowed, FileRefused) as refused:
            words, ok = str(refused), False
        told.append(BatchRow(pk, row.dossier.code, row.dossier.title, ok, words))
    return told


# ---------------------------------------------------------------- the room's own


def _take(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    if by is None:
        raise NotAllowed(_("Máy không nhận xử lý thay người."))
    going.take(holding_id=row.pk, by=by, at=at)
    return _("Đã nhận xử lý bước “%(step)s”.") % {"step": row.step.name}


def _hand_over(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    kind, _dash, number = str(values["to"]).partition("-")
    to: dict[str, Any] = {f"to_{kind}_id": int(number)}
    new = going.hand_over(holding_id=row.pk, by=by, at=at, reason=values.get("reason", ""), **to)
    return _("Đã chuyển đến %(to)s.") % {"to": new.person.name if new.person else new.office}


def _recall(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    going.recall(holding_id=row.pk, by=by, at=at, reason=values.get("reason", ""))
    return _("Đã thu lại bước “%(step)s”.") % {"step": row.step.name}


def _usual(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    """The usual way on, where it decides nothing."""
    return _go(row, by, at, values, frozenset({"none"}))


def _grant(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    from .results import sign_step, signs_here

    if signs_here(by):
        signed = sign_step(holding_id=row.pk, by=by, at=at, reason=str(values.get("reason", "")))
        return _("Đã ký số, cấp: %(results)s.") % {"results": "; ".join(str(each) for each in signed)}
    return _go(row, by, at, values, frozenset({"grant"}))


def _go(
    row: Holding, by: Actor | None, at: datetime, values: Mapping[str, Any], effects: frozenset[str]
) -> str:
    graph = process_queries.graph_of(row.dossier.process_id)
    flow = next((f for f in process.outcomes(graph, row.step.key) if f.effect in effects), None)
    if flow is None or (effects == {"none"} and row.step.kind != "task"):
        raise WrongState(
            _("Bước “%(step)s” không có kết quả này; mở hồ sơ để ghi kết quả.") % {"step": row.step.name}
        )
    if values.get("outcome") not in (None, "", flow.outcome):
        raise WrongState(_("Quy trình của hồ sơ này có kết quả khác; mở hồ sơ để ghi."))
    dossier = going.step(
        holding_id=row.pk, outcome=flow.outcome, by=by, at=at, reason=values.get("reason", "")
    )
    due = f" {local(dossier.due_at):%H:%M %d/%m/%Y}" if dossier.due_at and not dossier.ended else ""
    said = _(flow.words) if flow.words else _("Xong bước này")
    return f"{said}." if not due else _("%(said)s; hạn của hồ sơ%(due)s.") % {"said": said, "due": due}


def start() -> None:
    """Offer the room's own deeds; called once at start-up, so that forms need no import here."""
    from .. import forms

    heads = frozenset({"office_head", "leader"})
    offer(BatchDeed("nhan", _l("Nhận xử lý"), _take, frozenset({"cho-nhan"}), icon="go"))
    offer(
        BatchDeed(
            "ky", _l("Ký, cấp kết quả"), _grant, frozenset({"toi", "cho-nhan"}), forms.BatchSignForm, "stamp",
            _l("Mỗi hồ sơ là một quyết định riêng, có dòng sổ riêng."), heads,
        )
    )  # fmt: skip
    offer(
        BatchDeed(
            "xong", _l("Xong bước, theo cách thường"), _usual, frozenset({"toi", "cho-nhan"}),
            forms.BatchNoteForm, "check", _l("Chỉ những bước có cách thường không quyết định hồ sơ."),
        )
    )  # fmt: skip
    offer(
        BatchDeed(
            "chuyen", _l("Chuyển người xử lý"), _hand_over, frozenset({"toi", "cho-nhan", "vang"}),
            forms.BatchHandOverForm, "out", _l("Hạn của từng bước không đổi."),
        )
    )  # fmt: skip
    offer(
        BatchDeed(
            "thu-lai", _l("Thu lại về bàn chung"), _recall, frozenset({"vang"}), forms.BatchNoteForm, "back",
            roles=heads,
        )
    )  # fmt: skip


__all__ = ["MOST", "BatchDeed", "BatchRow", "batch", "deed_of", "deeds", "offer", "start"]
