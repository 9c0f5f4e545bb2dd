"""A whole scorecard: points of what does not apply handed on, groups, the total, its rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .points import NOTHING, Input, Leaf, Mark, mark_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tree:
    """The criteria of an edition: `parents` names every criterion's parent ("" at the top), in order."""

    leaves: Mapping[str, Leaf]
    parents: Mapping[str, str]
    handing: str = "group"
    """Where the points of what does not apply go: "group" (its neighbours in the group, then the group's neighbours),
    "whole" (everything else), "none" (nowhere: the whole is so much less)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A criterion at the top: what it got, of how much, of which so much could be counted."""

    code: str
    points: Decimal
    most: Decimal
    counted: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scorecard counted."""

    marks: Mapping[str, Mark]
    groups: tuple[Group, ...]
    total: Decimal
    most: Decimal
    most_counted: Decimal
    """Of how many points the total is: what could not be counted is left out."""


def root_of(tree: Tree, code: str) -> str:
    """The criterion at the top above this one."""
    while tree.parents[code]:
        code = tree.parents[code]
    return code


def mosts(tree: Tree, off: frozenset[str]) -> dict[str, Decimal]:
    """The most that each criterion can have when some do not apply, exact. Points go to neighbours by their own points."""
    own = {code: leaf.most for code, leaf in tree.leaves.items()}
    if not off or tree.handing == "none":
        return {code: ZERO if code in off else most for code, most in own.items()}
    if tree.handing == "whole":
        return _handed(own, off, frozenset(own))
    made = dict(own)
    gone = frozenset(off)
    # From the deepest group outwards: a group left without any criterion hands its points to its neighbours.
    groups = {parent for code in own for parent in _above(tree, code)} | {""}
    for group in sorted(groups, key=lambda each: -_depth(tree, each)):
        inside = frozenset(code for code in own if group == "" or group in _above(tree, code))
        if inside - gone:
            made = _handed(made, gone & inside, inside)
    return made


def _handed(mosts_: Mapping[str, Decimal], off: frozenset[str], inside: frozenset[str]) -> dict[str, Decimal]:
    left = sum((mosts_[code] for code in inside - off), ZERO)
    spare = sum((mosts_[code] for code in inside & off), ZERO)
    made = dict(mosts_)
    if not left:
        return made
    for code in inside:
        made[code] = ZERO if code in off else mosts_[code] * (left + spare) / left
    return made


def _above(tree: Tree, code: str) -> tuple[str, ...]:
    found = []
    while tree.parents[code]:
        code = tree.parents[code]
        found.append(code)
    return tuple(found)


def _depth(tree: Tree, code: str) -> int:
    return len(_above(tree, code)) + 1 if code else 0


def sheet_of(tree: Tree, inputs: Mapping[str, Input]) -> Sheet:
    """Every criterion's points, the groups, the total. A criterion without an input is missing."""
    off = frozenset(code for code in tree.leaves if not inputs.get(code, NOTHING).applies)
    able = mosts(tree, off)
    marks = {code: mark_of(leaf, inputs.get(code, NOTHING), able[code]) for code, leaf in tree.leaves.items()}
    tops: dict[str, list[Mark]] = {code: [] for code, parent in tree.parents.items() if not parent}
    for code, mark in marks.items():
        tops[root_of(tree, code)].append(mark)
    groups = tuple(_group(code, inside) for code, inside in tops.items())
    return Sheet(
        marks,
        groups,
        sum((each.points for each in groups), ZERO),
        sum((each.most for each in groups), ZERO),
        sum((each.counted for each in groups), ZERO),
    )


def _group(code: str, marks: Sequence[Mark]) -> Group:
    told = [mark for mark in marks if mark.points is not None]
    return Group(
        code,
        sum((mark.points for mark in told if mark.points is not None), ZERO),
        _whole(mark.most for mark in marks),
        _whole(mark.most for mark in told),
    )


def _whole(numbers: object) -> Decimal:
    """A sum of shares handed on, without the dust of division."""
    total: Decimal = sum(numbers, ZERO)  # type: ignore[call-overload]
    return total.quantize(Decimal("0.0001")).normalize() + ZERO


def rank_of(points: Decimal, most: Decimal, steps: Sequence[tuple[Decimal, str]]) -> str:
    """What so many points of so many are called, as the same share of a hundred; empty while nothing could be counted."""
    if not most:
        return ""
    share = points * 100 / most
    return next((words for least, words in sorted(steps, reverse=True) if share >= least), "")
