"""What each paper says of a dossier. Numbers of a person are masked: a paper lies on desks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.catalog.shapes import TermUnit
from dinh.ground import ciphers
from dinh.ground.days import long_date
from dinh.town.models import Unit

from ..models import Citizen, Dossier, Holding
from ..shapes import AnswerKind, Channel
from .shapes import FORMS, Apology, Form


class NothingToSay(Exception):
    """This dossier has nothing that the form tells. `str()` is a Vietnamese sentence."""


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


def masked(text: str) -> str:
    """ "••• 147": enough to see that it is the right one."""
    return f"••• {text[-3:]}" if text else ""


def person_of(citizen: Citizen) -> dict[str, str]:
    """A name, and the ends of what is closed; a name alone where the keys are not at hand."""
    try:
        contact = citizen.contact()
        return {
            "name": citizen.name,
            "identity": masked(citizen.identity()),
            "phone": masked(contact.get("phone", "")),
        }
    except ciphers.CannotOpen:
        return {"name": citizen.name, "identity": "", "phone": ""}


def head_of(unit: Unit, office: str, day: datetime, opened_in: Unit | None = None) -> dict[str, Any]:
    """The head of a paper: who stands over the issuer, the issuer, its desk, place and day; the unit it was opened in
    where that one is no more."""
    return {
        "parent": f"UBND {unit.parent.name_in_text}" if unit.parent else "",
        "issuer": f"UBND {unit.name_in_text}",
        "office": office,
        "place": unit.name,
        "day": long_date(timezone.localtime(day).date()),
        "opened_in": opened_in.full_name if opened_in else "",
        "now": unit.full_name,
    }


def _place(dossier: Dossier) -> tuple[Unit, str]:
    """Who receives, as it is today: the unit that went on with the dossier where the receiving one is no more."""
    office = dossier.received_office.name if dossier.received_office else "Bộ phận một cửa"
    if dossier.opened_in_id and dossier.opened_in_id == dossier.received_unit_id:
        return dossier.unit, "Bộ phận một cửa"
    return dossier.received_unit, office


def follow_url(dossier: Dossier) -> str:
    """Where the QR of a paper leads: to the page that tells where the dossier stands, once its secret is given."""
    return f"{settings.DINH_URL}/tra-cuu-ho-so/?{urlencode({'ma': dossier.code})}"


def common(form: Form, dossier: Dossier, at: datetime, *, decides: bool = False) -> dict[str, Any]:
    """What every paper of a dossier says."""
    unit, office = (dossier.unit, "") if decides else _place(dossier)
    return {
        "form": form,
        "head": head_of(unit, office, at, dossier.opened_in),
        "dossier": dossier,
        "applicant": person_of(dossier.applicant),
        "acted_for": person_of(dossier.acted_for) if dossier.acted_for else None,
        "term": term_words(dossier),
        "channel": Channel(dossier.channel).word,
        "received": _local(dossier.received_at),
        "promised": _local(dossier.promised_at),
        "helped": dossier.helped_by.full_name if dossier.helped_by else "",
    }


def term_words(dossier: Dossier) -> str:
    """ "5 ngày làm việc", in the language of the papers."""
    if not dossier.term_unit:
        return "không ghi"
    word = TermUnit(dossier.term_unit).word
    return word if dossier.term_unit == "same-day" else f"{dossier.term_amount} {word}"


def facts_of(form: str, dossier: Dossier, *, letter: Apology | None, now: datetime) -> dict[str, Any]:
    """All that a form says. Raises NothingToSay. Six queries at most."""
    kind = FORMS[form]
    if form == "01":
        return {**common(kind, dossier, dossier.received_at), **_receipt(dossier)}
    if form == "02":
        asked = dossier.completions.order_by("-number").first()
        if asked is None:
            raise NothingToSay(_("Hồ sơ này chưa có yêu cầu bổ sung nào."))
        return {**common(kind, dossier, asked.at), "asked": asked}
    if form in ("03", "05"):
        kinds = (
            (AnswerKind.NOT_RECEIVED, AnswerKind.REFUSE) if form == "03" else (AnswerKind.STOP,)
        )  # a dossier that was reopened keeps the old answer, marked: no paper is made of it any more
        answer = dossier.answers.filter(undone_at=None, kind__in=kinds).first()
        if answer is None:
            raise NothingToSay(
                _("Hồ sơ này không bị từ chối.") if form == "03" else _("Hồ sơ này không bị dừng giải quyết.")
            )
        here = common(kind, dossier, answer.at, decides=answer.kind != AnswerKind.NOT_RECEIVED)
        return {**here, "answer": answer, "refused_at_desk": answer.kind == AnswerKind.NOT_RECEIVED}
    if form == "04":
        if letter is None:
            raise NothingToSay(_("Hồ sơ này chưa có thư xin lỗi và ngày hẹn lại."))
        again = {
            "letter": letter,
            "before": _local(letter.promised or dossier.promised_at),
            "again": _local(letter.again),
        }
        return {**common(kind, dossier, letter.at, decides=True), **again}
    if form == "06":
        return {**common(kind, dossier, now), "rows": _slip(dossier)}
    return register_facts(
        dossier.received_unit,
        Dossier.objects.filter(received_unit=dossier.received_unit_id, received_day=dossier.received_day)
        .select_related("applicant", "unit", "office", "received_unit")
        .order_by("id"),
        _local(dossier.received_at) or now,
    )


def _receipt(dossier: Dossier) -> dict[str, Any]:
    if dossier.business == "refused":
        raise NothingToSay(_("Hồ sơ này không được tiếp nhận nên không có giấy tiếp nhận."))
    return {"papers": list(dossier.papers.all())}


def _slip(dossier: Dossier) -> list[dict[str, Any]]:
    """Who had it in hand from when to when, in the order it went."""
    rows = dossier.holdings.select_related("step", "unit", "office", "person").order_by("opened_at", "id")
    return [_held(row) for row in rows if row.role]


def _held(row: Holding) -> dict[str, Any]:
    due, closed = _local(row.due_at), _local(row.closed_at)
    if closed is None:
        verdict = "đang làm"
    elif due is None:
        verdict = ""
    else:
        verdict = "quá hạn" if closed > due + timedelta(minutes=1) else "trong hạn"
    how = {
        "hand-over": "chuyển người",
        "recall": "thu lại",
        "transfer": "chuyển cơ quan",
        "back": "chuyển trả",
    }
    said = row.words or (how.get(row.outcome.removeprefix("~"), "") if row.outcome.startswith("~") else "")
    return {
        "step": row.step.name,
        "place": row.office.name if row.office else row.unit.full_name,
        "who": row.by_name or (row.person.name if row.person else ""),
        "came": _local(row.opened_at),
        "went": closed,
        "due": due,
        "said": said,
        "note": row.note,
        "verdict": verdict,
    }


def register_facts(
    unit: Unit, rows: Iterable[Dossier], day: datetime, until: datetime | None = None
) -> dict[str, Any]:
    """The register of what a unit received. The rows come with applicant, unit and office."""
    first, last = timezone.localtime(day).date(), timezone.localtime(until or day).date()
    return {
        "form": FORMS["07"],
        "head": head_of(unit, "Bộ phận một cửa", until or day),
        "first": first,
        "last": last,
        "rows": [
            {
                "row": row,
                "received": _local(row.received_at),
                "promised": _local(row.promised_at),
                "decided": _local(row.decided_at),
                "closed": _local(row.closed_at),
                "answer": AnswerKind(row.decided_as).word
                if row.decided_as in set(AnswerKind)
                else ("Không tiếp nhận" if row.business == "refused" else ""),
                "channel": Channel(row.channel).word,
                "by": row.office.name if row.office else row.unit.full_name,
            }
            for row in rows
        ],
    }


def fitting(dossier: Dossier) -> list[Form]:
    """The forms that this dossier has something to say on, in order. 3 queries."""
    kinds = set(dossier.answers.filter(undone_at=None).values_list("kind", flat=True))
    there = {
        "01": dossier.business != "refused",
        "02": dossier.completions.exists(),
        "03": bool(kinds & {AnswerKind.NOT_RECEIVED.value, AnswerKind.REFUSE.value}),
        "04": dossier.apologies.exclude(sent_at=None).exists(),
        "05": AnswerKind.STOP.value in kinds,
        "06": dossier.business != "refused",
    }
    return [FORMS[number] for number, fits in there.items() if fits]
