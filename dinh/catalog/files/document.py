"""What a file of procedures holds, whatever kind of file it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..rules import Fault, NotACode, national, standing_faults
from ..rules.reading import Where

FORM = "dinh.procedures/1"
MOST_BYTES = 10_000_000
MOST_PROCEDURES = 3_000
STATES = ("draft", "published")


class NotAFile(Exception):
    """The file cannot be taken in at all; `str()` says why, for the person who sent it."""


@dataclass(slots=True)
class EditionDoc:
    """One edition: its content as rules read it, its state, and how to name a place in it."""

    content: dict[str, Any]
    state: str
    where: Where


@dataclass(slots=True)
class ProcedureDoc:
    """One procedure with its editions, oldest first."""

    code: str
    field: str
    field_name: str
    words: str
    where: Callable[[str], str]
    local_codes: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    editions: list[EditionDoc] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class Document:
    procedures: list[ProcedureDoc] = dataclasses.field(default_factory=list)
    faults: list[Fault] = dataclasses.field(default_factory=list)
    """Everything that could not be read, each with its cell or place."""


def check(document: Document) -> Document:
    """Add the faults that show only when the whole was read: codes that are none or come twice, editions that contradict
    themselves."""
    seen: set[str] = set()
    named = {fault.where for fault in document.faults}  # a value that could not be read contradicts nothing
    for one in document.procedures:
        try:
            one.code = national(one.code)
        except NotACode as wrong:
            if one.code:
                document.faults.append(Fault(one.where("code"), str(wrong)))
        if one.code in seen:
            document.faults.append(Fault(one.where("code"), f"thủ tục {one.code} đã có ở trên"))
        seen.add(one.code)
        for row in one.local_codes:
            if row["code"] and not row["code"].startswith(one.code):
                document.faults.append(
                    Fault(one.where("local_codes"), f"mã địa phương {row['code']} không phải của {one.code}")
                )
            if row["since"] and row["until"] and row["until"] < row["since"]:
                document.faults.append(
                    Fault(one.where("local_codes"), f"mã địa phương {row['code']} hết hạn trước khi bắt đầu")
                )
        begun = set()
        for edition in one.editions:
            standing = standing_faults(edition.content, edition.where)
            document.faults += [fault for fault in standing if fault.where not in named]
            since = edition.content["since"]
            if edition.state == "published" and since in begun:
                document.faults.append(
                    Fault(edition.where("", None, "since"), f"hai bản của {one.code} cùng bắt đầu một ngày")
                )
            if edition.state == "published":
                begun.add(since)
    return document
