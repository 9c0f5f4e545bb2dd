"""The way of an assignment from asked to closed: which deed is done where, and where it leads. Pure.

Chưa bắt đầu → Đang làm → Chờ duyệt → Hoàn thành; from Chờ duyệt back to Trả lại; Tạm dừng and Thôi are the asker's."""

from __future__ import annotations

from dinh.work.shapes import WorkState

_N, _D, _S, _R, _P = (
    WorkState.NOT_STARTED,
    WorkState.DOING,
    WorkState.SUBMITTED,
    WorkState.RETURNED,
    WorkState.PAUSED,
)
_WORKED_ON = (_N, _D, _R)
_OPEN = (_N, _D, _S, _R, _P)

MOVES: dict[str, dict[WorkState, WorkState]] = {
    "work.start": {_N: _D, _R: _D},
    "work.note_progress": {_N: _D, _D: _D, _R: _D},
    "work.submit": {_N: _S, _D: _S, _R: _S},
    "work.take_back": {_S: _D},
    "work.accept": {_S: WorkState.DONE},
    "work.send_back": {_S: _R},
    "work.pause": {_N: _P, _D: _P, _R: _P},
    "work.drop": dict.fromkeys(_OPEN, WorkState.DROPPED),
}
"""Deeds that move the state. `work.resume` goes back to where it was paused; see `after`."""

WHERE: dict[str, tuple[WorkState, ...]] = {
    "work.resume": (_P,),
    "work.add_evidence": (_N, _D, _S, _R),
    "work.add_sub": _WORKED_ON,
    "work.redate": _OPEN,
    "work.give_to_person": _WORKED_ON,
    "work.hand_over": _WORKED_ON,
    "work.answer_hand_over": _WORKED_ON,
    "work.ask_extension": _WORKED_ON,
    "work.answer_extension": (*_WORKED_ON, _P),
}
"""Deeds that leave the state as it is, and where they can be done."""


def can(deed: str, state: str) -> bool:
    """Whether the deed can be done on an assignment in that state, whoever does it."""
    return WorkState(state) in MOVES.get(deed, {}) or WorkState(state) in WHERE.get(deed, ())


def after(deed: str, state: str, *, checked: bool = True, before: str = "") -> str | None:
    """The state that the deed leads to; None when it cannot be done there. What nobody checks is done when handed in;
    what was paused goes on from where it stood."""
    if deed == "work.resume":
        return (before or _D.value) if state == _P else None
    if deed == "work.submit" and not checked and state in MOVES[deed]:
        return WorkState.DONE.value
    found = MOVES.get(deed, {}).get(WorkState(state))
    if found is not None:
        return found.value
    return state if WorkState(state) in WHERE.get(deed, ()) else None


def deeds_in(state: str) -> frozenset[str]:
    """Every deed that can be done in a state."""
    return frozenset(deed for deed in (*MOVES, *WHERE) if can(deed, state))
