"""What every deed of the room shares: its refusals, who is acting, the locked inspection, kept files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import media
from dinh.ground import services as ground
from dinh.ground.shapes import Kept, Ref
from dinh.town import services as town
from dinh.town.shapes import Actor

from ..models import Evidence, Inspection, Party
from ..rules import Fault
from ..sentences import say
from ..shapes import InspectionState

File = tuple[str, BinaryIO | bytes]
"""(name, contents) of an evidence file."""
MOST_FILES = 20
MOST_BYTES = 50 * 1024 * 1024
KINDS: dict[str, str] = {
    "application/pdf": "PDF",
    media.DOCX: "DOCX",
    media.XLSX: "XLSX",
    media.OLE: "DOC, XLS",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "text/plain": "TXT, CSV",
}


class InspectionRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(InspectionRefused):
    """What was typed cannot be taken. `faults` name each field, in the language of the screen."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(Fault(each.field, say(each.sentence)) for each in faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))

    @classmethod
    def of(cls, field: str, sentence: str) -> WrongInput:
        return cls([Fault(field, sentence)])


class WrongState(InspectionRefused):
    """The inspection is not where this deed can be done."""


class StaleInspection(InspectionRefused):
    """Somebody else wrote since the page was opened. Nothing was overwritten."""

    def __init__(self, who: str, when: datetime | None) -> None:
        moment = f"{timezone.localtime(when):%H:%M ngày %d/%m/%Y}" if when else _("vừa xong")
        super().__init__(
            _("%(who)s vừa ghi lúc %(when)s. Việc của anh, chị chưa ghi; xem bản mới rồi ghi lại.")
            % {"who": who or _("Người khác"), "when": moment}
        )


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def name_of(by: Actor | None) -> str:
    """The name kept beside a deed; the machine has one too."""
    return by.name if by else "Máy"


def may(actor: Actor | None, deed: str, inspection: Inspection, at: datetime) -> bool:
    """Whether to show a deed of the inspecting side. No query."""
    return town.allowed(actor, deed, inspection.unit.path, at, inspection.office_id)


def may_explain(actor: Actor | None, party: Party, at: datetime) -> bool:
    """Whether to show the form of explaining to the inspected."""
    return town.allowed(actor, "inspections.explain", party.unit.path, at, party.office_id)


def locked(
    inspection_id: int, deed: str, by: Actor | None, at: datetime, *states: InspectionState
) -> Inspection:
    """The inspection, locked until the transaction ends, when the actor may and it is in one of the states."""
    row = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("unit", "office")
        .get(pk=inspection_id)
    )
    town.require(by, deed, row.unit.path, at, row.office_id)
    require_state(row, *states)
    return row


def require_state(row: Inspection, *states: InspectionState) -> None:
    if states and row.state not in states:
        raise WrongState(
            _("Cuộc kiểm tra đang ở tình trạng “%(state)s”, không làm được việc đó.")
            % {"state": _(InspectionState(row.state).word)}
        )


def moved(row: Inspection, *fields: str) -> None:
    """Save the changed fields; the head's version moves so that whoever looks at an older page is told."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def note(
    row: Inspection, deed: str, by: Actor | None, at: datetime, *, also: Sequence[Ref] = (), **data: Any
) -> None:
    """Write the deed's line about the inspection."""
    ground.write(deed=f"inspections.{deed}", about=row.ref, by=ref_of(by), at=at, data=data, also=also)


def keep_files(files: Sequence[File | Kept], *, field: str = "files") -> list[Kept]:
    """Keep files before any lock is held. Raises WrongInput naming the file that is not taken."""
    if len(files) > MOST_FILES:
        raise WrongInput.of(field, _("Mỗi lần kèm nhiều nhất %(n)s tệp.") % {"n": MOST_FILES})
    kept = []
    for each in files:
        one = (
            each
            if isinstance(each, Kept)
            else ground.keep(stream_or_bytes=each[1], name=each[0], limit=MOST_BYTES)
        )
        if one.media_type not in KINDS:
            raise WrongInput.of(
                field,
                _("Tệp “%(name)s” không thuộc loại nhận được: %(kinds)s.")
                % {"name": one.name, "kinds": ", ".join(KINDS.values())},
            )
        kept.append(one)
    return kept


def attach(
    row: Inspection, kept: Sequence[Kept], by: Actor | None, at: datetime, **of: Any
) -> list[Evidence]:
    """Hang kept files on the inspection, a finding or an explanation."""
    return Evidence.objects.bulk_create(
        Evidence(
            inspection=row,
            sha256=one.sha256,
            name=one.name,
            size=one.size,
            media_type=one.media_type,
            by_name=name_of(by),
            at=at,
            **of,
        )
        for one in kept
    )
