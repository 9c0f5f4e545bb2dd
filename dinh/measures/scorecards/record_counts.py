"""Components of 766 that count procedures among the dossiers of a period, and what is doubtful about what the dossiers say of
their procedures. One pass over the lake for all units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.periods import Period
from dinh.lake import reading as lake_reading
from dinh.lake.importing.deciding import FROM_FILE, SHIPPED, TERM, UNKNOWN
from dinh.lake.store.columns import quoted
from dinh.look.formats import num

from ..engine import expressions, tree

PAID = "766.3.5b"
CODES = (PAID,)
WHOLE_WAY, PAPER = "766.3", "766.4.1"
"""Measures that lean on what a catalogue says of the procedure."""
IN_TIME = ("766.2.1", "766.5.4")
_SIGNS: tuple[str, ...] = (SHIPPED, UNKNOWN, FROM_FILE, TERM)


@dataclass(slots=True)
class Counted:
    """What the dossiers of one unit say together."""

    pairs: dict[str, tuple[int, int]] = field(default_factory=dict)
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By code, the names of what is not there, as readings have them."""
    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By measure, sentences about how to take it."""


@dataclass(slots=True)
class _Sum:
    with_fee: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    rows: int = 0
    fee_told: bool = False
    signs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_SIGNS, 0))
    no_limit: int = 0


def counts(
    codes: Sequence[str], period: Period, *, at: datetime, old_units: date | None = None
) -> dict[str, Counted]:
    """By unit code. A unit without a dossier in the period has the fact named as missing. 2 queries, one pass."""
    wanted = tree(codes, old_units or timezone.localdate(at), known_only=True)
    tops: defaultdict[str, list[str]] = defaultdict(list)
    for code, top in wanted.pairs():
        tops[code].append(top)
    sums: defaultdict[str, _Sum] = defaultdict(_Sum)
    for unit, procedure, *numbers in _rows(list(wanted.codes), period, old_units is not None):
        for top in tops[unit]:
            _add(sums[top], procedure or "", numbers)
    return {code: _counted(sums.get(code)) for code in codes}


def _rows(units: list[str], period: Period, old: bool) -> list[tuple]:
    unit = quoted(expressions.unit_column(expressions.schema_of("dossiers"), old=old))
    signs = ", ".join(f"count(*) FILTER (list_contains(signs, '{sign}'))" for sign in _SIGNS)
    text = (
        f"SELECT {unit}, procedure, count(*), count(with_fee), coalesce(bool_or(with_fee), false), "
        f"coalesce(bool_or(with_fee AND paid_online IN (1, 2)), false), "
        f"count(*) FILTER (source <> 'dinh' AND due_at IS NULL AND promised_at IS NULL AND term_minutes IS NULL), {signs} "
        f"FROM (SELECT *, string_split(coalesce(flags, ''), ',') AS signs FROM dossiers "
        f"WHERE received_on BETWEEN $first AND $last AND NOT coalesce(refused, false) AND {unit} IN (SELECT unnest($units))) "
        f"GROUP BY 1, 2"
    )
    told = {"first": period.first, "last": period.last, "units": units}
    with lake_reading.open(only=["dossiers"]) as lake:
        return lake.duck.execute(text, told).fetchall()


def _add(sum_: _Sum, procedure: str, numbers: Sequence[int]) -> None:
    rows, told, fee, paid, no_limit, *signs = numbers
    sum_.rows += rows
    sum_.fee_told = sum_.fee_told or bool(told)
    sum_.no_limit += no_limit
    if procedure and fee:
        sum_.with_fee.add(procedure)
    if procedure and paid:
        sum_.paid.add(procedure)
    for sign, count in zip(_SIGNS, signs, strict=True):
        sum_.signs[sign] += count


def _counted(sum_: _Sum | None) -> Counted:
    if sum_ is None or not sum_.rows:
        return Counted(missing={PAID: ("dossiers",)})
    if not sum_.fee_told:
        found = Counted(missing={PAID: ("dossiers.with_fee",)})
    else:
        found = Counted({PAID: (len(sum_.paid), len(sum_.with_fee))})
    if procedures := _of_procedures(sum_, sum_.signs[UNKNOWN]):
        found.doubts[WHOLE_WAY] = procedures
    # Whether they give a paper the file itself may show.
    if papers := _of_procedures(sum_, sum_.signs[UNKNOWN] - sum_.signs[FROM_FILE]):
        found.doubts[PAPER] = papers
    if sum_.signs[FROM_FILE]:
        found.doubts[PAPER] = (
            *papers,
            _("%(n)s hồ sơ được coi là của thủ tục có kết quả giấy chỉ vì tệp nạp có kết quả của thủ tục đó.")
            % {"n": num(sum_.signs[FROM_FILE])},
        )
    if in_time := _of_limits(sum_):
        found.doubts |= dict.fromkeys(IN_TIME, in_time)
    return found


def _of_procedures(sum_: _Sum, unknown: int) -> tuple[str, ...]:
    said = []
    if sum_.signs[SHIPPED]:
        said.append(
            _(
                "%(n)s hồ sơ lấy tính chất của thủ tục từ danh mục đi kèm phần mềm, chưa đối chiếu quyết định công bố."
            )
            % {"n": num(sum_.signs[SHIPPED])}
        )
    if unknown > 0:
        said.append(
            _(
                "%(n)s hồ sơ của thủ tục mà cả tệp lẫn danh mục đều không nói rõ: phần chưa rõ không vào mẫu số."
            )
            % {"n": num(unknown)}
        )
    return tuple(said)


def _of_limits(sum_: _Sum) -> tuple[str, ...]:
    said = []
    if sum_.signs[TERM]:
        said.append(
            _("%(n)s hồ sơ không có ngày hẹn, tính theo thời hạn trong danh mục đi kèm phần mềm.")
            % {"n": num(sum_.signs[TERM])}
        )
    if sum_.no_limit:
        said.append(
            _("%(n)s hồ sơ không có ngày hẹn và không rõ thời hạn: không thể nói là trễ.")
            % {"n": num(sum_.no_limit)}
        )
    return tuple(said)
