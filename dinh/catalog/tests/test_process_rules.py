"""The token game and the checks: tables of what is right and wrong, laws over random graphs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.catalog.rules import process
from dinh.catalog.rules.process import Graph, problems
from dinh.catalog.rules.process.tokens import place

from .process_graphs import graph, opinions, simple, step, well_formed


def told(made: Graph) -> str:
    return "\n".join(str(each) for each in problems(made))


def changed(made: Graph, key: str, **more: object) -> Graph:
    return Graph(tuple(replace(s, **more) if s.key == key else s for s in made.steps), made.flows)  # type: ignore[arg-type]


def without(made: Graph, *ways: tuple[str, str]) -> Graph:
    return Graph(made.steps, tuple(f for f in made.flows if (f.source, f.target) not in ways))


def also(made: Graph, *ways: str, steps: tuple[process.Step, ...] = ()) -> Graph:
    more = graph([], *ways).flows
    return Graph((*made.steps, *steps), (*made.flows, *(replace(f, order=f.order + 100) for f in more)))


# ---------------------------------------------------------------- the game


def test_a_case_goes_the_usual_way() -> None:
    made = simple()
    tokens = process.begin(made)
    assert process.open_steps(made, tokens) == ("receive",) and tokens.opened == ("receive",)
    tokens = process.advance(made, tokens, "receive")
    tokens = process.advance(made, tokens, "check", "ok")
    tokens = process.advance(made, tokens, "sign", "signed")
    assert tokens.effects == ("grant",) and tokens.decided == "grant"
    tokens = process.advance(made, tokens, "back")
    assert process.done(made, tokens) and tokens.ended == "end" and not tokens.standing
    assert process.usual_way(made) == ("receive", "check", "sign", "back")
    assert process.usual_hours(made) == process.longest_hours(made) == 4


def test_the_citizen_is_waited_for_and_comes_back() -> None:
    made = simple()
    tokens = process.advance(made, process.advance(made, process.begin(made), "receive"), "check", "lacking")
    assert tokens.effects == ("complete-request",) and not tokens.decided
    again = process.advance(made, tokens, "wait", "given")
    assert process.open_steps(made, again) == ("check",)
    gone = process.advance(made, tokens, "wait", "withdrawn")
    assert process.done(made, gone) and gone.decided == "withdraw"


@pytest.mark.parametrize("order", [("police", "health"), ("health", "police")])
@pytest.mark.parametrize("says", ["yes", "no"])
def test_a_join_waits_for_every_branch_in_whatever_order(order: tuple[str, str], says: str) -> None:
    made = opinions()
    tokens = process.advance(made, process.begin(made), "ask")
    assert process.open_steps(made, tokens) == ("health", "police")
    tokens = process.advance(made, tokens, order[0], says)
    assert process.open_steps(made, tokens) == (order[1],)
    tokens = process.advance(made, tokens, order[1], "yes")
    assert process.open_steps(made, tokens) == ("sign",) and len(tokens.standing) == 1


def test_parallel_opinions_take_as_long_as_the_longest() -> None:
    assert process.longest_hours(opinions()) == Decimal(10)
    assert process.usual_hours(opinions()) == Decimal(10)


def test_a_choice_is_asked_of_the_step_before_it() -> None:
    made = graph(
        [step("start", "start"), step("a"), step("c", "choice"), step("b"), step("end", "end")],
        "start -> a",
        "a -> c",
        "c:more -> b",
        "c:refuse!refuse -> end",
        "b!grant -> end",
    )
    assert problems(made) == []
    assert [f.outcome for f in process.outcomes(made, "a")] == ["more", "refuse"]
    assert process.advance(made, process.begin(made), "a", "refuse").decided == "refuse"


@pytest.mark.parametrize(
    ("key", "outcome", "refusal"),
    [
        ("sign", "signed", "Hồ sơ không ở bước “Ký”."),
        ("nothing", "", "Quy trình không có bước “nothing”."),
        ("start", "", "Hồ sơ không ở bước “Bước start”."),
        ("receive", "no", "Bước “Tiếp nhận” chỉ ra một trong các kết quả: “”."),
    ],
)
def test_what_is_not_open_is_refused(key: str, outcome: str, refusal: str) -> None:
    with pytest.raises(process.StepRefused) as caught:
        process.advance(simple(), process.begin(simple()), key, outcome)
    assert str(caught.value) == refusal


def test_a_step_of_several_outcomes_must_be_told_one() -> None:
    made = simple()
    tokens = process.advance(made, process.begin(made), "receive")
    with pytest.raises(process.NoSuchOutcome, match="“ok”, “lacking”"):
        process.advance(made, tokens, "check")


def test_a_case_is_left_from_anywhere_but_only_once() -> None:
    made = opinions()
    tokens = process.advance(made, process.begin(made), "ask")
    gone = process.leave(made, tokens, "withdraw")
    assert gone.standing == () and gone.ended == gone.decided == "withdraw" and gone.effects == ("withdraw",)
    for refused in (lambda: process.leave(made, gone, "stop"), lambda: process.advance(made, gone, "sign")):
        with pytest.raises(process.NotOpen):
            refused()
    with pytest.raises(process.StepRefused):
        process.leave(made, tokens, "grant")


# ---------------------------------------------------------------- what is wrong, said of the step

WRONG = {
    "no start": (graph([step("a"), step("end", "end")], "a!grant -> end"), "chưa có bước bắt đầu"),
    "two starts": (also(simple(), "s2 -> sign", steps=(step("s2", "start"),)), "“Bước s2”: quy trình chỉ có một"),
    "no end": (graph([step("s", "start"), step("a")], "s -> a", "a -> a"), "chưa có bước kết thúc"),
    "one key twice": (also(simple(), steps=(step("sign"),)), "“sign” dùng cho hai bước"),
    "no name": (changed(simple(), "sign", name=" "), "“sign” chưa có tên"),
    "kind": (changed(simple(), "sign", kind="robot"), "“Ký”: không có loại bước “robot”"),
    "effect": (also(simple(), "sign:x!boom -> end"), "“Ký”: không có tác động “boom”"),
    "to nowhere": (also(simple(), "sign:x -> moon"), "“Ký”: kết quả “x” dẫn tới bước “moon”"),
    "from nowhere": (also(simple(), "moon -> sign"), "từ bước “moon”"),
    "into start": (also(simple(), "sign:x -> start"), "“Ký”: không dẫn quay lại"),
    "dead end": (without(simple(), ("back", "end")), "“Trả kết quả”: chưa có lối ra"),
    "out of the end": (also(simple(), "end -> sign"), "“Bước end”: đã là kết thúc"),
    "two ways from start": (also(simple(), "start -> sign"), "“Bước start”: chỉ được một lối ra, đang có 2"),
    "lonely split": (without(opinions(), ("split", "police")), "“Bước split”: tách nhánh cần ít nhất hai"),
    "no outcome": (also(simple(), "sign -> end"), "“Ký”: lối đi tới “Bước end” chưa ghi kết quả"),
    "same outcome": (also(simple(), "sign:again -> end"), "“Ký”: kết quả “again” dẫn đi hai nơi"),
    "unreachable": (also(simple(), "lost -> end", steps=(step("lost"),)), "“Bước lost”: không có lối nào dẫn tới"),
    "a ring": (
        also(simple(), "sign:x -> ring", "ring -> ring2", "ring2 -> ring", steps=(step("ring"), step("ring2"))),
        "“Bước ring”: từ đây không đi tới bước kết thúc",
    ),
    "nobody": (changed(simple(), "sign", who=""), "“Ký”: chưa ghi ai làm"),
    "unknown role": (changed(simple(), "sign", who="king"), "“Ký”: không có vai “king”"),
    "no hours": (changed(simple(), "sign", hours=Decimal(0)), "“Ký”: chưa ghi số giờ"),
    "hours below nothing": (changed(simple(), "sign", hours=Decimal(-1)), "“Ký”: số giờ phải từ 0"),
    "a wait with a running clock": (changed(simple(), "wait", clock="runs"), "“Chờ bổ sung”: lúc chờ thì đồng hồ phải dừng"),
    "work with a stopped clock": (changed(simple(), "sign", clock="stopped"), "“Ký”: có người xử lý thì đồng hồ phải chạy"),
    "split without join": (
        also(without(opinions(), ("health", "join")), "health:yes!grant -> end", "health:no!refuse -> end"),
        "“Bước end”: có khi kết thúc trong lúc nhánh khác",
    ),
    "join without split": (
        graph(
            [step("s", "start"), step("a"), step("j", "join"), step("b"), step("e", "end")],
            "s -> a",
            "a -> j",
            "j -> b",
            "b!grant -> e",
        ),
        "“Bước j”: gộp nhánh mà trước đó không có",
    ),
    "a branch that never comes home": (
        also(without(opinions(), ("health", "join")), "health -> join2", "join2 -> sign", steps=(step("join2", "join"),)),
        "“Bước join”: có khi chờ mãi",
    ),
    "two branches on one step": (
        also(without(opinions(), ("health", "join")), "health -> police"),
        "“Công an có ý kiến”: có khi hai nhánh cùng mở",
    ),
    "no answer": (also(simple(), "receive:x -> end", "receive:y -> check"), "chưa ghi kết quả"),
    "an end without an answer": (
        graph([step("s", "start"), step("a"), step("e", "end")], "s -> a", "a -> e"),
        "“Bước e”: có lối đi tới đây mà hồ sơ chưa được trả lời",
    ),
    "a choice that nobody is asked": (
        graph([step("s", "start"), step("c", "choice"), step("e", "end")], "s -> c", "c:a!grant -> e", "c:b!refuse -> e"),
        "“Bước c”: đứng sau “Bước s” nên không ai chọn",
    ),
    "a ring of splits": (
        graph(
            [step("s", "start"), step("p", "split"), step("a"), step("e", "end")],
            "s -> p",
            "p -> p",
            "p -> a",
            "a!grant -> e",
        ),
        "“Bước p”: đi vòng mà không qua bước nào",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_of_the_step(name: str) -> None:
    made, sentence = WRONG[name]
    assert sentence in told(made)


def test_the_graphs_by_hand_are_right() -> None:
    assert told(simple()) == "" and told(opinions()) == ""


def test_far_too_much_is_refused_before_it_is_walked() -> None:
    steps = [step(f"s{n}") for n in range(process.MOST_STEPS + 1)]
    assert "chỉ nhận tới" in told(graph(steps))


# ---------------------------------------------------------------- laws


@given(well_formed(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_every_walk_of_a_well_formed_process_stays_open_until_it_ends(made: Graph, luck: object) -> None:
    # Well formed or not, one whose places are too many to be walked is refused as such; a draw seldom is.
    assert [each for each in problems(made) if each.kind != "too-tangled"] == []
    tokens = process.begin(made)
    for _turn in range(400):
        if process.done(made, tokens):
            break
        there = process.open_steps(made, tokens)
        assert there, "a case hangs"
        assert len(set(there)) == len(there)
        key = luck.choice(there)  # type: ignore[attr-defined]
        flow = luck.choice(process.outcomes(made, key))  # type: ignore[attr-defined]
        again = process.advance(made, tokens, key, flow.outcome)
        assert again == process.advance(made, tokens, key, flow.outcome)
        tokens = again
        _branches_stand_together(made, tokens)
        for closed in set(made.by_key) - set(process.open_steps(made, tokens)):
            with pytest.raises(process.NotOpen):
                process.advance(made, tokens, closed)
    else:
        # However long it has gone round, an end is still within reach.
        _finish(made, tokens)
    if process.done(made, tokens):
        assert not tokens.standing and tokens.decided


def _branches_stand_together(made: Graph, tokens: process.Tokens) -> None:
    """A split's tokens are conserved: each of its branches holds one place at least until the join takes them all."""
    splits = {
        (t.branch[:depth], t.branch[depth][0]) for t in tokens.standing for depth in range(len(t.branch))
    }
    for outer, split in splits:
        inside = {
            t.branch[len(outer)][1]
            for t in tokens.standing
            if t.branch[: len(outer)] == outer
            and len(t.branch) > len(outer)
            and t.branch[len(outer)][0] == split
        }
        assert inside == set(range(len(made.leaving[split])))


def _finish(made: Graph, tokens: process.Tokens) -> None:
    seen, waiting = {place(tokens)}, [place(tokens)]
    while waiting:
        here = waiting.pop()
        if here.ended:
            return
        for key in process.open_steps(made, here):
            for flow in process.outcomes(made, key):
                there = place(process.advance(made, here, key, flow.outcome))
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
    raise AssertionError("no end within reach")


@given(well_formed(2), st.data())
@settings(max_examples=80, deadline=None)
def test_a_process_with_a_way_cut_or_bent_is_told_or_still_right(made: Graph, data: st.DataObject) -> None:
    """Whatever a hand does to it: either a problem is named, or no walk can hang."""
    flows = list(made.flows)
    number = data.draw(st.integers(0, len(flows) - 1))
    if data.draw(st.booleans()):
        flows.pop(number)
    else:
        target = data.draw(st.sampled_from([s.key for s in made.steps]))
        flows[number] = replace(flows[number], target=target)
    bent = Graph(made.steps, tuple(flows))
    if not problems(bent):
        _finish(bent, process.begin(bent))
        assert process.longest_hours(bent) > 0


@given(well_formed())
@settings(max_examples=60, deadline=None)
def test_the_usual_way_is_never_longer_than_the_longest(made: Graph) -> None:
    assert process.usual_hours(made) <= process.longest_hours(made)
    assert process.layers(made)["s0"] == 0
