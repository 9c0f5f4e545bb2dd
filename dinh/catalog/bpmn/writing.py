"""A process as BPMN 2.0 XML with its diagram, for any tool that reads the standard. Pure."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from dinh.catalog.rules.process import Flow, Graph, Kind, Step

from .expand import Expanded, expand
from .layout import Box, Drawing, Lane, lay_out
from .names import DC, DI, DIAGRAM, MODEL, NSMAP, OURS, VARIABLE, XSI, model, ours

_ELEMENT = {
    Kind.START: "startEvent",
    Kind.TASK: "userTask",
    Kind.WAIT_CITIZEN: "intermediateCatchEvent",
    Kind.WAIT_MONEY: "intermediateCatchEvent",
    Kind.TRANSFER: "manualTask",
    Kind.CHOICE: "exclusiveGateway",
    Kind.SPLIT: "parallelGateway",
    Kind.JOIN: "parallelGateway",
    Kind.END: "endEvent",
}
_ROUND = {Kind.WAIT_CITIZEN, Kind.WAIT_MONEY}


def write(graph: Graph, *, process_id: str, name: str, lane_words: Callable[[Lane], str]) -> bytes:
    """The file. `process_id` must be an XML name; `lane_words` names a lane as people read it."""
    expanded = expand(graph)
    drawing = lay_out(expanded.graph)
    root = etree.Element(model("definitions"), nsmap=NSMAP)
    root.set("id", f"{process_id}_dinh_nghia")
    root.set("targetNamespace", OURS)
    root.set("exporter", "Đình")
    root.set("exporterVersion", "1")
    for step in graph.steps:
        if step.kind in _ROUND:
            etree.SubElement(root, model("message"), id=_message(step), name=step.name)
    collaboration = etree.SubElement(root, model("collaboration"), id=f"{process_id}_be_boi")
    etree.SubElement(
        collaboration, model("participant"), id=f"{process_id}_be", name=name, processRef=process_id
    )
    process = etree.SubElement(root, model("process"), id=process_id, name=name, isExecutable="true")
    _lanes(process, drawing, lane_words)
    for step in expanded.graph.steps:
        _node(process, step, expanded)
    for number, flow in enumerate(expanded.graph.flows):
        _flow(process, flow, number, expanded)
    _diagram(root, process_id, expanded.graph, drawing)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _id(key: str) -> str:
    return f"b_{key}"


def _way_id(number: int) -> str:
    return f"l_{number}"


def _message(step: Step) -> str:
    return f"tin_{step.key}"


def _lanes(process: etree._Element, drawing: Drawing, lane_words: Callable[[Lane], str]) -> None:
    lanes = etree.SubElement(process, model("laneSet"), id="lan")
    for number, lane in enumerate(drawing.lanes):
        made = etree.SubElement(lanes, model("lane"), id=f"lan_{number}", name=lane_words(lane))
        made.set(ours("who"), lane.who)
        made.set(ours("office"), lane.office_kind)
        for key in lane.steps:
            etree.SubElement(made, model("flowNodeRef")).text = _id(key)


def _node(process: etree._Element, step: Step, expanded: Expanded) -> None:
    node = etree.SubElement(process, model(_ELEMENT[Kind(step.kind)]), id=_id(step.key))
    node.set("name", step.name)
    graph = expanded.graph
    if step.key in expanded.of:
        node.set(ours("of"), expanded.of[step.key])
        node.set("gatewayDirection", "Diverging")
    elif step.key in expanded.merges:
        node.set(ours("merge"), expanded.merges[step.key])
        node.set("gatewayDirection", "Converging")
    else:
        node.set(ours("key"), step.key)
        node.set(ours("kind"), step.kind)
    if step.human:
        node.set(ours("who"), step.who)
        node.set(ours("office"), step.office_kind)
        node.set(ours("hours"), f"{step.hours:f}")
        node.set(ours("clock"), step.clock)
    for number, flow in enumerate(graph.flows):
        if flow.target == step.key:
            etree.SubElement(node, model("incoming")).text = _way_id(number)
    for number, flow in enumerate(graph.flows):
        if flow.source == step.key:
            etree.SubElement(node, model("outgoing")).text = _way_id(number)
    if step.kind in _ROUND:
        etree.SubElement(
            node, model("messageEventDefinition"), id=f"{_message(step)}_den", messageRef=_message(step)
        )


def _flow(process: etree._Element, flow: Flow, number: int, expanded: Expanded) -> None:
    made = etree.SubElement(
        process,
        model("sequenceFlow"),
        id=_way_id(number),
        sourceRef=_id(flow.source),
        targetRef=_id(flow.target),
    )
    if flow.words:
        made.set("name", flow.words)
    if flow.outcome:
        made.set(ours("outcome"), flow.outcome)
    if flow.effect != "none":
        made.set(ours("effect"), flow.effect)
    choosing = expanded.graph.by_key[flow.source].kind == Kind.CHOICE
    if choosing and flow.outcome and len(expanded.graph.leaving[flow.source]) > 1:
        condition = etree.SubElement(made, model("conditionExpression"))
        condition.set(f"{{{XSI}}}type", "tFormalExpression")
        condition.text = f'{VARIABLE} == "{flow.outcome}"'


def _diagram(root: etree._Element, process_id: str, graph: Graph, drawing: Drawing) -> None:
    diagram = etree.SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", id=f"{process_id}_so_do")
    plane = etree.SubElement(
        diagram, f"{{{DIAGRAM}}}BPMNPlane", id=f"{process_id}_mat", bpmnElement=f"{process_id}_be_boi"
    )
    last = drawing.lanes[-1].box
    whole = Box(0, drawing.lanes[0].box.y, drawing.width, last.y + last.h - drawing.lanes[0].box.y)
    _shape(plane, f"{process_id}_be", whole, isHorizontal="true")
    for number, lane in enumerate(drawing.lanes):
        inside = Box(lane.box.x + 30, lane.box.y, lane.box.w - 30, lane.box.h)
        _shape(plane, f"lan_{number}", inside, isHorizontal="true")
    for step in graph.steps:
        box = drawing.boxes[step.key]
        if step.kind in _ROUND:
            box = Box(box.x + box.w // 2 - 18, box.middle - 18, 36, 36)
        _shape(plane, _id(step.key), box)
    by_flow = {id(way.flow): way.points for way in drawing.ways}
    for number, flow in enumerate(graph.flows):
        edge = etree.SubElement(
            plane, f"{{{DIAGRAM}}}BPMNEdge", id=f"ve_{_way_id(number)}", bpmnElement=_way_id(number)
        )
        points = by_flow.get(id(flow)) or _ring(drawing.boxes[flow.source])
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))


def _ring(box: Box) -> tuple[tuple[int, int], ...]:
    """A way from a step to itself."""
    x, y = box.right, box.middle
    return ((x, y), (x + 14, y), (x + 14, box.y - 12), (box.x - 14, box.y - 12), (box.x - 14, y), (box.x, y))


def _shape(plane: etree._Element, element: str, box: Box, **more: str) -> None:
    shape = etree.SubElement(
        plane, f"{{{DIAGRAM}}}BPMNShape", id=f"ve_{element}", bpmnElement=element, **more
    )
    etree.SubElement(
        shape, f"{{{DC}}}Bounds", x=str(box.x), y=str(box.y), width=str(box.w), height=str(box.h)
    )


__all__ = ["MODEL", "write"]
