"""Whether a dossier may be received: what is missing of what the procedure asks, each fault naming its field or paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

MOST_PIECES = 500
MOST_PAPERS = 60
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, as a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that the edition asks for."""

    id: int
    name: str
    case_name: str = ""
    originals: int = 0
    copies: int = 0
    required: bool = True


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in of one paper."""

    originals: int = 0
    copies: int = 0
    reused: bool = False
    has_file: bool = False

    @property
    def there(self) -> bool:
        return bool(self.originals or self.copies or self.reused or self.has_file)


def cases_of(asked: Iterable[Asked]) -> list[str]:
    """The cases that an edition tells apart, in order; empty when it has one list for all."""
    return list(dict.fromkeys(each.case_name for each in asked if each.case_name))


def asked_for(asked: Iterable[Asked], case_name: str) -> list[Asked]:
    """The papers of a case: its own, and those of every case."""
    return [each for each in asked if each.case_name in ("", case_name)]


def counts_words(originals: int, copies: int) -> str:
    """ "1 bản chính, 2 bản sao"."""
    parts = []
    if originals:
        parts.append(f"{originals} bản chính")
    if copies:
        parts.append(f"{copies} bản sao")
    return ", ".join(parts)


def missing(
    asked: Iterable[Asked], handed: Mapping[int, Handed], case_name: str = "", *, by_file: bool = False
) -> list[Fault]:
    """The required papers of the case that are not there, or not in full. `by_file`: on line a file stands for the
    counts. What is taken again from an earlier result is never asked for."""
    faults = []
    for each in asked_for(asked, case_name):
        given = handed.get(each.id, Handed())
        name = each.name.strip().rstrip(".;")
        if not given.there:
            if each.required:
                want = counts_words(each.originals, each.copies)
                faults.append(
                    Fault(f"paper-{each.id}", f"Thiếu “{name}”" + (f": cần {want}." if want else "."))
                )
            continue
        if given.reused or (given.has_file and by_file):
            continue
        # A copy too few may be made good by an original too many, not the other way round.
        spare = max(0, given.originals - each.originals)
        if each.required and (given.originals < each.originals or given.copies + spare < each.copies):
            faults.append(
                Fault(
                    f"paper-{each.id}",
                    f"“{name}” cần {counts_words(each.originals, each.copies)}; "
                    f"mới có {counts_words(given.originals, given.copies) or 'tệp, chưa có bản giấy'}.",
                )
            )
    return faults


def may_be_no_case(asked: Iterable[Asked]) -> bool:
    """Whether somebody may be in none of the cases: where an edition tells but one apart, or asks none of them for a paper
    that must be there. Where several each ask for their own, one of them it is."""
    rows = list(asked)
    return len(cases_of(rows)) <= 1 or not any(each.case_name and each.required for each in rows)


def case_faults(asked: Iterable[Asked], case_name: str) -> list[Fault]:
    """Whether the case is one of the edition's, or none where there may be none."""
    asked = list(asked)
    cases = cases_of(asked)
    if not cases or case_name in cases:
        return []
    if not case_name and may_be_no_case(asked):
        return []
    if not case_name:
        return [
            Fault("case_name", "Chọn trường hợp của hồ sơ: " + "; ".join(f"“{each}”" for each in cases) + ".")
        ]
    return [Fault("case_name", f"Thủ tục không có trường hợp “{case_name}”.")]


def paper_faults(asked: Iterable[Asked], handed: Mapping[int, Handed], names: Iterable[str]) -> list[Fault]:
    """What cannot be of the papers handed in: not of the list, without a name, more than anybody brings."""
    faults = []
    known = {each.id for each in asked}
    for number in handed:
        if number not in known:
            faults.append(
                Fault("papers", f"Giấy tờ số {number} không thuộc thành phần hồ sơ của thủ tục này.")
            )
    for number, given in handed.items():
        if not (0 <= given.originals <= MOST_PIECES and 0 <= given.copies <= MOST_PIECES):
            faults.append(Fault(f"paper-{number}", f"Số bản từ 0 đến {MOST_PIECES}."))
    others = list(names)
    if any(not name.strip() for name in others):
        faults.append(Fault("papers", "Giấy tờ kèm thêm phải có tên."))
    if len(handed) + len(others) > MOST_PAPERS:
        faults.append(Fault("papers", f"Một hồ sơ không quá {MOST_PAPERS} giấy tờ."))
    return faults


def tidy_identity(text: str) -> str:
    """One form of a number: without spaces, dots and dashes, so that equal ones are found."""
    return re.sub(r"[\s.\-]", "", text)


def tidy_phone(text: str) -> str:
    """A telephone in one form: "+84 912…" and "0912…" are the same."""
    digits = re.sub(r"[\s.\-()]", "", text)
    return "0" + digits[3:] if digits.startswith("+84") else digits


def person_faults(
    *,
    name: str,
    kind: str,
    identity: str,
    phone: str,
    email: str,
    prefix: str = "applicant",
    must_identify: bool = True,
) -> list[Fault]:
    """What is wrong with a person as typed. `prefix` names the fields."""
    faults = []

    def wrong(field: str, sentence: str) -> None:
        faults.append(Fault(f"{prefix}_{field}", sentence))

    who = "Người nộp" if prefix == "applicant" else "Người được nộp thay"
    if not name.strip():
        wrong("name", f"{who}: ghi họ tên hoặc tên tổ chức.")
    elif len(name) > 200:
        wrong("name", f"{who}: tên không quá 200 chữ.")
    if kind not in ("person", "firm"):
        wrong("kind", f"{who}: chọn cá nhân hoặc tổ chức.")
    number = tidy_identity(identity)
    if not number:
        if must_identify:
            wrong("identity", f"{who}: ghi số định danh hoặc mã số thuế.")
    elif kind == "firm":
        if not re.fullmatch(r"\d{10}(\d{3})?|\d{12}", number):
            wrong("identity", f"{who}: mã số thuế có 10, 12 hoặc 13 chữ số.")
    elif not re.fullmatch(r"\d{12}|\d{9}|[A-Z]{1,2}\d{6,8}", number.upper()):
        wrong(
            "identity",
            f"{who}: số định danh có 12 chữ số (chứng minh nhân dân cũ 9 số, hộ chiếu một chữ và số).",
        )
    if phone and not re.fullmatch(r"\+?\d{8,14}", tidy_phone(phone)):
        wrong("phone", f"{who}: số điện thoại chỉ gồm chữ số, từ 8 đến 14 số.")
    if email and not (len(email) <= 200 and _EMAIL.fullmatch(email)):
        wrong("email", f"{who}: địa chỉ thư điện tử chưa đúng, ví dụ ten@mau.example.")
    return faults


def tidy_post_code(text: str) -> str:
    """The number of a letter in one form."""
    return re.sub(r"[\s.\-]", "", text).upper()


def post_faults(code: str, posted: date | None, received: date) -> list[Fault]:
    """What is wrong with a letter's number and day; neither has to be known."""
    faults = []
    if code.strip() and not re.fullmatch(r"[A-Z0-9]{6,30}", tidy_post_code(code)):
        faults.append(Fault("post_code", "Mã bưu gửi gồm 6 đến 30 chữ và số, ví dụ RA123456789VN."))
    if posted is not None and posted > received:
        faults.append(Fault("posted_on", "Ngày dấu bưu điện không thể sau ngày nhận."))
    return faults


def time_faults(received: datetime, now: datetime) -> list[Fault]:
    """A dossier is not received in the future."""
    if received > now:
        return [Fault("received_at", "Lúc nhận không thể sau lúc ghi.")]
    return []
