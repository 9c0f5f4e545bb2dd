"""From an uploaded file to a proposal waiting for review. Reading is long work: it is claimed, it shows where it is, and
when its process dies another takes it over from the page it had reached."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import queries as kept_files
from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.papers import extract, intake
from dinh.papers import services as papers
from dinh.papers.models import Paper
from dinh.papers.shapes import SourceDocument, Unreadable
from dinh.plans import reading as reader
from dinh.plans.models import Problem, ProposalItem, Reading, ReadingPage
from dinh.plans.reading.shapes import NotAPlan, Proposal
from dinh.plans.shapes import ItemKind, ReadingState
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .common import WrongState, name_of, person_id, ref_of

log = logging.getLogger(__name__)

SILENCE = timedelta(minutes=3)
"""A reader not heard of for so long is dead, and its work may be taken over."""
BEAT_SECONDS = 1.0
CUT_OFF = (
    "Máy dừng đọc tệp này giữa chừng",
    ": tệp cần nhiều bộ nhớ hơn mức dành cho một lần đọc, hoặc máy chủ vừa bị tắt. Đọc lại, hoặc chia nhỏ tệp.",
)
CLEAR = 0.75
"""An item read with at least this confidence and without a doubt may be accepted in bulk."""


def upload(
    *, file: BinaryIO | bytes, name: str, unit: Unit, by: Actor, at: datetime, kept: Kept | None = None
) -> Reading:
    """Keep the file, file it as a paper of `unit`, and queue it for the machine. Raises ground.FileRefused, NotAllowed."""
    town.require(by, "plans.upload", unit.path, at)
    intake.check_paper(kept_files.path_of(kept.sha256) if kept else file, name)
    stored = kept or ground.keep(stream_or_bytes=file, name=name)
    with transaction.atomic():
        paper = papers.file(
            kept=stored,
            number=None,
            symbol="",
            date=None,
            issuer="",
            kind="Kế hoạch",
            signer="",
            title=Path(stored.name).stem,
            unit=unit,
            by=by,
            at=at,
        )
        # Two uploads of one file wait for each other here, so that both end in one reading.
        Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        going = Reading.objects.filter(paper=paper).exclude(
            state__in=[ReadingState.FAILED.value, ReadingState.ADOPTED.value]
        )
        if already := going.select_related("unit").first():
            # The same file once more: whoever uploads it joins the reading that is under way.
            return already
        reading = Reading.objects.create(
            paper=paper, unit=unit, made_by_id=person_id(by), made_by_name=name_of(by), made_at=at
        )
        ground.write(
            deed="plans.uploaded",
            about=reading.ref,
            by=ref_of(by),
            at=at,
            data={"name": stored.name, "sha256": stored.sha256, "size": stored.size},
            also=[paper.ref],
        )
        return reading


@transaction.atomic
def retry(*, reading_id: int, by: Actor, at: datetime) -> Reading:
    """Queue a failed reading again."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("unit").get(pk=reading_id)
    town.require(by, "plans.upload", reading.unit.path, at)
    if reading.state != ReadingState.FAILED.value:
        raise WrongState(_("Chỉ đọc lại được bản đọc đã hỏng."))
    reading.state, reading.sentence, reading.page_now = ReadingState.QUEUED.value, "", 0
    reading.save(update_fields=["state", "sentence", "page_now"])
    ground.write(deed="plans.read-again", about=reading.ref, by=ref_of(by), at=at)
    return reading


def read_waiting(*, at: datetime | None = None, limit: int = 20) -> int:
    """Read what waits or was left lying by a reader that died. Gives how many were read or failed."""
    ids = list(waiting(at=at or timezone.now(), limit=limit))
    return sum(read_now(reading_id=pk, at=at or timezone.now()) is not None for pk in ids)


def waiting(*, at: datetime, limit: int) -> Sequence[int]:
    """What waits to be read, or was left lying by a reader that died; the oldest first. 1 query."""
    found = Reading.objects.filter(_claimable(at)).order_by("made_at").values_list("pk", flat=True)
    return list(found[:limit])


def read_now(*, reading_id: int, at: datetime) -> Reading | None:
    """Read one, here and now, as the machine. A file that cannot be read leaves the reading failed with its sentence.
    Gives None when another reader has it."""
    if not _claim(reading_id, at):
        return None
    reading = Reading.objects.select_related("paper", "unit").get(pk=reading_id)
    try:
        document = _extract(reading)
        proposal = reader.read(document)
    except (Unreadable, NotAPlan) as refused:
        return _fail(reading, str(refused), at)
    except Exception:
        log.exception("reading %s failed", reading_id)
        where = f" (trang {reading.page_now})" if reading.page_now else ""
        return _fail(reading, f"Máy gặp lỗi khi đọc tệp này{where}; người quản trị xem nhật ký.", at)
    done = store(reading_id=reading_id, document=document, proposal=proposal, at=at)
    shutil.rmtree(resume_folder(reading), ignore_errors=True)
    return done


@transaction.atomic
def note_cut_off(*, reading_id: int, at: datetime) -> Reading | None:
    """The process that read was killed: the reading fails with a sentence and may be asked for again, from the page it
    had reached. None when it had come to an end all the same."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("unit").get(pk=reading_id)
    if reading.state not in {ReadingState.READING.value, ReadingState.QUEUED.value}:
        return None
    where = f" (trang {reading.page_now})" if reading.page_now else ""
    return _fail(reading, f"{CUT_OFF[0]}{where}{CUT_OFF[1]}", at)


def _claimable(moment: datetime) -> Q:
    quiet = Q(beat_at__lt=moment - SILENCE) | Q(beat_at=None)
    return Q(state=ReadingState.QUEUED.value) | (Q(state=ReadingState.READING.value) & quiet)


def _claim(reading_id: int, at: datetime) -> bool:
    """Whether this reader may have it: one UPDATE, so that two readers never both do."""
    now = timezone.now()
    claimed = Reading.objects.filter(_claimable(now), pk=reading_id).update(
        state=ReadingState.READING.value, beat_at=now, sentence=""
    )
    return bool(claimed)


def resume_folder(reading: Reading) -> Path:
    """Where pages already read are kept until the whole is done."""
    return Path(settings.DINH_HOME) / "reading" / f"{reading.pk}"


def _extract(reading: Reading) -> SourceDocument:
    last = 0.0

    def progress(done: int, whole: int, _words: int) -> None:
        nonlocal last
        reading.page_now, reading.page_total = done, whole
        if time.monotonic() - last >= BEAT_SECONDS or done == whole:
            last = time.monotonic()
            Reading.objects.filter(pk=reading.pk).update(
                page_now=done, page_total=whole, beat_at=timezone.now()
            )

    folder = resume_folder(reading)
    folder.mkdir(parents=True, exist_ok=True)
    path = kept_files.path_of(reading.paper.kept_sha256)
    return extract.read(path, reading.paper.file_name, progress=progress, resume_dir=folder)


@transaction.atomic
def _fail(reading: Reading, sentence: str, at: datetime) -> Reading:
    reading.state, reading.sentence = ReadingState.FAILED.value, sentence[:600]
    reading.save(update_fields=["state", "sentence"])
    ground.write(deed="plans.read-failed", about=reading.ref, by=None, at=at, data={"sentence": sentence})
    return reading


@transaction.atomic
def store(*, reading_id: int, document: SourceDocument, proposal: Proposal, at: datetime) -> Reading:
    """Lay the proposal down for review, in one transaction: head, pages, items, problems."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("paper").get(pk=reading_id)
    if reading.state not in {ReadingState.READING.value, ReadingState.QUEUED.value}:
        raise WrongState(_("Bản đọc này đã có đề xuất."))
    reading.pages.all().delete()
    reading.items.all().delete()
    reading.problems.all().delete()
    ReadingPage.objects.bulk_create(_pages(reading, document, proposal))
    ProposalItem.objects.bulk_create(_items(reading, proposal))
    Problem.objects.bulk_create(
        Problem(
            reading=reading,
            position=number,
            kind=problem.kind,
            message=problem.message,
            lines=[list(pair) for pair in problem.lines],
            about=list(problem.about),
        )
        for number, problem in enumerate(proposal.problems)
    )
    reading.state, reading.read_at = ReadingState.READY.value, at
    reading.head, reading.sentence = _plain(asdict(proposal.document)), ""
    reading.head_corrected = _known_to_archive(reading, reading.head)
    reading.engine = str(getattr(reader, "ENGINE", ""))[:60]
    reading.origin = document.pages[0].origin if document.pages else ""
    reading.page_total = reading.page_now = len(document.pages)
    reading.save()
    ground.write(
        deed="plans.read",
        about=reading.ref,
        by=None,
        at=at,
        data={
            "targets": len(proposal.targets),
            "tasks": len(proposal.tasks),
            "projects": len(proposal.projects),
            "duties": len(proposal.reporting),
            "problems": len(proposal.problems),
            "pages": len(document.pages),
        },
        also=[reading.paper.ref],
    )
    return reading


def _known_to_archive(reading: Reading, head: dict[str, Any]) -> dict[str, Any] | None:
    """The head with what a clerk wrote when filing the paper, which is surer than a reading of its scan; None when the
    archive knows nothing more."""
    paper = reading.paper
    if not (paper.issuer or paper.whole_number):
        return None
    known = {
        "number": paper.whole_number,
        "date": paper.date.isoformat() if paper.date else None,
        "issuer": paper.issuer,
        "signer": paper.signer,
        "title": paper.title,
    }
    merged = {**head, **{name: value for name, value in known.items() if value}}
    return merged if merged != head else None


def _plain(value: Any) -> Any:
    """Tuples to lists, as JSON will have them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _pages(reading: Reading, document: SourceDocument, proposal: Proposal) -> Iterator[ReadingPage]:
    clean = proposal.clean_lines
    for page in document.pages:
        lines: list[dict[str, Any]] = []
        for line in page.lines:
            entry: dict[str, Any] = {"n": line.number, "t": line.text}
            restored = clean[line.number - 1] if 0 < line.number <= len(clean) else line.text
            if restored != line.text:
                entry["c"] = restored
            if line.box:
                entry["b"] = [round(edge, 4) for edge in line.box]
            if line.confidence is not None:
                entry["k"] = round(line.confidence, 2)
            lines.append(entry)
        yield ReadingPage(
            reading=reading,
            number=page.number,
            first_line=lines[0]["n"] if lines else 0,
            last_line=lines[-1]["n"] if lines else 0,
            lines=lines,
            note=page.note[:300],
            origin=page.origin,
            turn=page.turn,
        )


def _items(reading: Reading, proposal: Proposal) -> Iterator[ProposalItem]:
    """One item for each thing proposed, in the order of the source within its kind."""
    groups: tuple[tuple[ItemKind, tuple[Any, ...]], ...] = (
        (ItemKind.TARGET, proposal.targets),
        (ItemKind.TASK, proposal.tasks),
        (ItemKind.PROJECT, proposal.projects),
        (ItemKind.DUTY, proposal.reporting),
    )
    for kind, things in groups:
        for number, thing in enumerate(things, start=1):
            doubts = list(getattr(thing, "doubts", ()))
            yield ProposalItem(
                reading=reading,
                kind=kind.value,
                mark=thing.id[:24],
                position=number * 10,
                as_read=_plain(asdict(thing)),
                doubts=doubts,
                confidence=thing.confidence,
                doubtful=bool(doubts) or thing.confidence < CLEAR,
                page=thing.page,
                first_line=thing.lines[0],
                last_line=thing.lines[1],
            )
