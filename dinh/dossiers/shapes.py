"""What others may hold of the dossiers: channels, an intake as handed in, kinds of answer, and the news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO

from dinh.ground.shapes import Announcement


class Channel(StrEnum):
    """How a dossier came in. `.way` is the column of the catalogue's table of ways; `.number` the national portal's."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"
    PORTAL = "portal"

    @property
    def word(self) -> str:
        return {
            "direct": "Trực tiếp",
            "online": "Trực tuyến",
            "post": "Bưu chính",
            "portal": "Cổng Dịch vụ công quốc gia",
        }[self.value]

    @property
    def way(self) -> str:
        return "online" if self is Channel.PORTAL else self.value

    @property
    def number(self) -> int:
        return {"direct": 1, "online": 2, "post": 3, "portal": 2}[self.value]


class CitizenKind(StrEnum):
    """Who hands in: somebody, or a firm or body."""

    PERSON = "person"
    FIRM = "firm"

    @property
    def word(self) -> str:
        return {"person": "Cá nhân", "firm": "Tổ chức, doanh nghiệp"}[self.value]


class LookKind(StrEnum):
    """What of a citizen somebody looked at."""

    PAGE = "page"
    NUMBERS = "numbers"
    PAPER = "paper"
    RESULT = "result"
    EXPORT = "export"

    @property
    def word(self) -> str:
        return {
            "page": "Mở hồ sơ, số đã che",
            "numbers": "Xem số định danh, liên hệ",
            "paper": "Mở giấy tờ đã nộp",
            "result": "Mở kết quả",
            "export": "Kết xuất danh sách có tên, số",
        }[self.value]


class AnswerKind(StrEnum):
    """How a dossier was answered."""

    GRANT = "grant"
    REFUSE = "refuse"
    STOP = "stop"
    WITHDRAW = "withdraw"
    NOT_RECEIVED = "not-received"

    @property
    def word(self) -> str:
        return {
            "grant": "Cấp kết quả",
            "refuse": "Từ chối giải quyết",
            "stop": "Dừng giải quyết",
            "withdraw": "Người nộp rút hồ sơ",
            "not-received": "Từ chối tiếp nhận",
        }[self.value]


@dataclass(frozen=True, slots=True)
class GivenPerson:
    """Who hands in, as typed."""

    name: str
    kind: str = CitizenKind.PERSON.value
    identity: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """One paper handed in: of the list (`paper_id`), or beside it (`name`)."""

    paper_id: int | None
    name: str = ""
    originals: int = 0
    copies: int = 0
    reused: bool = False
    file: BinaryIO | bytes | None = None
    file_name: str = ""
    stored_id: int | None = None
    """The result in the citizen's store that it is: nothing is handed in."""

    @property
    def there(self) -> bool:
        """Whether anything of it was handed in."""
        return bool(self.originals or self.copies or self.reused or self.file or self.stored_id)


@dataclass(frozen=True, slots=True)
class StepGiven:
    """A step to be brought to its outcome, one of many; `seen` is the version of its dossier that was looked at."""

    holding_id: int
    outcome: str = ""
    reason: str = ""
    items: tuple[str, ...] = ()
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """All that comes in with a dossier. `unit_id` receives; `competent_unit_id` decides (the same when not given);
    `helped_by_unit_id` only helped to hand in. `request_key` makes a repeated sending the same dossier."""

    procedure_code: str
    unit_id: int
    applicant: GivenPerson
    office_id: int | None = None
    helped_by_unit_id: int | None = None
    competent_unit_id: int | None = None
    acted_for: GivenPerson | None = None
    channel: str = Channel.DIRECT.value
    case_name: str = ""
    papers: tuple[GivenPaper, ...] = ()
    copies: int = 1
    pages: int = 1
    exemptions: tuple[str, ...] = ()
    form: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] | None = None
    """Of the edition's form, checked by its schema and kept closed; none where no form was filled."""
    received_at: datetime | None = None
    request_key: str = ""
    post_code: str = ""
    """The number of the letter that it came in, by post."""
    posted_on: date | None = None


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class DossierReceived(Announcement):
    """A dossier came in. `due` is empty where no limit is known."""

    dossier_id: int
    code: str
    procedure: str
    unit_code: str
    channel: str
    on: str
    due: str


@dataclass(frozen=True)
class DossierNotReceived(Announcement):
    """It was refused at the counter, with a reason on record."""

    dossier_id: int
    code: str
    unit_code: str
    on: str


@dataclass(frozen=True)
class CompletionAsked(Announcement):
    """The citizen is asked for more; the clock stands. `times` counts such requests of this dossier."""

    dossier_id: int
    code: str
    unit_code: str
    times: int
    on: str


@dataclass(frozen=True)
class DossierDecided(Announcement):
    """It has its answer: grant, refuse, stop or withdraw."""

    dossier_id: int
    code: str
    unit_code: str
    answer: str
    on: str
    in_time: bool


@dataclass(frozen=True)
class DossierClosed(Announcement):
    """Nothing more is to be done with it."""

    dossier_id: int
    code: str
    unit_code: str
    on: str


@dataclass(frozen=True)
class DossierReopened(Announcement):
    """Work on it was taken up again after its end; it stays flagged."""

    dossier_id: int
    code: str
    unit_code: str
    on: str


@dataclass(frozen=True)
class DossierApologised(Announcement):
    """The citizen is told that it will be late, why, and the new day."""

    dossier_id: int
    code: str
    unit_code: str
    new_day: str
    reason: str


@dataclass(frozen=True)
class DossierEscalated(Announcement):
    """A late dossier was told to whoever stands above, at this level, to these roles."""

    dossier_id: int
    code: str
    unit_code: str
    level: int
    role: str


@dataclass(frozen=True)
class DossierPassedOn(Announcement):
    """The unit it was in is no more; it goes on under the successor."""

    dossier_id: int
    code: str
    old_unit_code: str
    unit_code: str
    on: str


@dataclass(frozen=True)
class ResultIssued(Announcement):
    """A result is signed by all who sign it, and lies in the citizen's store."""

    dossier_id: int
    code: str
    unit_code: str
    result_id: int
    name: str
    on: str


@dataclass(frozen=True)
class ResultRevoked(Announcement):
    """A result counts no more, with a reason on record."""

    dossier_id: int
    code: str
    unit_code: str
    result_id: int
    name: str
    on: str
