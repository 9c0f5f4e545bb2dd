"""Composing a periodic report, working on it, and sending it up as a signed paper whose numbers stay as they were counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dinh.boards.composing import word_in, word_out
from dinh.boards.composing.shapes import Document
from dinh.boards.composing.sheet import SIGNER, pdf_of, picture_of
from dinh.boards.composing.tying import tie
from dinh.boards.composing.writing import compose as write_it
from dinh.boards.composing.writing import renewed
from dinh.boards.models import Composition
from dinh.boards.queries import composing as queries
from dinh.ground import services as ground
from dinh.papers import signing
from dinh.papers.signing.sockets import REMOTE
from dinh.papers.signing.stamps import Stamp
from dinh.sectors.reporting import services as reporting
from dinh.sectors.reporting.models import Report, Version
from dinh.sectors.reporting.shapes import WRITABLE
from dinh.town.shapes import Actor

LONGEST = 20_000


class ComposeRefused(Exception):
    """It cannot be done. `str()` is a Vietnamese sentence; `.field` the block it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        self.field = field
        super().__init__(sentence)


class NoTemplate(ComposeRefused):
    """No template is laid for the regime."""


class Stale(ComposeRefused):
    """Somebody saved since; nothing was overwritten."""


class Unfinished(ComposeRefused):
    """Something that a person must write is not written."""


@transaction.atomic
def compose(*, report_id: int, by: Actor | None, at: datetime, seen: int = 0) -> Composition:
    """Let the report write itself; over one that people worked on, numbers are counted anew and what people wrote stays."""
    report = _locked(report_id, "reporting.write", by, at)
    newest = _newest(report, seen)
    template = queries.template_for(report)
    if template is None:
        raise NoTemplate(
            _("Chế độ “%(name)s” chưa có mẫu để máy soạn; viết báo cáo trên trang như thường lệ.")
            % {"name": report.regime.name}
        )
    # The paper is Vietnamese, whatever language its writer reads the pages in.
    with translation.override("vi"):
        found = queries.gather(report, template, at)
        document = write_it(template, found.known)
    if newest is not None:
        document = renewed(newest.document, document)
    row = Composition(
        template_key=template.key,
        template_since=template.since,
        inputs=found.inputs,
        counted_at=found.counted_at,
    )
    return _save(report, newest, row, document, "renewed" if newest else "composed", by, at)


@transaction.atomic
def edit(
    *, report_id: int, texts: Mapping[str, str], seen: int, by: Actor | None, at: datetime
) -> Composition:
    """Keep what was typed into blocks, by their ids. Numbers found where they stood stay bound; another number in the place of
    one is kept and marked as changed by hand."""
    report = _locked(report_id, "reporting.write", by, at)
    newest = _worked_on(report, seen)
    document = newest.document
    figures, blocks = dict(document.figures), []
    unknown = set(texts) - {block.id for block in document.blocks if block.kind in ("prose", "ask")}
    if unknown:
        raise ComposeRefused(_("Không có ô “%(id)s” trong báo cáo này.") % {"id": sorted(unknown)[0]})
    for block in document.blocks:
        text = texts.get(block.id)
        if text is None:
            blocks.append(block)
            continue
        if len(text) > LONGEST:
            raise ComposeRefused(
                _("Ô “%(words)s” dài quá %(n)s ký tự.") % {"words": block.words or block.id, "n": LONGEST},
                block.id,
            )
        if block.kind == "ask":
            blocks.append(replace(block, text=text.replace("\r\n", "\n").strip()))
            continue
        tied = tie(text, block.parts, figures)
        figures.update(tied.changed)
        blocks.append(block if tied.parts == block.parts else replace(block, parts=tied.parts, edited=True))
    after = replace(document, blocks=tuple(blocks), figures=figures)
    return newest if after == document else _save(report, newest, _like(newest), after, "edited", by, at)


@transaction.atomic
def take_word(
    *, report_id: int, data: bytes, seen: int, by: Actor | None, at: datetime
) -> tuple[Composition, word_in.Back]:
    """Take a Word file back that was worked on. Raises word_in.NotOurs for one that is not ours."""
    report = _locked(report_id, "reporting.write", by, at)
    newest = _worked_on(report, seen)
    if len(data) > word_in.MOST_BYTES:
        raise ComposeRefused(_("Tệp lớn hơn 20 MB."), "tep")
    back = word_in.read(data, newest.document)
    if back.document == newest.document:
        return newest, back
    return _save(report, newest, _like(newest), back.document, "from-word", by, at), back


def letter_of(report: Report, by: Actor | None = None) -> dict[str, Any]:
    """What stands around the report's text: who issues it, to whom, who signs. An office reports in its own name, a unit in that
    of its People's Committee."""
    unit, office = report.unit, report.office
    return {
        "parent": f"UBND {unit.full_name.upper()}" if office else "ỦY BAN NHÂN DÂN",
        "above": office is not None,
        "issuer": (office.name if office else unit.full_name).upper(),
        "author": office.name if office else f"Ủy ban nhân dân {unit.name_in_text}",
        "number": "Số:          /BC" + ("" if office else "-UBND"),
        "place_date": f"{unit.name}, ngày       tháng       năm {report.due_on.year}",
        "recipients": [*_recipients(report), "- Lưu: VT."],
        "signer": _signer(report, by),
        "signed_by": by.name if by else "",
    }  # fmt: skip


def _recipients(report: Report) -> list[str]:
    """Who the paper goes to: the committee above, then the office or unit that asked for it, each once."""
    unit = report.unit
    above = unit if report.office is not None else unit.parent
    found = [f"- UBND {above.name_in_text} (b/c);"] if above is not None else []
    if report.to_office is not None:
        found.append(f"- {report.to_office.name};")
    elif above is None or report.to_unit_id != above.pk:
        found.append(f"- UBND {report.to_unit.name_in_text};")
    return found


HEADS = (
    ("Văn phòng", "CHÁNH VĂN PHÒNG"), ("Phòng", "TRƯỞNG PHÒNG"), ("Trung tâm", "GIÁM ĐỐC"), ("Sở", "GIÁM ĐỐC"),
    ("Thanh tra", "CHÁNH THANH TRA"), ("Ban ", "TRƯỞNG BAN"), ("Chi cục", "CHI CỤC TRƯỞNG"), ("Công an", "TRƯỞNG CÔNG AN"),
)  # fmt: skip
"""What the head of an office is called, by what the office is."""


def _signer(report: Report, by: Actor | None) -> list[str]:
    """How the signer signs: the head of the unit for its committee, the head of an office for the office."""
    if report.office is not None:
        name = report.office.name
        return [next((head for kind, head in HEADS if name.startswith(kind)), "THỦ TRƯỞNG CƠ QUAN")]
    leads = any(
        each.role == "leader" and each.unit_path == report.unit.path for each in (by.mandates if by else ())
    )
    return (
        ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
        if leads or by is None
        else ["TM. ỦY BAN NHÂN DÂN", "NGƯỜI ĐƯỢC GIAO KÝ"]
    )


def word_of(row: Composition, report: Report) -> bytes:
    """The composed report as a Word file to be worked on."""
    return word_out.docx_of(row.document, letter_of(report), picture_of)


def send(*, report_id: int, seen: int, by: Actor | None, at: datetime) -> tuple[Composition, Version]:
    """Freeze the report with its inputs, make its paper, sign it where the sender has a key, and send it up through the regime,
    which closes the duty. Raises Unfinished naming what is still to be written, reporting's own refusals, NoPdf, CannotSign."""
    with transaction.atomic():
        report = _locked(report_id, "reporting.send", by, at)
        newest = _worked_on(report, seen)
        document = newest.document
        if waiting := document.unanswered():
            raise Unfinished(
                _("Còn %(n)s ô chưa viết: %(words)s.")
                % {"n": len(waiting), "words": "; ".join(block.words for block in waiting[:5])},
                waiting[0].id,
            )
        pdf, signed = _paper(document, report, by, at)
        word = word_out.docx_of(document.printed(), letter_of(report, by), picture_of)
        name = f"bao-cao-{report.period_key}-{report.unit.code}"
        kept = [
            ground.keep(stream_or_bytes=pdf, name=f"{name}.pdf"),
            ground.keep(stream_or_bytes=word, name=f"{name}.docx"),
        ]
        version = reporting.write(
            report_id=report.pk,
            sections=sections_of(document),
            figures=_asked_figures(report, document),
            seen=report.version,
            by=by,
            at=at,
            add_files=kept,
            drop_files=_former_papers(report),
            send=True,
        )
        row = _like(newest)
        row.frozen, row.signed = True, signed
        row.pdf_sha256, row.word_sha256 = kept[0].sha256, kept[1].sha256
        row.digest = digest_of(document, newest.inputs)
        return _save(report, newest, row, document, "sent", by, at), version


def digest_of(document: Document, inputs: Any) -> str:
    """The seal of a report and what its numbers were counted of."""
    text = json.dumps([document.as_data(), inputs], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sections_of(document: Document) -> list[tuple[str, str]]:
    """The report as the regime keeps it: each section of the first level with its words."""
    found: list[tuple[str, list[str]]] = []
    for block in document.blocks:
        if block.kind == "heading" and block.level == 1:
            found.append((block.words, []))
        elif not found:
            continue
        elif block.kind == "heading":
            found[-1][1].append(f"{block.number}. {block.words}")
        elif block.kind == "prose":
            found[-1][1].append(document.words_of(block.parts))
        elif block.kind == "ask" and block.text:
            found[-1][1].append(block.text)
    return [(words, "\n".join(lines)) for words, lines in found]


# ---------------------------------------------------------------- below


def _locked(report_id: int, deed: str, by: Actor | None, at: datetime) -> Report:
    report = reporting.locked(report_id)
    reporting.require(by, deed, report, at)
    if report.state not in WRITABLE:
        raise reporting.WrongState.about(report)
    return report


def _newest(report: Report, seen: int) -> Composition | None:
    newest = queries.newest(report.pk)
    if newest is not None and newest.number != seen:
        raise Stale(
            _("%(who)s đã lưu bản %(n)s lúc %(when)s. Bản của anh, chị chưa lưu; xem bản mới rồi sửa lại.")
            % {
                "who": newest.by_name,
                "n": newest.number,
                "when": f"{timezone.localtime(newest.at):%H:%M ngày %d/%m/%Y}",
            }
        )
    return newest


def _worked_on(report: Report, seen: int) -> Composition:
    newest = _newest(report, seen)
    if newest is None:
        raise ComposeRefused(_("Báo cáo này chưa được máy soạn."))
    return newest


def _like(row: Composition) -> Composition:
    return Composition(
        template_key=row.template_key,
        template_since=row.template_since,
        inputs=row.inputs,
        counted_at=row.counted_at,
    )


def _save(
    report: Report,
    before: Composition | None,
    row: Composition,
    document: Document,
    why: str,
    by: Actor | None,
    at: datetime,
) -> Composition:
    row.report, row.number, row.why = report, (before.number if before else 0) + 1, why
    row.content = document.as_data()
    row.by_id, row.by_name, row.at = (by.person_id if by else None), (by.name if by else "Máy"), at
    row.save(force_insert=True)
    by_hand = sorted(figure.key for figure in document.by_hand())
    ground.write(
        deed=f"boards.report-{why}",
        about=report.ref,
        by=by.ref if by else None,
        at=at,
        data={"number": row.number, "by_hand": by_hand, **({"digest": row.digest} if row.digest else {})},
    )
    return row


def _paper(document: Document, report: Report, by: Actor | None, at: datetime) -> tuple[bytes, bool]:
    """The paper, and whether it bears its sender's signature."""
    made = pdf_of(document.printed(), letter_of(report, by))
    if not has_key(by):
        return made.pdf, False
    holder, keys = _holder(by), _keys()
    key = keys.key(holder)
    who = signing.keys.holder_of(key.certificate)
    place = made.places.get(SIGNER)
    stamp = Stamp(place, (f"Người ký: {who.name}", who.body), "#000", keys.picture(holder)) if place else None
    when = timezone.localtime(at)
    return signing.sign(made.pdf, key, field="Ky-bao-cao", at=when, stamp=stamp), True


def has_key(by: Actor | None) -> bool:
    """Whether what this person sends bears their signature."""
    holder = _holder(by)
    return bool(holder) and _keys().has(holder)


def _holder(by: Actor | None) -> str:
    return f"person:{by.person_id}" if by and by.person_id else ""


def _keys() -> signing.KeyBook:
    return signing.open_book(settings.DINH_HOME / "signing", lambda: ground.socket(REMOTE))


def _asked_figures(report: Report, document: Document) -> dict[str, tuple[str, str]]:
    """What the regime asks for by name, out of what was counted."""
    template = queries.template_for(report)
    codes = template.figures if template else {}
    found: dict[str, tuple[str, str]] = {}
    for key, code in codes.items():
        figure = document.figures.get(f"{code}.now")
        if figure is not None:
            source = (
                _("Số do người lập sửa; đếm được %(n)s") % {"n": figure.text}
                if figure.by_hand
                else figure.source
            )
            found[key] = (figure.shown, source)
        else:
            found[key] = (_("chưa đo được"), _("Chưa có dữ liệu trong kỳ"))
    return found


def _former_papers(report: Report) -> list[str]:
    """The papers of an earlier sending, which a new one replaces."""
    rows = Composition.objects.filter(report=report, frozen=True).values_list("pdf_sha256", "word_sha256")
    return [sha for pair in rows for sha in pair if sha]
