"""What keeps a process from being published, each with a sentence that names the step.

First what can be read off the steps one by one; when nothing is wrong there, every way that a case could go is walked,
so that no case can hang, end twice, or end without an answer."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from decimal import Decimal

from .shapes import (
    HUMAN,
    MOST_FLOWS,
    MOST_STEPS,
    WAITS,
    WHO_WORDS,
    Clock,
    Effect,
    Flow,
    Graph,
    Kind,
    Step,
)
from .tokens import BadGraph, Tokens, advance, begin, open_steps, outcomes, place

MOST_PLACES = 4_000
"""Different places a case may come to; a process on paper has some dozens."""
MOST_HOURS = Decimal(2_000)

SENTENCES: dict[str, str] = {
    "too-many": "Quy trình có %(n)s bước và %(m)s lối đi, chỉ nhận tới %(most)s bước và %(most_flows)s lối đi.",
    "no-start": "Quy trình chưa có bước bắt đầu.",
    "many-starts": "Bước “%(step)s”: quy trình chỉ có một bước bắt đầu, đây là bước thứ hai.",
    "no-end": "Quy trình chưa có bước kết thúc.",
    "same-key": "Mã bước “%(other)s” dùng cho hai bước.",
    "no-name": "Bước có mã “%(other)s” chưa có tên.",
    "unknown-kind": "Bước “%(step)s”: không có loại bước “%(other)s”.",
    "unknown-effect": "Bước “%(step)s”: không có tác động “%(other)s”.",
    "nowhere": "Bước “%(step)s”: kết quả “%(outcome)s” dẫn tới bước “%(other)s” không có trong quy trình.",
    "from-nowhere": "Có lối đi từ bước “%(other)s” không có trong quy trình.",
    "into-start": "Bước “%(step)s”: không dẫn quay lại bước bắt đầu được.",
    "dead-end": "Bước “%(step)s”: chưa có lối ra, hồ sơ sẽ dừng mãi ở đây.",
    "out-of-end": "Bước “%(step)s”: đã là kết thúc thì không có lối ra.",
    "one-way": "Bước “%(step)s”: chỉ được một lối ra, đang có %(n)s.",
    "lonely-split": "Bước “%(step)s”: tách nhánh cần ít nhất hai lối ra.",
    "lonely-choice": "Bước “%(step)s”: điểm rẽ cần ít nhất hai lối ra, mỗi lối một kết quả.",
    "no-outcome": "Bước “%(step)s”: lối đi tới “%(other)s” chưa ghi kết quả nào thì đi lối đó.",
    "same-outcome": "Bước “%(step)s”: kết quả “%(outcome)s” dẫn đi hai nơi.",
    "choice-unasked": "Bước “%(step)s”: đứng sau “%(other)s” nên không ai chọn lối; điểm rẽ phải đứng ngay sau một bước có người làm.",
    "choice-twice": "Bước “%(other)s”: đã có nhiều kết quả thì không dẫn vào điểm rẽ “%(step)s” nữa.",
    "unreachable": "Bước “%(step)s”: không có lối nào dẫn tới.",
    "no-way-out": "Bước “%(step)s”: từ đây không đi tới bước kết thúc nào được.",
    "join-alone": "Bước “%(step)s”: gộp nhánh mà trước đó không có bước tách nhánh.",
    "no-who": "Bước “%(step)s”: chưa ghi ai làm.",
    "unknown-who": "Bước “%(step)s”: không có vai “%(other)s”.",
    "no-hours": "Bước “%(step)s”: chưa ghi số giờ làm việc.",
    "bad-hours": "Bước “%(step)s”: số giờ phải từ 0 đến %(most)s.",
    "wait-runs": "Bước “%(step)s”: lúc chờ thì đồng hồ phải dừng.",
    "task-stopped": "Bước “%(step)s”: có người xử lý thì đồng hồ phải chạy.",
    "empty-loop": "Bước “%(step)s”: đi vòng mà không qua bước nào có người làm.",
    "join-waits": "Bước “%(step)s”: có khi chờ mãi vì một nhánh không về tới đây.",
    "end-early": "Bước “%(step)s”: có khi kết thúc trong lúc nhánh khác còn đang làm (“%(other)s”).",
    "twice-open": "Bước “%(step)s”: có khi hai nhánh cùng mở bước này; mỗi nhánh phải có bước riêng.",
    "no-answer": "Bước “%(step)s”: có lối đi tới đây mà hồ sơ chưa được trả lời (cấp, từ chối, dừng hay rút).",
    "too-tangled": "Quy trình rối quá, không kiểm được hết các lối đi; bớt nhánh song song.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `step` is the key of the step to open, empty when it is of the whole."""

    kind: str
    step: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return SENTENCES[self.kind] % dict(self.values)


def _problem(kind: str, step: Step | None = None, **values: object) -> Problem:
    said = {"step": (step.name or step.key) if step else "", **{k: str(v) for k, v in values.items()}}
    return Problem(kind, step.key if step else "", tuple(sorted(said.items())))


def problems(graph: Graph) -> list[Problem]:
    """Everything that keeps the process from being published; empty when it may be."""
    if len(graph.steps) > MOST_STEPS or len(graph.flows) > MOST_FLOWS:
        return [
            _problem(
                "too-many",
                n=len(graph.steps),
                m=len(graph.flows),
                most=MOST_STEPS,
                most_flows=MOST_FLOWS,
            )
        ]
    found = _of_the_whole(graph)
    for step in graph.steps:
        found += _of_step(graph, step)
    found += _of_flows(graph)
    if found:
        return found
    found = _reach(graph) + _choices(graph) + _empty_loops(graph)
    return found or _walk(graph)


def _of_the_whole(graph: Graph) -> list[Problem]:
    starts = [step for step in graph.steps if step.kind == Kind.START]
    found = [_problem("many-starts", step) for step in starts[1:]]
    if not starts:
        found.append(_problem("no-start"))
    if not any(step.kind == Kind.END for step in graph.steps):
        found.append(_problem("no-end"))
    twice = [key for key, n in Counter(step.key for step in graph.steps).items() if n > 1]
    return found + [_problem("same-key", other=key) for key in twice]


def _of_step(graph: Graph, step: Step) -> list[Problem]:
    found = []
    if not step.name.strip():
        found.append(_problem("no-name", step, other=step.key))
    if step.kind not in set(Kind):
        return [*found, _problem("unknown-kind", step, other=step.kind)]
    ways = len(graph.leaving[step.key])
    if step.kind == Kind.END:
        if ways:
            found.append(_problem("out-of-end", step))
    elif not ways:
        found.append(_problem("dead-end", step))
    elif step.kind in (Kind.START, Kind.JOIN) and ways > 1:
        found.append(_problem("one-way", step, n=ways))
    elif step.kind == Kind.SPLIT and ways < 2:
        found.append(_problem("lonely-split", step))
    elif step.kind == Kind.CHOICE and ways < 2:
        found.append(_problem("lonely-choice", step))
    return found + (_of_human(step) if step.kind in HUMAN else [])


def _of_human(step: Step) -> list[Problem]:
    found = []
    waits = step.kind in WAITS
    if not step.who and not waits:
        found.append(_problem("no-who", step))
    elif step.who and step.who not in WHO_WORDS:
        found.append(_problem("unknown-who", step, other=step.who))
    if step.hours < 0 or step.hours > MOST_HOURS:
        found.append(_problem("bad-hours", step, most=MOST_HOURS))
    elif step.kind == Kind.TASK and step.hours == 0:
        found.append(_problem("no-hours", step))
    if waits and step.clock != Clock.STOPPED:
        found.append(_problem("wait-runs", step))
    if step.kind == Kind.TASK and step.clock != Clock.RUNS:
        found.append(_problem("task-stopped", step))
    return found


def _of_flows(graph: Graph) -> list[Problem]:
    found = []
    seen: set[tuple[str, str]] = set()
    for flow in graph.flows:
        source, target = graph.by_key.get(flow.source), graph.by_key.get(flow.target)
        if source is None:
            found.append(_problem("from-nowhere", other=flow.source))
            continue
        if target is None:
            found.append(_problem("nowhere", source, outcome=flow.words or flow.outcome, other=flow.target))
            continue
        if target.kind == Kind.START:
            found.append(_problem("into-start", source))
        if flow.effect not in set(Effect):
            found.append(_problem("unknown-effect", source, other=flow.effect))
        found += _of_outcome(graph, source, target, flow, seen)
    return found


def _of_outcome(
    graph: Graph, source: Step, target: Step, flow: Flow, seen: set[tuple[str, str]]
) -> list[Problem]:
    """Where there is more than one way, each has its own outcome."""
    if source.kind in (Kind.SPLIT, Kind.START, Kind.JOIN) or len(graph.leaving[source.key]) < 2:
        return []
    if not flow.outcome:
        return [_problem("no-outcome", source, other=target.name)]
    if (source.key, flow.outcome) in seen:
        return [_problem("same-outcome", source, outcome=flow.words or flow.outcome)]
    seen.add((source.key, flow.outcome))
    return []


def _reach(graph: Graph) -> list[Problem]:
    assert graph.start is not None
    after = _closure([graph.start.key], {k: [f.target for f in fs] for k, fs in graph.leaving.items()})
    ends = [step.key for step in graph.steps if step.kind == Kind.END]
    before = _closure(ends, {k: [f.source for f in fs] for k, fs in graph.entering.items()})
    found = [_problem("unreachable", step) for step in graph.steps if step.key not in after]
    return found + [
        _problem("no-way-out", step) for step in graph.steps if step.key in after and step.key not in before
    ]


def _closure(roots: list[str], onward: dict[str, list[str]]) -> set[str]:
    found, waiting = set(roots), list(roots)
    while waiting:
        for key in onward.get(waiting.pop(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def _choices(graph: Graph) -> list[Problem]:
    found = []
    for choice in graph.steps:
        if choice.kind != Kind.CHOICE:
            continue
        for flow in graph.entering[choice.key]:
            source = graph.by_key[flow.source]
            if source.kind not in HUMAN:
                found.append(_problem("choice-unasked", choice, other=source.name))
            elif len(graph.leaving[source.key]) > 1:
                found.append(_problem("choice-twice", choice, other=source.name))
    return found


def _empty_loops(graph: Graph) -> list[Problem]:
    """Steps passed at once must not lead round in a ring among themselves."""
    passed = tuple(step for step in graph.steps if step.kind not in HUMAN)
    keys = {step.key for step in passed}
    flows = tuple(f for f in graph.flows if f.source in keys and f.target in keys)
    waiting = Counter(f.target for f in flows)
    ready = [step.key for step in passed if not waiting[step.key]]
    while ready:
        key = ready.pop()
        keys.discard(key)
        for flow in flows:
            if flow.source == key:
                waiting[flow.target] -= 1
                if not waiting[flow.target]:
                    ready.append(flow.target)
    return [_problem("empty-loop", graph.by_key[key]) for key in sorted(keys)]


def _walk(graph: Graph) -> list[Problem]:
    """Every place a case can come to; stops at the first thing wrong of each kind and step."""
    found: dict[Problem, None] = {}
    try:
        first = place(begin(graph))
    except BadGraph:
        return [_join_alone(graph)]
    seen, waiting = {first}, deque([first])
    leads: dict[Tokens, list[Tokens]] = {}
    while waiting:
        here = waiting.popleft()
        wrong = _of_place(graph, here)
        found |= dict.fromkeys(wrong)
        leads[here] = []
        if here.ended or wrong:
            continue
        for key in open_steps(graph, here):
            for flow in outcomes(graph, key):
                try:
                    there = place(advance(graph, here, key, flow.outcome))
                except BadGraph:
                    found[_join_alone(graph)] = None
                    continue
                leads[here].append(there)
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
        if len(seen) > MOST_PLACES:
            return [*found, _problem("too-tangled")]
    return list(found) or _never_ending(graph, leads)


def _of_place(graph: Graph, here: Tokens) -> list[Problem]:
    if here.ended:
        step = graph.by_key[here.ended]
        if here.standing:
            return [_problem("end-early", step, other=graph.by_key[here.standing[0].step].name)]
        return [] if here.decided else [_problem("no-answer", step)]
    twice = [
        key
        for key, n in Counter(t.step for t in here.standing).items()
        if n > 1 and graph.by_key[key].kind in HUMAN
    ]
    if twice:
        return [_problem("twice-open", graph.by_key[key]) for key in twice]
    if not open_steps(graph, here):
        return [_problem("join-waits", graph.by_key[key]) for key in sorted({t.step for t in here.standing})]
    return []


def _never_ending(graph: Graph, leads: dict[Tokens, list[Tokens]]) -> list[Problem]:
    """Places from which no end can be reached, though every step by itself leads on to one."""
    back: dict[Tokens, list[Tokens]] = {}
    for here, there in leads.items():
        for each in there:
            back.setdefault(each, []).append(here)
    reached = {here for here in leads if here.ended}
    waiting = list(reached)
    while waiting:
        for each in back.get(waiting.pop(), ()):
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    stuck = {key for here in leads if here not in reached for key in open_steps(graph, here)}
    return [_problem("no-way-out", graph.by_key[key]) for key in sorted(stuck)]


def _join_alone(graph: Graph) -> Problem:
    return _problem("join-alone", next(step for step in graph.steps if step.kind == Kind.JOIN))
