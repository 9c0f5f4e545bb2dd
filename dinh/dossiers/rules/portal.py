"""Reading what the national portal sends. Pure: JSON in, an intake or faults out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .intake import Fault

MOST_BYTES = 40 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SentPaper:
    name: str
    file_name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """A dossier as the portal sent it."""

    key: str
    procedure: str
    unit: str
    case_name: str
    applicant: dict[str, str]
    papers: tuple[SentPaper, ...] = ()
    answers: Mapping[str, Any] | None = None
    """Of the procedure's form, as its schema asks; none where none came."""


class Unreadable(ValueError):
    """It is not in the agreed shape; `faults` name the fields."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.sentence for fault in faults))


def read(given: Any) -> Sent:
    """The dossier in a JSON object {MaHoSo, MaTTHC, MaDonVi, TruongHop, NguoiNop{…}, GiayTo[{Ten, TepTin, NoiDung}], ToKhai{…}}.
    Raises Unreadable with every fault that can be told at once."""
    if not isinstance(given, Mapping):
        raise Unreadable([Fault("", "Nội dung phải là một đối tượng JSON.")])
    faults: list[Fault] = []

    def text(source: Mapping[str, Any], name: str, most: int, *, must: bool = True, at: str = "") -> str:
        value = source.get(name, "")
        if not isinstance(value, str) or (must and not value.strip()) or len(value) > most:
            faults.append(Fault(at + name, f"{at}{name}: phải là chữ, từ 1 đến {most} ký tự."))
            return ""
        return value.strip()

    person = given.get("NguoiNop")
    if not isinstance(person, Mapping):
        faults.append(Fault("NguoiNop", "NguoiNop: thiếu người nộp."))
        person = {}
    applicant = {
        "name": text(person, "HoTen", 200, at="NguoiNop."),
        "identity": text(person, "SoDinhDanh", 20, at="NguoiNop."),
        "phone": text(person, "DienThoai", 20, must=False, at="NguoiNop."),
        "email": text(person, "ThuDienTu", 200, must=False, at="NguoiNop."),
        "address": text(person, "NoiO", 300, must=False, at="NguoiNop."),
        "kind": "firm" if person.get("Loai") == "ToChuc" else "person",
    }
    papers = _papers(given.get("GiayTo", []), faults)
    answers = given.get("ToKhai")
    if answers is not None and not isinstance(answers, Mapping):
        faults.append(Fault("ToKhai", "ToKhai: phải là một đối tượng, mỗi trang của tờ khai một mục."))
    sent = Sent(
        key=text(given, "MaHoSo", 60),
        procedure=text(given, "MaTTHC", 40),
        unit=text(given, "MaDonVi", 20),
        case_name=text(given, "TruongHop", 300, must=False),
        applicant=applicant,
        papers=papers,
        answers=answers,
    )
    if faults:
        raise Unreadable(faults)
    return sent


def _papers(given: Any, faults: list[Fault]) -> tuple[SentPaper, ...]:
    if not isinstance(given, list) or len(given) > 60:
        faults.append(Fault("GiayTo", "GiayTo: phải là danh sách, không quá 60 giấy tờ."))
        return ()
    found = []
    for number, row in enumerate(given, 1):
        at = f"GiayTo[{number}]"
        if not isinstance(row, Mapping) or not all(
            isinstance(row.get(k), str) for k in ("Ten", "TepTin", "NoiDung")
        ):
            faults.append(Fault(at, f"{at}: cần Ten, TepTin, NoiDung."))
            continue
        try:
            data = base64.b64decode(row["NoiDung"], validate=True)
        except (binascii.Error, ValueError):
            faults.append(Fault(f"{at}.NoiDung", f"{at}.NoiDung: không phải base64."))
            continue
        if not data:
            faults.append(Fault(f"{at}.NoiDung", f"{at}.NoiDung: tệp rỗng."))
            continue
        found.append(SentPaper(row["Ten"].strip()[:600], row["TepTin"].strip()[:255] or "tep", data))
    return tuple(found)
