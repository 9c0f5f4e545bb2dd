"""What measuring and catching up share: a run, its formulas, its values, its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from dinh.ground import jobs
from dinh.ground import services as ground
from dinh.ground.copying import NOTHING, as_text, copy_in, escaped
from dinh.ground.periods import Period
from dinh.lake import services as lake
from dinh.lake.shapes import State
from dinh.town.shapes import Actor

from ..engine.formulas import Formula, formula_of
from ..models import KeptFormula, Run, Value
from ..recipes import Recipe
from ..shapes import MeasureRecorded

MOST_NAMED = 200
"""More units than this are not named in the news and the ledger: whoever hears looks at all."""
_BATCH = 2_000


def new_run(
    states: Mapping[str, State],
    codes: Sequence[str],
    periods: Sequence[Period],
    units: Sequence[str] | None,
    *,
    at: datetime,
    by: Actor | None,
    why: str,
) -> Run:
    """A run that begins now."""
    return Run.objects.create(
        at=at,
        tree_on=timezone.localdate(at),
        states={fact: state.kept() for fact, state in states.items()},
        codes=list(codes),
        periods=[[each.key, each.closing_day] for each in periods],
        units=list(units) if units is not None else None,
        why=why,
        holder=jobs.new_holder(),
        by_id=by.person_id if by is not None else None,
    )


def keep_formulas(recipes: Iterable[Recipe]) -> dict[str, KeptFormula]:
    """The formula of each recipe as kept, by code. 2 queries."""
    made: dict[str, Formula] = {each.code: formula_of(each) for each in recipes}
    by_digest = {each.digest: each for each in made.values()}
    KeptFormula.objects.bulk_create(
        [
            KeptFormula(
                digest=digest,
                code=each.code,
                version=each.version,
                fact=each.fact,
                kind=each.kind,
                text=asdict(each),
            )
            for digest, each in by_digest.items()
        ],
        ignore_conflicts=True,
    )
    kept = {each.digest: each for each in KeptFormula.objects.filter(digest__in=list(by_digest))}
    return {code: kept[each.digest] for code, each in made.items()}


@dataclass(frozen=True, slots=True)
class Fresh:
    """A value that is to be kept. A measuring of a country has millions: they are written as rows, not as models."""

    formula_id: int
    code: str
    unit_code: str
    period: str
    closing: int
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    missing: tuple[str, ...] = ()
    supersedes_id: int | None = None


_COLUMNS = (
    "run_id", "formula_id", "code", "unit_code", "period", "closing", "numerator", "denominator", "value", "missing",
    "current", "supersedes_id",
)  # fmt: skip


def insert(run: Run, fresh: Sequence[Fresh]) -> None:
    """Put these values in the place of those they supersede; in the caller's transaction."""
    over = [each.supersedes_id for each in fresh if each.supersedes_id is not None]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {Value._meta.db_table} SET current = false WHERE id = ANY(%s)", [over])
    else:
        for start in range(0, len(over), _BATCH):
            Value.objects.filter(pk__in=over[start : start + _BATCH]).update(current=False)
    copy_in(Value, _COLUMNS, (_row(run.pk, each) for each in fresh))
    run.values += len(fresh)


def _row(run_id: int, each: Fresh) -> str:
    """A value as `copy_in` reads it. A code is whatever its book of measures says; codes of units, keys of periods and numbers hold
    nothing to escape."""
    missing = as_text(list(each.missing)) if each.missing else "[]"
    return (
        f"{run_id}\t{each.formula_id}\t{escaped(each.code)}\t{each.unit_code}\t{each.period}\t{each.closing}\t"
        f"{_text(each.numerator)}\t{_text(each.denominator)}\t{_text(each.value)}\t{missing}\tt\t"
        f"{NOTHING if each.supersedes_id is None else each.supersedes_id}\n"
    )


def _text(number: Decimal | None) -> str:
    return NOTHING if number is None else format(number, "f")


@transaction.atomic
def finish(run: Run, touched: set[str], by: Any) -> Run:
    """End a run, and tell of it when anything came out otherwise."""
    run.state, run.finished_at = Run.State.DONE, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    units = tuple(sorted(touched)) if len(touched) <= MOST_NAMED else ()
    if not run.values:
        lake.let_go(holder=str(run.ref))
        return run
    periods = tuple(key for key, _closing in run.periods)
    ground.write(
        deed="measures.measured",
        about=run.ref,
        by=by,
        at=run.at,
        data={"values": run.values, "units": list(units), "periods": list(periods), "why": run.why},
    )
    ground.announce(
        MeasureRecorded(run.pk, tuple(run.codes), units, periods, run.values, run.at.isoformat()), at=run.at
    )
    return run
