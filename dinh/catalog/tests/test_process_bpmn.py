"""BPMN out and in: what we write we read back the same, and it runs the same under the rules."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dinh.catalog import process_book
from dinh.catalog.bpmn import reading, writing
from dinh.catalog.bpmn.expand import expand
from dinh.catalog.bpmn.layout import lay_out
from dinh.catalog.bpmn.names import DC, DIAGRAM, MODEL
from dinh.catalog.rules import process
from dinh.catalog.rules.process import Graph

from .process_graphs import graph, opinions, simple, step, well_formed

BOOK = {each.code: each.graph for each in process_book.processes()}


def written(made: Graph) -> bytes:
    return writing.write(
        made, process_id="QT", name="Thử", lane_words=lambda lane: f"{lane.who} {lane.office_kind}"
    )


def same(a: Graph, b: Graph) -> None:
    """Equal but for the order in which steps and ways are told; each step's own ways keep theirs."""
    assert sorted(a.steps, key=lambda s: s.key) == sorted(b.steps, key=lambda s: s.key)
    for key in a.by_key:
        strip = [[(f.target, f.outcome, f.words, f.effect) for f in g.leaving[key]] for g in (a, b)]
        if a.by_key[key].kind == "split":
            strip = [sorted(each) for each in strip]
        assert strip[0] == strip[1], key


@pytest.mark.parametrize("code", BOOK)
def test_what_is_written_is_read_back_the_same(code: str) -> None:
    found = reading.read(written(BOOK[code]))
    same(BOOK[code], found.graph)
    assert found.left_out == () and found.doubts == () and found.name == "Thử"


@given(well_formed())
@settings(max_examples=60, deadline=None)
def test_random_processes_come_back_the_same(made: Graph) -> None:
    same(made, reading.read(written(made)).graph)


@given(well_formed(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_gateways_that_bpmn_wants_do_not_change_the_way(made: Graph, luck: object) -> None:
    full = expand(made).graph
    here, there = process.begin(made), process.begin(full)
    for _turn in range(60):
        assert process.open_steps(made, here) == process.open_steps(full, there)
        if process.done(made, here):
            break
        key = luck.choice(process.open_steps(made, here))  # type: ignore[attr-defined]
        flow = luck.choice(process.outcomes(made, key))  # type: ignore[attr-defined]
        here = process.advance(made, here, key, flow.outcome)
        there = process.advance(full, there, key, flow.outcome)
        assert here.effects == there.effects and here.ended == there.ended


def test_every_step_and_way_is_in_the_diagram_once() -> None:
    root = etree.fromstring(written(BOOK["2.001263"]))
    process_element = root.find(f"{{{MODEL}}}process")
    assert process_element is not None
    drawn = [e.get("bpmnElement") for e in root.iter(f"{{{DIAGRAM}}}BPMNShape", f"{{{DIAGRAM}}}BPMNEdge")]
    there = [e.get("id") for e in process_element if e.get("id") and not e.tag.endswith("laneSet")]
    assert len(drawn) == len(set(drawn)) and set(there) <= set(drawn)
    assert all(int(b.get("width")) > 0 for b in root.iter(f"{{{DC}}}Bounds"))


@given(well_formed())
@settings(max_examples=60, deadline=None)
def test_no_two_steps_are_drawn_over_one_another_and_no_way_through_a_step(made: Graph) -> None:
    drawing = lay_out(made)
    boxes = list(drawing.boxes.items())
    for number, (key, a) in enumerate(boxes):
        assert a.x >= 0 and a.right <= drawing.width and a.y >= 0 and a.y + a.h <= drawing.height
        for other, b in boxes[number + 1 :]:
            apart = a.right <= b.x or b.right <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
            assert apart, (key, other)
    for way in drawing.ways:
        for (x1, y1), (x2, y2) in pairwise(way.points):
            assert x1 == x2 or y1 == y2, "only right angles"
            left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
            for key, box in boxes:
                through = left < box.right and box.x < right and top < box.y + box.h and box.y < bottom
                flat = (
                    top == bottom
                    and box.y < top < box.y + box.h
                    and left < box.right - 1
                    and box.x + 1 < right
                )
                steep = (
                    left == right
                    and box.x < left < box.right
                    and top < box.y + box.h - 1
                    and box.y + 1 < bottom
                )
                assert not (through or flat or steep), (way.flow, key)


# ---------------------------------------------------------------- files of other tools

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:x" id="d">'
)


def file(inside: str, around: str = "") -> bytes:
    return f'<?xml version="1.0"?>{HEAD}{around}<process id="p">{inside}</process></definitions>'.encode()


def way(number: int, source: str, target: str, more: str = "", inside: str = "") -> str:
    return f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}" {more}>{inside}</sequenceFlow>'


ROW = (
    '<startEvent id="s"/><task id="t" name="Thẩm tra"/><endEvent id="e"/>'
    + way(1, "s", "t")
    + way(2, "t", "e")
)


def test_a_plain_row_of_another_tool_is_read() -> None:
    found = reading.read(file(ROW))
    assert [(s.key, s.kind) for s in found.graph.steps] == [
        ("s", "start"),
        ("tham-tra", "task"),
        ("e", "end"),
    ]
    assert found.doubts == ()
    assert {p.kind for p in process.problems(found.graph)} == {"no-who", "no-hours"}


def test_an_exclusive_gateway_is_a_choice_and_its_words_are_the_outcomes() -> None:
    inside = (
        '<startEvent id="s"/><userTask id="t" name="Xem"/><exclusiveGateway id="g"/><task id="a" name="Cấp"/>'
        '<task id="b" name="Từ chối"/><exclusiveGateway id="m"/><endEvent id="e"/>'
        + way(1, "s", "t")
        + way(2, "t", "g")
        + way(3, "g", "a", 'name="Đủ điều kiện"')
        + way(4, "g", "b", "", "<conditionExpression>${score &lt; 5}</conditionExpression>")
        + way(5, "a", "m")
        + way(6, "b", "m")
        + way(7, "m", "e")
    )
    made = reading.read(file(inside)).graph
    assert [(f.outcome, f.target) for f in process.outcomes(made, "xem")] == [
        ("du-dieu-kien", "cap"),
        ("score-5", "tu-choi"),
    ]
    assert "m" not in made.by_key and made.leaving["cap"][0].target == "e"


def test_parallel_gateways_are_split_and_join_and_one_may_be_both() -> None:
    inside = (
        '<startEvent id="s"/><parallelGateway id="p"/><task id="a"/><task id="b"/><parallelGateway id="q"/>'
        '<task id="c"/><task id="d"/><parallelGateway id="r"/><endEvent id="e"/>'
        + "".join(
            way(n, x, y)
            for n, (x, y) in enumerate(
                [
                    ("s", "p"),
                    ("p", "a"),
                    ("p", "b"),
                    ("a", "q"),
                    ("b", "q"),
                    ("q", "c"),
                    ("q", "d"),
                    ("c", "r"),
                    ("d", "r"),
                    ("r", "e"),
                ]
            )
        )
    )
    made = reading.read(file(inside)).graph
    kinds = {s.key: s.kind for s in made.steps}
    assert (kinds["p"], kinds["q-gop"], kinds["q"], kinds["r"]) == ("split", "join", "split", "join")
    tokens = process.begin(made)
    for key in ("a", "b", "d", "c"):
        tokens = process.advance(made, tokens, key)
    assert tokens.ended == "e"


def test_waits_and_their_time_are_read() -> None:
    inside = (
        '<startEvent id="s"/><intermediateCatchEvent id="m" name="Chờ"><messageEventDefinition id="x"/></intermediateCatchEvent>'
        '<intermediateCatchEvent id="t" name="Chờ ngày"><timerEventDefinition id="y"><timeDuration>P2DT4H</timeDuration>'
        '</timerEventDefinition></intermediateCatchEvent><endEvent id="e"/>'
        + way(1, "s", "m")
        + way(2, "m", "t")
        + way(3, "t", "e")
    )
    steps = reading.read(file(inside)).graph.by_key
    assert (steps["cho"].kind, steps["cho"].clock) == ("wait-citizen", "stopped")
    assert steps["cho-ngay"].hours == Decimal(20)


def test_lanes_say_who() -> None:
    lanes = (
        '<laneSet id="l"><lane id="l1" name="Lãnh đạo Phòng Kinh tế"><flowNodeRef>t</flowNodeRef></lane>'
        '<lane id="l2" name="Robot"><flowNodeRef>s</flowNodeRef></lane></laneSet>'
    )
    found = reading.read(file(lanes + ROW), offices={"phong-kinh-te": "Phòng Kinh tế"})
    made = found.graph.by_key["tham-tra"]
    assert (made.who, made.office_kind) == ("leader", "phong-kinh-te")
    assert "Làn “Robot” không ứng với vai nào; chọn ai làm từng bước." in [
        str(doubt) for doubt in found.doubts
    ]


def test_what_does_not_change_the_way_is_left_out_and_listed() -> None:
    more = (
        '<dataObject id="do"/><textAnnotation id="ta"><text>x</text></textAnnotation><association id="as"/>'
    )
    around = (
        '<dataStore id="ds"/><collaboration id="c"><participant id="pa" processRef="p"/><participant id="pb"/>'
        '<messageFlow id="mf" sourceRef="pa" targetRef="pb"/></collaboration><process id="empty"/>'
    )
    found = reading.read(file(more + ROW, around))
    assert set(found.left_out) == {
        "dataObject × 1",
        "textAnnotation × 1",
        "association × 1",
        "dataStore × 1",
        "messageFlow × 1",
    }


REFUSED = {
    name: f'<{name} id="x" name="Bước lạ"/>'
    for name in (
        "subProcess", "adHocSubProcess", "transaction", "callActivity", "eventBasedGateway", "inclusiveGateway",
        "complexGateway", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
        "intermediateThrowEvent", "boundaryEvent", "implicitThrowEvent",
    )
}  # fmt: skip
INNER = {
    "multiInstanceLoopCharacteristics": '<task id="y"><multiInstanceLoopCharacteristics id="x"/></task>',
    "standardLoopCharacteristics": '<task id="y"><standardLoopCharacteristics id="x"/></task>',
    "terminateEventDefinition": '<endEvent id="y"><terminateEventDefinition id="x"/></endEvent>',
    "errorEventDefinition": '<endEvent id="y"><errorEventDefinition id="x"/></endEvent>',
    "messageEventDefinition": '<startEvent id="y"><messageEventDefinition id="x"/></startEvent>',
    "signalEventDefinition": '<intermediateCatchEvent id="y"><signalEventDefinition id="x"/></intermediateCatchEvent>',
    "conditionalEventDefinition": '<startEvent id="y"><conditionalEventDefinition id="x"/></startEvent>',
}


@pytest.mark.parametrize("name", [*REFUSED, *INNER])
def test_everything_else_is_refused_by_name(name: str) -> None:
    with pytest.raises(reading.NotTaken) as caught:
        reading.read(file({**REFUSED, **INNER}[name] + ROW))
    refused = caught.value.refusals[0]
    assert (refused.element, refused.id) == (name, "x")
    assert f"Phần tử {name}, mã “x”" in str(caught.value) and "không nhận" in str(caught.value)


def test_a_refused_element_does_not_hide_the_next() -> None:
    with pytest.raises(reading.NotTaken) as caught:
        reading.read(file('<serviceTask id="x"/><callActivity id="z"/>' + ROW + way(9, "t", "x")))
    assert [(r.element, r.id) for r in caught.value.refusals] == [("serviceTask", "x"), ("callActivity", "z")]


OTHER = {
    "two ways out of a task": (ROW + way(3, "t", "s"), "task, mã “t”"),
    "a condition straight from a task": (
        '<startEvent id="s"/><task id="t"/><endEvent id="e"/>' + way(1, "s", "t")
        + way(2, "t", "e", "", "<conditionExpression>x</conditionExpression>"),
        "lối ra có điều kiện",
    ),
    "a way to nowhere": (ROW + way(3, "e", "moon"), "sequenceFlow, mã “f3”"),
    "one id twice": (ROW + '<task id="t"/>', "mã trống hoặc trùng"),
    "compensation": (ROW + '<task id="u" isForCompensation="true"/>', "thuộc tính isForCompensation"),
    "nothing at all": ("", "không có quy trình nào"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_what_cannot_be_said_with_our_steps_is_refused(name: str) -> None:
    inside, sentence = OTHER[name]
    with pytest.raises(reading.NotTaken, match=sentence.replace("(", r"\(")):
        reading.read(file(inside))


def test_a_second_process_is_named() -> None:
    with pytest.raises(reading.NotTaken, match="process, mã “p”"):
        reading.read(file(ROW, '<process id="first"><task id="q"/></process>'))


BAD = {
    "not xml": b"PK\x03\x04",
    "empty": b"",
    "another language": b"<html/>",
    "an entity": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + HEAD.encode()
    + b"&x;</definitions>",
    "laughs": b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD.encode() + b"&b;</definitions>",
    "too big": b" " * (reading.MOST_BYTES + 1),
    "too many": HEAD.encode() + b"<x/>" * (reading.MOST_ELEMENTS + 1) + b"</definitions>",
    "deep": HEAD.encode() + b"<x>" * 5000 + b"</x>" * 5000 + b"</definitions>",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_bytes_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(reading.NotTaken):
        reading.read(BAD[name])


@given(st.binary(max_size=300), st.integers(0, 3000), st.integers(0, 60))
@settings(max_examples=120, deadline=None)
def test_a_file_damaged_anywhere_is_read_or_refused(noise: bytes, place: int, cut: int) -> None:
    data = written(simple())
    place %= len(data)
    try:
        found = reading.read(data[:place] + noise[:40] + data[place + cut :])
    except reading.NotTaken as refused:
        assert str(refused)
    else:
        process.problems(found.graph)


def test_hand_written_graphs_with_choices_come_back() -> None:
    made = graph(
        [step("start", "start"), step("a"), step("c", "choice"), step("b"), step("end", "end")],
        "start -> a",
        "a -> c",
        "c:more -> b",
        "c:refuse!refuse -> end",
        "b!grant -> end",
    )
    for each in (made, simple(), opinions()):
        same(each, reading.read(written(each)).graph)
