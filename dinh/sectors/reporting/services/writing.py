"""Writing a report, version by version; nothing is overwritten. And sending it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import media
from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.town.shapes import Actor

from .. import known, rules
from ..models import Report, Step, Version
from ..shapes import WRITABLE, Content, Figure, ReportState
from . import asking
from .common import StaleReport, WrongInput, WrongState, name_of, person_id, ref_of, require
from .moving import locked, standing_of, tell_moved

File = tuple[str, BinaryIO | bytes]
"""(name, contents) of an attachment."""
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
"""Kinds of attachment that a report takes, by what they are and not by their name."""


def keep_files(files: Sequence[File | Kept]) -> list[Kept]:
    """Keep attachments. Raises ground.FileRefused or WrongInput with a sentence that names the file."""
    kept = []
    for each in files:
        one = (
            each
            if isinstance(each, Kept)
            else ground.keep(stream_or_bytes=each[1], name=each[0], limit=MOST_BYTES)
        )
        if one.media_type not in KINDS:
            raise WrongInput.of(
                "files",
                _("Tệp “%(name)s” không thuộc loại nhận được: %(kinds)s.")
                % {"name": one.name, "kinds": ", ".join(KINDS.values())},
            )
        kept.append(one)
    return kept


def write(
    *,
    report_id: int,
    sections: Sequence[tuple[str, str]],
    figures: Mapping[str, tuple[str, str]],
    seen: int,
    by: Actor | None,
    at: datetime,
    add_files: Sequence[File | Kept] = (),
    drop_files: Sequence[str] = (),
    send: bool = False,
) -> Version:
    """Write what a report says as a new version, and send it when asked. `figures` is key -> (value, source); `seen` the
    number of the version that the writer had before their eyes: a newer one raises StaleReport and nothing is lost."""
    kept = keep_files(add_files)  # before the lock: copying a large file may take long
    with transaction.atomic():
        report = locked(report_id)
        require(by, "reporting.write", report, at)
        if send:
            require(by, "reporting.send", report, at)
        latest = _writable(report, seen)
        content = _merged(report, latest, sections, figures, kept, frozenset(drop_files))
        faults = rules.content_faults(content, asked=report.regime.figures_asked, sending=send)
        if faults:
            raise WrongInput(faults)
        return _send(report, content, by, at) if send else _save(report, content, by, at)


@transaction.atomic
def send(*, report_id: int, seen: int, by: Actor | None, at: datetime) -> Version:
    """Send the newest version up as it is."""
    report = locked(report_id)
    require(by, "reporting.send", report, at)
    latest = _writable(report, seen)
    content = latest.content if latest else Content()
    faults = rules.content_faults(content, asked=report.regime.figures_asked, sending=True)
    if faults:
        raise WrongInput(faults)
    return _send(report, content, by, at)


def _writable(report: Report, seen: int) -> Version | None:
    if report.state not in WRITABLE:
        raise WrongState.about(report)
    latest = report.versions.order_by("-number").first()
    if latest is not None and latest.number != seen:
        raise StaleReport(latest.by_name, latest.at)
    return latest


def _merged(
    report: Report,
    latest: Version | None,
    sections: Sequence[tuple[str, str]],
    figures: Mapping[str, tuple[str, str]],
    kept: Sequence[Kept],
    dropped: frozenset[str],
) -> Content:
    """The new content: what was typed, and the attachments of the version before with those added and taken away."""
    words = {each["key"]: each for each in report.regime.figures}
    typed = tuple(
        Figure(
            key,
            each["words"],
            figures[key][0].strip()[:80],
            each.get("measure", ""),
            figures[key][1].strip()[:200],
        )
        for key, each in words.items()
        if key in figures
    )
    files = [each for each in (latest.files if latest else []) if each["sha256"] not in dropped]
    there = {each["sha256"] for each in files}
    files += [
        {"sha256": one.sha256, "name": one.name, "size": one.size, "media_type": one.media_type}
        for one in kept
        if one.sha256 not in there
    ]
    plain = tuple((title[:300], text.replace("\r\n", "\n").strip()) for title, text in sections)
    return Content(plain, typed, tuple(files))


def _add_version(
    report: Report, content: Content, by: Actor | None, at: datetime, *, sent: bool = False
) -> Version:
    report.version += 1
    return Version.objects.create(
        report=report,
        number=report.version,
        sections=[list(each) for each in content.sections],
        figures=[figure.as_data() for figure in content.figures],
        files=[dict(each) for each in content.files],
        sent=sent,
        digest=rules.digest(content) if sent else "",
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )


def _save(report: Report, content: Content, by: Actor | None, at: datetime) -> Version:
    before = report.versions.order_by("-number").first()
    version = _add_version(report, content, by, at)
    report.save(update_fields=["version"])
    changed = rules.changed_sections(before.content if before else Content(), content)
    ground.write(
        deed="reporting.written",
        about=report.ref,
        by=ref_of(by),
        at=at,
        data={"version": version.number, "changed": changed},
    )
    return version


def _send(report: Report, content: Content, by: Actor | None, at: datetime) -> Version:
    day = timezone.localdate(at)
    # What the rooms above knew at this moment goes up with it, and stays as it was.
    typed = {figure.key for figure in content.figures if figure.value}
    inputs = tuple(replace(each, typed=False) for each in known.figures_of(report) if each.key not in typed)
    own = tuple(
        figure for figure in content.figures if figure.value or figure.key not in {i.key for i in inputs}
    )
    version = _add_version(report, replace(content, figures=own + inputs), by, at, sent=True)
    old = report.state
    report.state = ReportState.SENT.value
    report.first_sent_on = report.first_sent_on or day
    report.last_sent_on = day
    report.save(update_fields=["version", "state", "first_sent_on", "last_sent_on"])
    late = standing_of(report, day).late_days
    Step.objects.create(
        report=report,
        what=Step.SENT,
        version=version.number,
        day=day,
        late_days=late,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    asking.handed_in(report, by, at)
    ground.write(
        deed="reporting.sent",
        about=report.ref,
        by=ref_of(by),
        at=at,
        data={"version": version.number, "digest": version.digest, "late_days": late},
    )
    tell_moved(report, old, at)
    return version
