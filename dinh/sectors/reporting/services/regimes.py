"""Regimes and their dated terms: taken from the edition of the country, laid by a locality, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import slug
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import rules
from ..models import Regime, Term
from ..rules import Fault
from ..shapes import Due, Rhythm, Shift
from .common import WrongInput, WrongState, ref_of

EDITION = Path(__file__).parent.parent / "editions" / "regimes.yaml"


@lru_cache(maxsize=1)
def _edition() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(EDITION.read_text(encoding="utf-8"))
    return found


def load_edition(*, at: datetime) -> int:
    """Take in the country's regimes that are not there yet; returns how many. What a locality confirmed or ended stays."""
    book = _edition()
    there = set(Regime.objects.exclude(edition="").values_list("key", flat=True))
    missing = [row for row in book["regimes"] if row["key"] not in there]
    if not missing:
        return 0
    with transaction.atomic():
        for row in missing:
            regime = Regime.objects.create(
                key=row["key"],
                name=row["name"],
                field=row.get("field", ""),
                rhythm=row["rhythm"],
                sections=row.get("sections", []),
                figures=row.get("figures", []),
                numbers=row.get("numbers", []),
                since=row["since"],
                edition=book["edition"],
            )
            Term.objects.bulk_create(_term(regime, line) for line in row["terms"])
            ground.write(
                deed="reporting.regime-loaded",
                about=regime.ref,
                by=None,
                at=at,
                data={"edition": book["edition"]},
            )
    return len(missing)


def _term(regime: Regime, line: dict[str, Any]) -> Term:
    kind, number, months = line["due"]
    return Term(
        regime=regime,
        since=line["since"],
        until=line.get("until"),
        closing_day=line.get("closing_day"),
        due_kind=kind,
        due_number=number,
        due_months=months,
        shift=line.get("shift", Shift.NEXT.value),
        source=line["source"][:300],
        confirmed=line["confirmed"],
        remark=line.get("remark", "")[:300],
    )


@transaction.atomic
def lay_regime(
    *,
    name: str,
    rhythm: str,
    unit: Unit,
    since: date,
    source: str,
    by: Actor | None,
    at: datetime,
    due: Due | None = None,
    closing_day: int | None = rules.GENERAL_CLOSING,
    field: str = "",
    sections: Sequence[str] = (),
    figures: Sequence[dict[str, str]] = (),
    numbers: Sequence[int] = (),
    confirmed: bool = True,
    remark: str = "",
    asked_by: Any = None,
    allowed_by_caller: bool = False,
) -> Regime:
    """Lay a unit's own regime with its first term; one on demand has none."""
    if not allowed_by_caller:
        town.require(by, "reporting.set_regime", unit.path, at)
    faults = [] if name.strip() else [Fault("name", _("Ghi tên báo cáo."))]
    if rhythm not in set(Rhythm):
        faults.append(Fault("rhythm", _("Chọn nhịp báo cáo.")))
    elif rhythm != Rhythm.ON_DEMAND:
        due = due or rules.due_when_unsaid(rhythm)
        faults += rules.term_faults(rhythm, closing_day, due)
        if not source.strip():
            faults.append(Fault("source", _("Ghi căn cứ: văn bản nào quy định kỳ và hạn này.")))
    if faults:
        raise WrongInput(faults)
    regime = Regime.objects.create(
        key=_free_key(f"{slug(name)[:50]}-{unit.code}"),
        name=name.strip()[:300],
        field=field.strip()[:120],
        rhythm=rhythm,
        unit=unit,
        sections=[each.strip() for each in sections if each.strip()][:40],
        figures=list(figures),
        numbers=list(numbers),
        since=since,
        asked_by_kind=asked_by.kind if asked_by else "",
        asked_by_id=str(asked_by.id) if asked_by else "",
    )
    if due and rhythm != Rhythm.ON_DEMAND:
        _lay_term(regime, since, closing_day, due, source, confirmed, remark)
    ground.write(
        deed="reporting.regime-laid",
        about=regime.ref,
        by=ref_of(by),
        at=at,
        data={"name": regime.name, "rhythm": rhythm, "source": source},
        also=[unit.ref, *([asked_by] if asked_by else [])],
    )
    return regime


def _free_key(wanted: str) -> str:
    key, number = wanted, 1
    while Regime.objects.filter(key=key).exists():
        number += 1
        key = f"{wanted}-{number}"
    return key


def _lay_term(
    regime: Regime, since: date, closing_day: int | None, due: Due, source: str, confirmed: bool, remark: str
) -> Term:
    return Term.objects.create(
        regime=regime,
        since=since,
        closing_day=None if regime.rhythm == Rhythm.WEEKLY else closing_day,
        due_kind=due.kind,
        due_number=due.number,
        due_months=due.months,
        shift=due.shift,
        source=source.strip()[:300],
        confirmed=confirmed,
        remark=remark.strip()[:300],
    )


@transaction.atomic
def set_term(
    *,
    regime_id: int,
    since: date,
    closing_day: int | None,
    due: Due,
    source: str,
    by: Actor | None,
    at: datetime,
    confirmed: bool = True,
    remark: str = "",
) -> Term:
    """From `since` on, figures close and reports are sent on other days. The term before ends the day before and stays
    readable; reports already laid keep their days."""
    regime = Regime.objects.select_for_update(of=("self",)).select_related("unit").get(pk=regime_id)
    _require_regime(regime, by, at)
    faults = rules.term_faults(regime.rhythm, closing_day, due)
    if not source.strip():
        faults.append(Fault("source", _("Ghi căn cứ: văn bản nào quy định kỳ và hạn này.")))
    latest = regime.terms.order_by("-since").first()
    if latest and since <= latest.since:
        faults.append(
            Fault("since", _("Ngày bắt đầu phải sau %(day)s.") % {"day": f"{latest.since:%d/%m/%Y}"})
        )
    if regime.rhythm == Rhythm.ON_DEMAND:
        faults.append(Fault("since", _("Báo cáo đột xuất không có kỳ; hạn ghi ở từng yêu cầu.")))
    if faults:
        raise WrongInput(faults)
    if latest:
        latest.until = since - timedelta(days=1)
        latest.save(update_fields=["until"])
    term = _lay_term(regime, since, closing_day, due, source, confirmed, remark)
    ground.write(
        deed="reporting.term-set",
        about=regime.ref,
        by=ref_of(by),
        at=at,
        data={"since": since, "closing_day": closing_day, "due": term.due_words, "source": term.source},
    )
    return term


def _require_regime(regime: Regime, by: Actor | None, at: datetime) -> None:
    if regime.unit is None:
        if by is not None and not any(m.role == "admin" for m in by.mandates):
            raise WrongState(
                _(
                    "Chế độ chung của cả nước chỉ quản trị hệ thống sửa; đơn vị lập chế độ riêng của mình bên cạnh."
                )
            )
        return
    town.require(by, "reporting.set_regime", regime.unit.path, at)


@transaction.atomic
def confirm_term(*, term_id: int, source: str, by: Actor | None, at: datetime) -> Term:
    """Somebody compared the term with the paper it comes from, and says which."""
    term = Term.objects.select_for_update(of=("self",)).select_related("regime__unit").get(pk=term_id)
    _require_regime(term.regime, by, at)
    if not source.strip():
        raise WrongInput.of("source", _("Ghi văn bản đã đối chiếu."))
    term.source, term.confirmed = source.strip()[:300], True
    term.save(update_fields=["source", "confirmed"])
    ground.write(
        deed="reporting.term-confirmed",
        about=term.regime.ref,
        by=ref_of(by),
        at=at,
        data={"since": term.since, "source": term.source},
    )
    return term


@transaction.atomic
def end_regime(*, regime_id: int, until: date, reason: str, by: Actor | None, at: datetime) -> Regime:
    """No report of this regime is owed for a period that closes after `until`. What was laid stays."""
    regime = Regime.objects.select_for_update(of=("self",)).select_related("unit").get(pk=regime_id)
    _require_regime(regime, by, at)
    if until < regime.since:
        raise WrongInput.of("until", _("Ngày chấm dứt không trước ngày bắt đầu."))
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do hoặc văn bản bãi bỏ chế độ này."))
    regime.until = until
    regime.save(update_fields=["until"])
    regime.duties.filter(until=None, since__lte=until).update(until=until)
    ground.write(
        deed="reporting.regime-ended",
        about=regime.ref,
        by=ref_of(by),
        at=at,
        data={"until": until, "reason": reason.strip()},
    )
    return regime
