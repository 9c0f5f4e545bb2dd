"""What a row of a dossier export is as a fact: cells that were read, and what the house knows itself, brought together.

Pure but for the knowledge handed in (`Knowing`). A row is a fact, or there is a sentence why it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from dinh.dossiers.rules.codes import BadCode, parse

from .shapes import Asks, Moment, Papers, Prices, Unread
from .values import local_day

MINUTE = 60_000_000
DAY = 86_400_000_000
WAITS = 5


class Knowing(Protocol):
    """What the house knows beside the file."""

    def unit_of(self, said: str, day: Any) -> Any: ...
    def procedure_on(self, code: str, day: Any) -> Any: ...
    def due(self, received_us: int, whole_day: bool, amount: int, unit: str) -> int | None: ...
    def minutes_of(self, amount: int, unit: str) -> int | None: ...

    @property
    def top_code(self) -> str: ...
    @property
    def top_path(self) -> str: ...


class Wrong(NamedTuple):
    """Why a row is no fact, and at which column."""

    column: str
    value: Any
    reason: str


_ONE_FORM = re.compile(
    r"[A-Z]\d\d(?:\.(?!0+[.-])[0-9A-Z]{2,3}){0,4}-\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])-(?!0000)\d{4}"
)
"""A code that is its own key for certain: top-down, no empty level, a day that every month has."""


def code_key(code: str) -> str:
    """The same for both forms of one dossier code; another code as it is."""
    if _ONE_FORM.fullmatch(code):
        return code
    if "-" in code:
        try:
            return parse(code).key
        except BadCode:
            pass
    return code


def end_of_day(moment: Moment) -> int:
    """A day without its hour ends with the day."""
    return moment.us + DAY - 1_000_000 if moment.whole_day else moment.us


def is_before(one: Moment, other: Moment) -> bool:
    """Whether one moment lies before the other; by days where either is but a day."""
    if one.whole_day or other.whole_day:
        return local_day(one.us) < local_day(other.us)
    return one.us < other.us


def dossier_of(cells: Mapping[str, Any], given: frozenset[str], knowing: Knowing) -> dict[str, Any] | Wrong:
    """One row. `given` names the columns that the file has at all."""
    get = cells.get
    received: Moment = cells["received_at"]
    wrong = _times_wrong(cells, received)
    if wrong is not None:
        return wrong
    day = local_day(received.us)
    place = _unit(get("unit"), get("received_unit"), day, knowing)
    if isinstance(place, Wrong):
        return place
    unit, received_unit, path = place
    channel = int(get("channel") or 1)
    procedure = get("procedure") or ""
    known = knowing.procedure_on(procedure, day) if procedure else None
    status = get("status")
    status = None if status is None else int(status)
    promised, term_minutes = _promised(cells, received, channel, known, knowing)
    prices: Prices | None = get("prices")
    return {
        "code": cells["code"],
        "unit": unit,
        "received_unit": received_unit,
        "procedure": procedure or None,
        "procedure_name": get("procedure_name") or (known.name if known else None),
        "field": get("field") or get("field_code") or (known.field if known else None),
        "channel": channel,
        "received_at": received.us,
        "received_on": day,
        "promised_at": promised,
        "due_at": _due(cells, given, promised),
        **_ends(cells, received, status),
        "status": status,
        "refused": status == 3,
        "withdrawn": status == 7,
        "granted": get("granted"),
        "requests": _requests(cells, status),
        "stood_minutes": _stood(cells),
        "term_minutes": term_minutes,
        "late": None if get("in_time") is None else not cells["in_time"],
        "flags": _flags(cells, known),
        "online_full": _said_or_known(get("online_full"), known and known.online_full),
        "gives_paper": _said_or_known(get("gives_paper"), known and known.gives_paper),
        "result_code": get("result_code") or None,
        "result_link": get("result_link") or None,
        "result_file": bool(get("result_link")),
        "with_fee": prices.any_owed
        if prices is not None
        else (known.with_fee(channel, day, path) if known else None),
        "paid_online": None if get("paid_online") is None else int(cells["paid_online"]),
        "fee_total": None if prices is None else prices.total,
        **_papers(cells),
        "verified": get("verified"),
        "rated": get("rated") if get("content") is None else True,
        "unhappy": _unhappy(cells),
    }


SHIPPED, UNKNOWN, FROM_FILE, TERM = "danh-muc-kem", "thu-tuc-la", "giay-theo-tep", "han-theo-danh-muc-kem"
"""Signs on a row: what its file leaves out of its procedure was taken from the procedures that come with the house; nobody knows
it; that it gives a paper is seen from other rows of the file alone, which have a result; nobody promised a day and its limit is
that of the procedures that come with the house."""


def _flags(cells: Mapping[str, Any], known: Any) -> str:
    """The file's own signs, and which knowledge of the procedure the row leans on where the file says nothing itself."""
    said = cells.get("flags") or ""
    if known is not None and not known.shipped:
        return said
    signs = [said]
    if cells.get("online_full") is None or cells.get("gives_paper") is None:
        signs.append(UNKNOWN if known is None else SHIPPED)
    if known is not None and cells.get("promised_at") is None and cells.get("term") is None and known.terms:
        signs.append(TERM)
    return ",".join(each for each in signs if each)


def _times_wrong(cells: Mapping[str, Any], received: Moment) -> Wrong | None:
    for name, words in _AFTER_RECEIPT:
        moment: Moment | None = cells.get(name)
        if moment is not None and is_before(moment, received):
            return Wrong(name, moment, f"{words} trước ngày tiếp nhận.")
    return None


_AFTER_RECEIPT = (
    ("ended_at", "Ngày kết thúc xử lý"),
    ("promised_at", "Ngày hẹn trả"),
    ("returned_at", "Ngày trả"),
)


def _unit(
    said: str | None, received: str | None, day: Any, knowing: Knowing
) -> tuple[str, str | None, str] | Wrong:
    """The unit that decides, the one that received, and the path of the first. A row that names none is of the import's."""
    code, path = knowing.top_code, knowing.top_path
    if said:
        try:
            place = knowing.unit_of(said, day)
        except Unread as none:
            return Wrong("unit", said, str(none))
        code, path = place.code, place.path
    taken = None
    if received:
        try:
            place = knowing.unit_of(received, day)
            taken = place.code
            if not said:
                code, path = place.code, place.path
        except Unread:
            # Who only took it in may well stand elsewhere: nothing is counted by it.
            taken = None
    return code, taken, path


def _promised(
    cells: Mapping[str, Any], received: Moment, channel: int, known: Any, knowing: Knowing
) -> tuple[int | None, int | None]:
    """The promised moment and the limit in minutes: as the file says, else as the limit of file or catalogue gives it."""
    term = _term(cells, channel, known)
    minutes = knowing.minutes_of(*term) if term else None
    promised: Moment | None = cells.get("promised_at")
    if promised is not None:
        return end_of_day(promised), minutes
    if term is None:
        return None, minutes
    return knowing.due(received.us, received.whole_day, *term), minutes


def _term(cells: Mapping[str, Any], channel: int, known: Any) -> tuple[int, str] | None:
    said = cells.get("term")
    if said is not None:
        amount, unit = said
        unit = unit or cells.get("term_unit")
        if unit and (amount > 0 or unit == "same-day"):
            return amount, unit
    elif cells.get("term_unit") == "same-day":
        return 0, "same-day"
    return known.term(channel) if known else None


def _due(cells: Mapping[str, Any], given: frozenset[str], promised: int | None) -> int | None:
    """The deadline as the system of origin reckoned it, where the file has that column: empty there, its clock stands."""
    if "due_at" in given:
        own: Moment | None = cells.get("due_at")
        return None if own is None else end_of_day(own)
    return promised


def _requests(cells: Mapping[str, Any], status: int | None) -> int:
    said = cells.get("requests")
    if said is not None:
        return int(said)
    asks: Asks | None = cells.get("asks")
    if asks is not None:
        return max(asks.times, int(status == WAITS))
    return 1 if cells.get("asked_at") is not None or status == WAITS else 0


def _asked(cells: Mapping[str, Any]) -> Moment | None:
    """When the first request to complete was made."""
    asks: Asks | None = cells.get("asks")
    own: Moment | None = cells.get("asked_at")
    return own if own is not None or asks is None else asks.first


def _stood(cells: Mapping[str, Any]) -> int:
    """Minutes of waiting for the citizen that are over: as told, else from the days of asking and answering."""
    if cells.get("stood_minutes") is not None:
        return round(cells["stood_minutes"])
    if cells.get("stood_days") is not None:
        return round(cells["stood_days"] * 1440)
    asks: Asks | None = cells.get("asks")
    if asks is not None and asks.waited:
        return asks.waited
    asked, answered = _asked(cells), cells.get("answered_at")
    return 0 if asked is None or answered is None else max(0, answered.us - asked.us) // MINUTE


def _unhappy(cells: Mapping[str, Any]) -> bool | None:
    """Complained about or disliked: as told, or by the words of a rating."""
    said, content = cells.get("unhappy"), cells.get("content")
    if content is None:
        return said
    return bool(said) or not content


def _ends(cells: Mapping[str, Any], received: Moment, status: int | None) -> dict[str, int | None]:
    """End of processing by its precedence: the answer, the handing over; while the citizen is waited for after the first
    request, that request."""
    ended: Moment | None = cells.get("ended_at")
    returned: Moment | None = cells.get("returned_at")
    asked = _asked(cells)
    answer = ended or returned
    if answer is None and status == WAITS and _requests(cells, status) == 1:
        answer = asked
    # A day without its hour, the day of receipt itself: no sooner than received.
    at = None if answer is None else max(answer.us, received.us) if answer.whole_day else answer.us
    return {
        "ended_at": at,
        "decided_at": None if status == WAITS else at,
        "returned_at": None
        if returned is None
        else max(returned.us, received.us)
        if returned.whole_day
        else returned.us,
    }


def _said_or_known(said: Any, known: bool | None) -> bool | None:
    if said is None:
        return known
    return said if isinstance(said, bool) else str(said) == "1"


def _papers(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The papers: the list, or its parts in columns of their own, or only whether there is any."""
    whole: Papers | None = cells.get("papers")
    digitised = whole.digitised if whole else cells.get("papers_digitised")
    reused = whole.reused if whole else cells.get("papers_reused")
    if cells.get("reused") is not None:
        reused = max(reused or 0, int(cells["reused"]))
    any_digitised = None
    if cells.get("digitised") is not None or digitised is not None:
        any_digitised = bool(cells.get("digitised")) or bool(digitised)
    link = bool(cells.get("result_link"))
    return {
        "papers": whole.papers if whole else None,
        "papers_digitised": digitised,
        "papers_reused": reused,
        "digitised": any_digitised,
        "to_store": True if link or reused else (None if reused is None else False),
    }


def last_told(fact: Mapping[str, Any]) -> int:
    """The latest moment that a row tells of: of two rows with one code the later one knows more."""
    return max(fact[name] or 0 for name in ("received_at", "ended_at", "returned_at"))
