"""Where a case stands, and how it moves: tokens rest on steps that somebody must finish, all else is passed at once.

A token remembers through which branch of which split it came, innermost last. A join lets it pass when every branch of
that split has arrived, however many flows lead into it. All is deterministic: the same graph, tokens, step and outcome
give the same tokens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .shapes import DECIDING, HUMAN, Flow, Graph, Kind, Step


class StepRefused(ValueError):
    """The case cannot move so. `str()` is a Vietnamese sentence."""


class NotOpen(StepRefused):
    """The case does not stand on that step."""


class NoSuchOutcome(StepRefused):
    """The step does not come out so."""


class BadGraph(StepRefused):
    """The graph would let a case hang; `problems` says where before it is published."""


Branch = tuple[str, int]
"""The key of a split, and which of its flows."""


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """One place where the case stands: an open step, or a join that still waits for others."""

    step: str
    branch: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """All of them, in a fixed order, and what has come of the case so far."""

    standing: tuple[Token, ...] = ()
    decided: str = ""
    """The last effect that answered the case: grant, refuse, withdraw or stop."""
    ended: str = ""
    """The end step that was reached, or "withdraw" / "stop" when the case was left from the middle."""
    opened: tuple[str, ...] = ()
    """Steps that this very move opened, for whoever must start their clocks."""
    effects: tuple[str, ...] = ()
    """Effects of this very move, in order."""


def begin(graph: Graph) -> Tokens:
    """The case enters: tokens on the first steps that somebody must do."""
    if graph.start is None:
        raise BadGraph("Quy trình không có bước bắt đầu.")
    return _Move(graph, Tokens()).take(_only(graph, graph.start), ()).end()


def open_steps(graph: Graph, tokens: Tokens) -> tuple[str, ...]:
    """Steps that wait for somebody now, in order; a join that waits for its other branches is not among them."""
    return tuple(t.step for t in tokens.standing if graph.by_key[t.step].kind in HUMAN)


def done(graph: Graph, tokens: Tokens) -> bool:
    """Whether the case is over."""
    return bool(tokens.ended)


def outcomes(graph: Graph, key: str) -> tuple[Flow, ...]:
    """What somebody who finishes this step chooses among, the usual one first. A step whose single flow leads into a
    choice is asked with the choice's outcomes."""
    flows = graph.leaving.get(key, ())
    if len(flows) == 1 and graph.by_key[flows[0].target].kind == Kind.CHOICE:
        return graph.leaving[flows[0].target]
    return flows


def advance(graph: Graph, tokens: Tokens, step: str, outcome: str = "") -> Tokens:
    """The case after `step` came out with `outcome` (may be left out where there is only one)."""
    if tokens.ended:
        raise NotOpen("Hồ sơ đã kết thúc, không còn bước nào để làm.")
    here = graph.by_key.get(step)
    if here is None:
        raise NotOpen(f"Quy trình không có bước “{step}”.")
    token = next((t for t in tokens.standing if t.step == step), None)
    if token is None or here.kind not in HUMAN:
        raise NotOpen(f"Hồ sơ không ở bước “{here.name}”.")
    offered = outcomes(graph, step)
    chosen = [flow for flow in offered if flow.outcome == outcome]
    if not chosen and not outcome and len(offered) == 1:
        chosen = list(offered)
    if len(chosen) != 1:
        among = ", ".join(f"“{flow.words or flow.outcome}”" for flow in offered)
        raise NoSuchOutcome(f"Bước “{here.name}” chỉ ra một trong các kết quả: {among}.")
    return _Move(graph, tokens).lift(token).leave(here, chosen[0], token.branch).end()


def leave(graph: Graph, tokens: Tokens, effect: str) -> Tokens:
    """The case is withdrawn or stopped from wherever it stands; every open step is closed by it."""
    if effect not in ("withdraw", "stop"):
        raise StepRefused("Chỉ rút hồ sơ hoặc dừng giải quyết được từ giữa chừng.")
    if tokens.ended:
        raise NotOpen("Hồ sơ đã kết thúc, không rút hay dừng được nữa.")
    return Tokens((), effect, effect, (), (effect,))


def _only(graph: Graph, step: Step) -> Flow:
    flows = graph.leaving.get(step.key, ())
    if len(flows) != 1:
        raise BadGraph(f"Bước “{step.name}” phải có đúng một lối ra.")
    return flows[0]


class _Move:
    """One move being made: what stands, what it opened, what it caused."""

    def __init__(self, graph: Graph, tokens: Tokens) -> None:
        self.graph = graph
        self.standing = list(tokens.standing)
        self.decided = tokens.decided
        self.ended = ""
        self.opened: list[str] = []
        self.effects: list[str] = []
        self.left = 4 * len(graph.steps) + 8

    def lift(self, token: Token) -> _Move:
        self.standing.remove(token)
        return self

    def leave(self, here: Step, chosen: Flow, branch: tuple[Branch, ...]) -> _Move:
        """From a human step by the chosen flow: its own, or the one of the choice just behind it."""
        if chosen.source != here.key:
            self._note(_only(self.graph, here))
        return self.take(chosen, branch)

    def take(self, flow: Flow, branch: tuple[Branch, ...]) -> _Move:
        """Follow one flow until it rests."""
        self.left -= 1
        if self.left < 0:
            raise BadGraph("Quy trình có vòng lặp không qua bước nào để làm.")
        self._note(flow)
        step = self.graph.by_key[flow.target]
        if step.kind in HUMAN:
            self.standing.append(Token(step.key, branch))
            self.opened.append(step.key)
        elif step.kind == Kind.SPLIT:
            for number, out in enumerate(self.graph.leaving[step.key]):
                self.take(out, (*branch, (step.key, number)))
        elif step.kind == Kind.JOIN:
            self._arrive(step, branch)
        elif step.kind == Kind.END:
            self.ended = step.key
        else:
            # A choice with one way on only gathers; one with more is asked of the step before it.
            self.take(_only(self.graph, step), branch)
        return self

    def _arrive(self, join: Step, branch: tuple[Branch, ...]) -> None:
        if not branch:
            raise BadGraph(f"Bước “{join.name}” gộp nhánh mà trước đó không tách nhánh.")
        split, outer = branch[-1][0], branch[:-1]
        self.standing.append(Token(join.key, branch))
        here = [
            t
            for t in self.standing
            if t.step == join.key and t.branch[:-1] == outer and t.branch[-1][0] == split
        ]
        if len({t.branch for t in here}) < len(self.graph.leaving[split]):
            return
        for token in here:
            self.standing.remove(token)
        self.take(_only(self.graph, join), outer)

    def _note(self, flow: Flow) -> None:
        if flow.effect != "none":
            self.effects.append(flow.effect)
        if flow.effect in DECIDING:
            self.decided = flow.effect

    def end(self) -> Tokens:
        return Tokens(
            tuple(sorted(self.standing)), self.decided, self.ended, tuple(self.opened), tuple(self.effects)
        )


def place(tokens: Tokens) -> Tokens:
    """The tokens without what only this move said: equal places are equal values."""
    return replace(tokens, opened=(), effects=())
