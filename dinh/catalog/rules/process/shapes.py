"""The frozen shapes of a process: a graph of steps and flows. Nothing here knows a table or a page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

MOST_STEPS = 60
MOST_FLOWS = 160
"""More than anybody can read on one page; it also bounds what an uploaded file may ask of the machine."""


class Kind(StrEnum):
    """What a step is."""

    START = "start"
    TASK = "task"
    WAIT_CITIZEN = "wait-citizen"
    WAIT_MONEY = "wait-money"
    TRANSFER = "transfer"
    CHOICE = "choice"
    SPLIT = "split"
    JOIN = "join"
    END = "end"

    @property
    def word(self) -> str:
        return KIND_WORDS[self.value]


KIND_WORDS: dict[str, str] = {
    "start": "Bắt đầu",
    "task": "Bước xử lý",
    "wait-citizen": "Chờ người nộp",
    "wait-money": "Chờ nộp tiền",
    "transfer": "Chuyển cơ quan khác",
    "choice": "Điểm rẽ",
    "split": "Tách nhánh song song",
    "join": "Gộp nhánh",
    "end": "Kết thúc",
}

HUMAN = frozenset({Kind.TASK, Kind.WAIT_CITIZEN, Kind.WAIT_MONEY, Kind.TRANSFER})
"""Where a case rests until somebody says how it came out. All other kinds are passed at once."""

WAITS = frozenset({Kind.WAIT_CITIZEN, Kind.WAIT_MONEY})


class Clock(StrEnum):
    RUNS = "runs"
    STOPPED = "stopped"

    @property
    def word(self) -> str:
        return {"runs": "Tính giờ", "stopped": "Dừng tính giờ"}[self.value]


class Effect(StrEnum):
    """What taking a flow does to the case besides moving it."""

    NONE = "none"
    GRANT = "grant"
    REFUSE = "refuse"
    COMPLETE_REQUEST = "complete-request"
    WITHDRAW = "withdraw"
    STOP = "stop"

    @property
    def word(self) -> str:
        return {
            "none": "Không",
            "grant": "Cấp kết quả",
            "refuse": "Từ chối",
            "complete-request": "Yêu cầu bổ sung",
            "withdraw": "Rút hồ sơ",
            "stop": "Dừng giải quyết",
        }[self.value]


DECIDING = frozenset({Effect.GRANT, Effect.REFUSE, Effect.WITHDRAW, Effect.STOP})
"""Effects that answer the case. No case may end without one."""


class Who(StrEnum):
    """Who acts at a step: a role of the town, the person who applied, or another body."""

    OFFICER = "officer"
    OFFICE_HEAD = "office_head"
    LEADER = "leader"
    CLERK = "clerk"
    CITIZEN = "citizen"
    OTHER_BODY = "other-body"

    @property
    def word(self) -> str:
        return WHO_WORDS[self.value]


WHO_WORDS: dict[str, str] = {
    "officer": "Chuyên viên",
    "office_head": "Trưởng phòng",
    "leader": "Lãnh đạo",
    "clerk": "Văn thư",
    "citizen": "Người nộp hồ sơ",
    "other-body": "Cơ quan khác",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does what, in how many working hours, with the clock running or stopped."""

    key: str
    name: str
    kind: str = "task"
    who: str = ""
    office_kind: str = ""
    hours: Decimal = Decimal(0)
    clock: str = "runs"

    @property
    def human(self) -> bool:
        return self.kind in HUMAN


@dataclass(frozen=True, slots=True)
class Flow:
    """From one step to another, taken when the first comes out with `outcome`."""

    source: str
    target: str
    outcome: str = ""
    words: str = ""
    effect: str = "none"
    order: int = 0


@dataclass(frozen=True)
class Graph:
    """A whole process. Flows keep their order: the first outcome of a step is the usual one."""

    steps: tuple[Step, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    @cached_property
    def leaving(self) -> dict[str, tuple[Flow, ...]]:
        """Flows out of each step, in order."""
        found: dict[str, list[Flow]] = {step.key: [] for step in self.steps}
        for flow in sorted(self.flows, key=lambda f: f.order):
            found.setdefault(flow.source, []).append(flow)
        return {key: tuple(flows) for key, flows in found.items()}

    @cached_property
    def entering(self) -> dict[str, tuple[Flow, ...]]:
        found: dict[str, list[Flow]] = {step.key: [] for step in self.steps}
        for flow in sorted(self.flows, key=lambda f: f.order):
            found.setdefault(flow.target, []).append(flow)
        return {key: tuple(flows) for key, flows in found.items()}

    @cached_property
    def start(self) -> Step | None:
        return next((step for step in self.steps if step.kind == Kind.START), None)
