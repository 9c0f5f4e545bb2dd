"""Graphs for tests: a few by hand, and random ones that are well formed by the way they are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from hypothesis import strategies as st

from dinh.catalog.rules.process import Flow, Graph, Kind, Step


def step(key: str, kind: str = "task", name: str = "", **more: object) -> Step:
    """A step that has what its kind needs."""
    given: dict[str, object] = {"who": "officer", "hours": Decimal(1)} if kind in ("task", "transfer") else {}
    if kind.startswith("wait"):
        given = {"clock": "stopped", "who": "citizen"}
    return Step(key, name or f"Bước {key}", kind, **{**given, **more})  # type: ignore[arg-type]


def graph(steps: list[Step], *ways: str) -> Graph:
    """`ways` are written "a -> b", "a:yes -> b", "a:yes!grant -> b"."""
    flows = []
    for number, way in enumerate(ways):
        left, target = (part.strip() for part in way.split("->"))
        left, _sep, effect = left.partition("!")
        source, _sep, outcome = left.partition(":")
        flows.append(
            Flow(source.strip(), target, outcome.strip(), outcome.strip(), effect.strip() or "none", number)
        )
    return Graph(tuple(steps), tuple(flows))


def simple() -> Graph:
    """Receive, check (may ask to complete), sign, return."""
    return graph(
        [
            step("start", "start"),
            step("receive", name="Tiếp nhận"),
            step("check", name="Thẩm định"),
            step("wait", "wait-citizen", name="Chờ bổ sung"),
            step("sign", name="Ký", who="leader"),
            step("back", name="Trả kết quả"),
            step("end", "end"),
        ],
        "start -> receive",
        "receive -> check",
        "check:ok -> sign",
        "check:lacking!complete-request -> wait",
        "wait:given -> check",
        "wait:withdrawn!withdraw -> end",
        "sign:signed!grant -> back",
        "sign:again -> check",
        "back -> end",
    )


def opinions() -> Graph:
    """Two offices give opinions side by side; each may agree or not."""
    return graph(
        [
            step("start", "start"),
            step("ask", name="Gửi lấy ý kiến"),
            step("split", "split"),
            step("police", name="Công an có ý kiến", hours=Decimal(8)),
            step("health", name="Y tế có ý kiến", hours=Decimal(4)),
            step("join", "join"),
            step("sign", name="Ký", who="leader"),
            step("end", "end"),
        ],
        "start -> ask",
        "ask -> split",
        "split -> police",
        "split -> health",
        "police:yes -> join",
        "police:no -> join",
        "health:yes -> join",
        "health:no -> join",
        "join -> sign",
        "sign:grant!grant -> end",
        "sign:refuse!refuse -> end",
    )


@dataclass
class _Made:
    steps: list[Step] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    numbers: object = field(default_factory=count)

    def add(self, kind: str, **more: object) -> str:
        key = f"s{next(self.numbers)}"  # type: ignore[call-overload]
        self.steps.append(step(key, kind, **more))
        return key

    def link(self, source: str, target: str, outcome: str = "", effect: str = "none") -> None:
        self.flows.append(Flow(source, target, outcome, outcome, effect, len(self.flows)))


@st.composite
def well_formed(draw: st.DrawFn, most: int = 3) -> Graph:
    """A block structure: rows of tasks, alternatives, parallel branches, ways back, waits; each ends with an answer."""
    made = _Made()
    start = made.add("start")
    first, last = _block(draw, made, most)
    made.link(start, first)
    closing = made.add("task", who="leader")
    made.link(last, closing)
    end = made.add("end")
    made.link(closing, end, "grant", "grant")
    if draw(st.booleans()):
        made.link(closing, end, "refuse", "refuse")
    if draw(st.booleans()):
        made.link(closing, first, "again")
    return Graph(tuple(made.steps), tuple(made.flows))


def _block(draw: st.DrawFn, made: _Made, depth: int) -> tuple[str, str]:
    """The first step of a block and its last, which has no way out yet."""
    kind = draw(
        st.sampled_from(["task", "row", "either", "choice", "both", "wait", "loop"] if depth else ["task"])
    )
    if kind == "row":
        (a, b), (c, d) = _block(draw, made, depth - 1), _block(draw, made, depth - 1)
        made.link(b, c)
        return a, d
    if kind in ("either", "choice"):
        head = asked = made.add("task")
        if kind == "choice":
            asked = made.add("choice")
            made.link(head, asked)
        tail = made.add("task")
        for number in range(draw(st.integers(2, 3))):
            a, b = _block(draw, made, depth - 1)
            made.link(asked, a, f"o{number}")
            made.link(b, tail)
        return head, tail
    if kind == "both":
        split, join = made.add("split"), made.add("join")
        for _number in range(draw(st.integers(2, 3))):
            a, b = _block(draw, made, depth - 1)
            made.link(split, a)
            made.link(b, join, "yes")
            if b in {s.key for s in made.steps if s.kind == Kind.TASK} and draw(st.booleans()):
                made.link(b, join, "no")
        after = made.add("task")
        made.link(join, after)
        # The block begins with a task, since a choice may not stand before a split.
        before = made.add("task")
        made.link(before, split)
        return before, after
    if kind == "wait":
        task, wait = made.add("task"), made.add(draw(st.sampled_from(["wait-citizen", "wait-money"])))
        after = made.add("task")
        made.link(task, after, "ok")
        made.link(task, wait, "lacking", "complete-request")
        made.link(wait, task)
        return task, after
    if kind == "loop":
        a, b = _block(draw, made, depth - 1)
        judge, after = made.add("task"), made.add("task")
        made.link(b, judge)
        made.link(judge, after, "ok")
        made.link(judge, a, "again")
        return a, after
    only = made.add("task")
    return only, only
