"""One deed on a selection of steps: each is done or refused by itself, and every row says what became of it. What has a deed
for many (`services.many`) is done in a few statements; else one after another. Other topics add deeds of their own (`offer`):
signing, for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dinh.catalog.rules import process
from dinh.ground.services import FileRefused
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from ..models import Holding
from ..shapes import StepGiven
from . import going
from .common import DossierRefused, WrongInput, WrongState, local
from .known import graph_of
from .many import MOST, StepTold, hand_over_many, step_many, take_many

Act = Callable[[Holding, Mapping[str, Any], Actor | None, datetime], str]
ActMany = Callable[
    [Sequence[Holding], Mapping[str, Any], Actor | None, datetime], dict[int, tuple[bool, str]]
]
"""What became of each, by its number: done or not, and the sentence."""


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
    many: ActMany | None = None
    """Does it on all at once, where it can."""
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
    there = Holding.objects.select_related("dossier", "step", "unit", "office", "person").in_bulk(chosen)
    rows = [there[pk] for pk in chosen if pk in there]
    told = (chosen_deed.many or _one_by_one(chosen_deed.act))(rows, values, by, at)
    return [BatchRow(row.pk, row.dossier.code, row.dossier.title, *told[row.pk]) for row in rows]


def _one_by_one(act: Act) -> ActMany:
    def run(
        rows: Sequence[Holding], values: Mapping[str, Any], by: Actor | None, at: datetime
    ) -> dict[int, tuple[bool, str]]:
        told: dict[int, tuple[bool, str]] = {}
        for row in rows:
            try:
                with transaction.atomic():
                    told[row.pk] = True, act(row, values, by, at)
            except (DossierRefused, NotAllowed, FileRefused) as refused:
                told[row.pk] = False, str(refused)
        return told

    return run


# ---------------------------------------------------------------- the room's own


def _told(done: Sequence[StepTold], words: Callable[[StepTold], str]) -> dict[int, tuple[bool, str]]:
    return {one.holding_id: (one.ok, words(one) if one.ok else str(one.refused)) for one in done}


def _take(
    rows: Sequence[Holding], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> dict[int, tuple[bool, str]]:
    if by is None:
        return {row.pk: (False, _("Máy không nhận xử lý thay người.")) for row in rows}
    names = {row.pk: row.step.name for row in rows}
    done = take_many(steps=[StepGiven(pk) for pk in names], by=by, at=at)
    return _told(done, lambda one: _("Đã nhận xử lý bước “%(step)s”.") % {"step": names[one.holding_id]})


def _hand_over(
    rows: Sequence[Holding], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> dict[int, tuple[bool, str]]:
    kind, _dash, number = str(values["to"]).partition("-")
    to: dict[str, Any] = {f"to_{kind}_id": int(number)}
    steps = [StepGiven(row.pk) for row in rows]
    done = hand_over_many(steps=steps, by=by, at=at, reason=values.get("reason", ""), **to)

    def words(one: StepTold) -> str:
        assert one.holding is not None
        return _("Đã chuyển đến %(to)s.") % {"to": one.holding.person or one.holding.office}

    return _told(done, words)


def _recall(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    going.recall(holding_id=row.pk, by=by, at=at, reason=values.get("reason", ""))
    return _("Đã thu lại bước “%(step)s”.") % {"step": row.step.name}


def _usual(
    rows: Sequence[Holding], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> dict[int, tuple[bool, str]]:
    """The usual way on, where it decides nothing."""
    return _go(rows, values, by, at, frozenset({"none"}))


def _grant(
    rows: Sequence[Holding], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> dict[int, tuple[bool, str]]:
    from .results import signs_here

    if signs_here(by):  # each paper is signed by itself
        return _one_by_one(_sign)(rows, values, by, at)
    return _go(rows, values, by, at, frozenset({"grant"}))


def _sign(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    from .results import sign_step

    signed = sign_step(holding_id=row.pk, by=by, at=at, reason=str(values.get("reason", "")))
    return _("Đã ký số, cấp: %(results)s.") % {"results": "; ".join(str(each) for each in signed)}


def _go(
    rows: Sequence[Holding],
    values: Mapping[str, Any],
    by: Actor | None,
    at: datetime,
    effects: frozenset[str],
) -> dict[int, tuple[bool, str]]:
    """Each to its outcome of one of these effects, where the process has one."""
    told: dict[int, tuple[bool, str]] = {}
    steps: list[StepGiven] = []
    flows: dict[int, process.Flow] = {}
    for row in rows:
        ways = process.outcomes(graph_of(row.dossier.process_id), row.step.key)
        flow = next((f for f in ways if f.effect in effects), None)
        if flow is None or (effects == {"none"} and row.step.kind != "task"):
            words = _("Bước “%(step)s” không có kết quả này; mở hồ sơ để ghi kết quả.")
            told[row.pk] = False, words % {"step": row.step.name}
        elif values.get("outcome") not in (None, "", flow.outcome):
            told[row.pk] = False, _("Quy trình của hồ sơ này có kết quả khác; mở hồ sơ để ghi.")
        else:
            flows[row.pk] = flow
            steps.append(StepGiven(row.pk, flow.outcome, values.get("reason", "")))

    def words_of(one: StepTold) -> str:
        dossier, flow = one.dossier, flows[one.holding_id]
        assert dossier is not None
        due = f" {local(dossier.due_at):%H:%M %d/%m/%Y}" if dossier.due_at and not dossier.ended else ""
        said = _(flow.words) if flow.words else _("Xong bước này")
        return f"{said}." if not due else _("%(said)s; hạn của hồ sơ%(due)s.") % {"said": said, "due": due}

    return told | _told(step_many(steps=steps, by=by, at=at), words_of)


def _each_alone(act: ActMany) -> Act:
    """The same deed on one, for who asks so."""

    def run(row: Holding, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
        ok, words = act([row], values, by, at)[row.pk]
        if not ok:
            raise WrongState(words)
        return words

    return run


def _at_once(key: str, words: Any, act: ActMany, tabs: frozenset[str], **more: Any) -> BatchDeed:
    return BatchDeed(key, words, _each_alone(act), tabs, many=act, **more)


def start() -> None:
    """Offer the room's own deeds; called once at start-up, so that forms need no import here."""
    from .. import forms

    heads = frozenset({"office_head", "leader"})
    mine = frozenset({"toi", "cho-nhan"})
    offer(_at_once("nhan", _l("Nhận xử lý"), _take, frozenset({"cho-nhan"}), icon="go"))
    offer(
        _at_once(
            "ky", _l("Ký, cấp kết quả"), _grant, mine, form=forms.BatchSignForm, icon="stamp", roles=heads,
            note=_l("Mỗi hồ sơ là một quyết định riêng, có dòng sổ riêng."),
        )
    )  # fmt: skip
    offer(
        _at_once(
            "xong", _l("Xong bước, theo cách thường"), _usual, mine, form=forms.BatchNoteForm, icon="check",
            note=_l("Chỉ những bước có cách thường không quyết định hồ sơ."),
        )
    )  # fmt: skip
    offer(
        _at_once(
            "chuyen", _l("Chuyển người xử lý"), _hand_over, mine | {"vang"}, form=forms.BatchHandOverForm,
            icon="out", note=_l("Hạn của từng bước không đổi."),
        )
    )  # fmt: skip
    offer(
        BatchDeed(
            "thu-lai", _l("Thu lại về bàn chung"), _recall, frozenset({"vang"}), forms.BatchNoteForm, "back",
            roles=heads,
        )
    )  # fmt: skip


__all__ = ["MOST", "BatchDeed", "BatchRow", "batch", "deed_of", "deeds", "offer", "start"]
