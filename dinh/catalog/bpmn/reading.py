"""A process from BPMN 2.0 XML: the subset that our steps can say. Everything else is refused by name. Pure.

What has no bearing on the way of a case (data, notes, resources, messages between pools) is left out and listed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from lxml import etree

from dinh.catalog.rules.process import (
    KIND_WORDS,
    MOST_FLOWS,
    MOST_STEPS,
    WHO_WORDS,
    Effect,
    Flow,
    Graph,
    Kind,
    Step,
)
from dinh.ground.text import fold, nfc, slug

from .names import MODEL, VARIABLE, ours
from .refusals import GENERIC, REASONS, NotTaken, Refusal

MOST_BYTES = 2_000_000
MOST_ELEMENTS = 40_000

_NODES = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "task": Kind.TASK,
    "userTask": Kind.TASK,
    "manualTask": Kind.TASK,
    "exclusiveGateway": Kind.CHOICE,
    "parallelGateway": Kind.SPLIT,
    "intermediateCatchEvent": Kind.WAIT_CITIZEN,
}
_WAITS_FOR = {"messageEventDefinition", "timerEventDefinition"}
_PLAIN = {"documentation", "extensionElements", "incoming", "outgoing"}
_LEFT_OUT = {
    "association",
    "auditing",
    "category",
    "dataInput",
    "dataInputAssociation",
    "dataObject",
    "dataObjectReference",
    "dataOutput",
    "dataOutputAssociation",
    "dataStore",
    "dataStoreReference",
    "error",
    "escalation",
    "group",
    "humanPerformer",
    "import",
    "inputSet",
    "interface",
    "ioSpecification",
    "itemDefinition",
    "messageFlow",
    "monitoring",
    "outputSet",
    "participant",
    "performer",
    "potentialOwner",
    "property",
    "relationship",
    "rendering",
    "resource",
    "resourceRole",
    "signal",
    "textAnnotation",
}
_CONDITION = re.compile(rf'^\s*{VARIABLE}\s*==\s*["\']([a-z0-9_-]+)["\']\s*$')
_DURATION = re.compile(r"^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?)?$")
_HOURS_A_DAY = 8
_KEY = re.compile(r"[a-z0-9_-]{1,40}")


DOUBTS: dict[str, str] = {
    "lane": "Làn “%(about)s” không ứng với vai nào; chọn ai làm từng bước.",
    "timer": "Bước chờ “%(about)s”: hạn giờ không đọc được, ghi lại số giờ.",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was there but not understood."""

    kind: str
    about: str

    def __str__(self) -> str:
        return DOUBTS[self.kind] % {"about": self.about}


@dataclass(frozen=True)
class Read:
    """What a file gave."""

    graph: Graph
    name: str
    left_out: tuple[str, ...] = ()
    """Kinds of elements that have no bearing on the way, with how many of each."""
    doubts: tuple[Doubt, ...] = ()


@dataclass
class _Node:
    element: str
    id: str
    name: str
    kind: Kind
    raw: etree._Element
    key: str = ""
    lane: str = ""
    incoming: list[_Edge] = field(default_factory=list)
    outgoing: list[_Edge] = field(default_factory=list)


@dataclass
class _Edge:
    id: str
    source: str
    target: str
    name: str
    condition: str
    outcome: str
    effect: str


def read(data: bytes, *, offices: Mapping[str, str] | None = None) -> Read:
    """The process in the file. `offices` are the words of kinds of offices, to know lanes by. Raises NotTaken."""
    return _Reader(_parse(data), offices or {}).read()


def _parse(data: bytes) -> etree._Element:
    if len(data) > MOST_BYTES:
        raise NotTaken("Tệp nặng hơn 2 MB, không phải một quy trình.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise NotTaken("Tệp không phải XML đọc được.") from wrong
    if root is None or root.getroottree().docinfo.doctype:
        raise NotTaken("Tệp có phần khai báo DOCTYPE, không nhận.")
    if root.tag != f"{{{MODEL}}}definitions":
        raise NotTaken("Tệp không phải BPMN 2.0: phần tử gốc phải là definitions của BPMN 2.0.")
    if sum(1 for _each in root.iter()) > MOST_ELEMENTS:
        raise NotTaken("Tệp có quá nhiều phần tử, không phải một quy trình.")
    return root


def _local(element: etree._Element) -> str:
    """The name of a BPMN element; empty for comments and for elements of other languages."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace == MODEL else ""


def _children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    return ((name, child) for child in element if (name := _local(child)))


def _words(element: etree._Element, attribute: str = "name") -> str:
    return " ".join(nfc(element.get(attribute) or "").split())[:200]


class _Reader:
    def __init__(self, root: etree._Element, offices: Mapping[str, str]) -> None:
        self.root = root
        self.offices = {fold(str(words)): code for code, words in offices.items()}
        self.refusals: list[Refusal] = []
        self.left_out: Counter[str] = Counter()
        self.doubts: list[Doubt] = []
        self.nodes: dict[str, _Node] = {}
        self.lanes: dict[str, tuple[str, str]] = {}

    def read(self) -> Read:
        process = self._process()
        if process is not None:
            self._elements(process)
        if self.refusals:
            raise NotTaken(str(self.refusals[0]), tuple(self.refusals))
        assert process is not None
        if not self.nodes:
            raise NotTaken("Tệp không có bước nào.")
        if (
            len(self.nodes) > 2 * MOST_STEPS
            or sum(len(n.outgoing) for n in self.nodes.values()) > 2 * MOST_FLOWS
        ):
            raise NotTaken("Tệp có quá nhiều bước, không phải một quy trình.")
        self._keys()
        graph = _folded(self._graph(), self._added())
        left = tuple(f"{name} × {count}" for name, count in sorted(self.left_out.items()))
        return Read(graph, _words(process), left, tuple(dict.fromkeys(self.doubts)))

    # ------------------------------------------------------------ what is in the file

    def _refuse(self, element: etree._Element, reason: str = "") -> None:
        name = _local(element)
        self.refusals.append(
            Refusal(
                name, element.get("id") or "không mã", _words(element), reason or REASONS.get(name, GENERIC)
            )
        )

    def _leave_out_or_refuse(self, name: str, element: etree._Element) -> None:
        if name in _LEFT_OUT:
            self.left_out[name] += 1
        else:
            self._refuse(element)

    def _process(self) -> etree._Element | None:
        found = []
        for name, child in _children(self.root):
            if name == "process":
                if any(
                    each in _NODES or each not in _LEFT_OUT | _PLAIN | {"laneSet"}
                    for each, _e in _children(child)
                ):
                    found.append(child)
            elif name == "collaboration":
                for inner, each in _children(child):
                    if inner not in _PLAIN and inner != "participant":
                        self._leave_out_or_refuse(inner, each)
            elif name not in _PLAIN and name != "message":
                self._leave_out_or_refuse(name, child)
        for extra in found[1:]:
            self._refuse(extra)
        if not found and not self.refusals:
            raise NotTaken("Tệp không có quy trình nào.")
        return found[0] if found else None

    def _elements(self, process: etree._Element) -> None:
        edges = []
        for name, child in _children(process):
            if name in _NODES:
                self._node(name, child)
            elif name == "sequenceFlow":
                edges.append(child)
            elif name == "laneSet":
                self._lane_set(child)
            elif name not in _PLAIN:
                self._leave_out_or_refuse(name, child)
        if self.refusals:
            return  # flows to and from what is refused would only repeat it
        for each in edges:
            self._edge(each)
        for node in self.nodes.values():
            self._ways_of(node)

    def _node(self, name: str, element: etree._Element) -> None:
        waits = name == "intermediateCatchEvent"
        node = _Node(name, element.get("id") or "", _words(element), _NODES[name], element)
        definitions = 0
        for inner, child in _children(element):
            if waits and inner in _WAITS_FOR:
                definitions += 1
            elif inner not in _PLAIN:
                self._leave_out_or_refuse(inner, child)
        if waits and definitions != 1:
            self._refuse(element, "bước chờ phải đợi đúng một tin hoặc một hạn giờ")
        for attribute, plain in (
            ("isForCompensation", "false"),
            ("startQuantity", "1"),
            ("completionQuantity", "1"),
        ):
            if element.get(attribute, plain) != plain:
                self._refuse(element, "thuộc tính isForCompensation, startQuantity hay completionQuantity")
        if not node.id or node.id in self.nodes:
            self._refuse(element, "mã trống hoặc trùng")
            return
        self.nodes[node.id] = node

    def _lane_set(self, lanes: etree._Element) -> None:
        for name, lane in _children(lanes):
            if name != "lane":
                continue
            who, office = self._lane_is(lane)
            for inner, child in _children(lane):
                if inner == "flowNodeRef":
                    self.lanes[(child.text or "").strip()] = (who, office)
            for inner, child in _children(lane):
                if inner == "childLaneSet":
                    self._lane_set(child)

    def _lane_is(self, lane: etree._Element) -> tuple[str, str]:
        who = lane.get(ours("who"))
        if who is not None and (who in WHO_WORDS or who == ""):
            return who, (lane.get(ours("office")) or "")[:60]
        words = fold(_words(lane))
        known = next((code for code, said in WHO_WORDS.items() if words.startswith(fold(said))), "")
        office = next((code for said, code in self.offices.items() if said and said in words), "")
        if not known:
            self.doubts.append(Doubt("lane", _words(lane) or lane.get("id") or ""))
        return known, office

    def _edge(self, element: etree._Element) -> None:
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        if source not in self.nodes or target not in self.nodes:
            self._refuse(element, "không nối hai bước có trong quy trình")
            return
        condition = ""
        for name, child in _children(element):
            if name == "conditionExpression":
                condition = " ".join(nfc("".join(child.itertext())).split())
        effect = element.get(ours("effect")) or "none"
        edge = _Edge(
            element.get("id") or "",
            source,
            target,
            _words(element)[:120],
            condition,
            element.get(ours("outcome")) or "",
            effect if effect in set(Effect) else "none",
        )
        self.nodes[source].outgoing.append(edge)
        self.nodes[target].incoming.append(edge)

    def _ways_of(self, node: _Node) -> None:
        if node.kind in (Kind.CHOICE, Kind.SPLIT):
            return
        if len(node.outgoing) > 1:
            self._refuse(
                node.raw, "có nhiều lối ra mà không qua cổng; BPMN hiểu là đi tất cả, ở đây phải vẽ cổng"
            )
        elif any(edge.condition and not edge.outcome for edge in node.outgoing):
            self._refuse(node.raw, "lối ra có điều kiện mà không qua cổng")

    # ------------------------------------------------------------ as our steps

    def _keys(self) -> None:
        taken: set[str] = set()
        for node in self.nodes.values():
            wanted = node.raw.get(ours("key")) or ""
            if not _KEY.fullmatch(wanted):
                wanted = slug(node.name)[:34] or slug(node.id)[:34] or "buoc"
            key, number = wanted, 1
            while key in taken:
                number += 1
                key = f"{wanted[:34]}-{number}"
            taken.add(key)
            node.key = key

    def _graph(self) -> Graph:
        steps: list[Step] = []
        flows: list[Flow] = []
        enters: dict[str, str] = {}
        for node in self.nodes.values():
            made = self._step(node)
            if node.kind == Kind.SPLIT and len(node.incoming) > 1 and len(node.outgoing) > 1:
                # One gateway that gathers and parts at once: two steps here.
                join = replace(made, key=f"{made.key[:36]}-gop", kind=Kind.JOIN)
                steps.append(join)
                flows.append(Flow(join.key, made.key))
                enters[node.id] = join.key
            steps.append(made)
        for node in self.nodes.values():
            for edge, outcome in zip(node.outgoing, _outcomes(node, self.nodes), strict=True):
                target = enters.get(edge.target, self.nodes[edge.target].key)
                words = edge.name
                if outcome and not edge.outcome and not words:
                    words = (edge.condition or self.nodes[edge.target].name)[:120]
                flows.append(Flow(node.key, target, outcome, words, edge.effect))
        return Graph(tuple(steps), tuple(replace(f, order=n) for n, f in enumerate(flows)))

    def _step(self, node: _Node) -> Step:
        kind = node.kind
        if kind == Kind.SPLIT and len(node.outgoing) < 2:
            kind = Kind.JOIN
        said = node.raw.get(ours("kind"))
        if said == Kind.WAIT_MONEY and kind == Kind.WAIT_CITIZEN:
            kind = Kind.WAIT_MONEY
        if said == Kind.TRANSFER and kind == Kind.TASK:
            kind = Kind.TRANSFER
        name = node.name or KIND_WORDS[kind]
        if kind not in (Kind.TASK, Kind.TRANSFER, Kind.WAIT_CITIZEN, Kind.WAIT_MONEY):
            return Step(node.key, name, kind)
        who, office = self.lanes.get(node.id, ("", ""))
        who = node.raw.get(ours("who"), who)
        office = node.raw.get(ours("office"), office)
        waits = kind in (Kind.WAIT_CITIZEN, Kind.WAIT_MONEY)
        clock = "stopped" if waits or node.raw.get(ours("clock")) == "stopped" else "runs"
        hours = self._hours(node)
        return Step(node.key, name, kind, who if who in WHO_WORDS else "", office[:60], hours, clock)

    def _hours(self, node: _Node) -> Decimal:
        said = node.raw.get(ours("hours")) or ""
        if re.fullmatch(r"\d{1,4}(\.\d{1,2})?", said):
            return Decimal(said)
        for name, child in _children(node.raw):
            if name == "timerEventDefinition":
                for inner, each in _children(child):
                    found = _DURATION.match((each.text or "").strip()) if inner == "timeDuration" else None
                    if found:
                        days, hours, minutes = (int(part or 0) for part in found.groups())
                        whole = Decimal(days * _HOURS_A_DAY + hours) + Decimal(minutes) / 60
                        return min(whole.quantize(Decimal("0.01")), Decimal(2000))
                self.doubts.append(Doubt("timer", node.name or node.id))
        return Decimal(0)

    def _added(self) -> dict[str, str]:
        """Gateways that our own export put behind a step, by their keys."""
        return {n.key: of for n in self.nodes.values() if (of := n.raw.get(ours("of")))}


def _outcomes(node: _Node, nodes: dict[str, _Node]) -> list[str]:
    """The code of each way out: as we wrote it, as the condition asks, or from its words."""
    choosing = node.kind == Kind.CHOICE and len(node.outgoing) > 1
    found: list[str] = []
    for number, edge in enumerate(node.outgoing):
        outcome = edge.outcome if _KEY.fullmatch(edge.outcome) else ""
        if choosing and not outcome:
            asked = _CONDITION.match(edge.condition)
            words = edge.name or edge.condition or nodes[edge.target].name
            outcome = asked[1] if asked else slug(words)[:36] or f"loi-{number + 1}"
            if outcome in found:
                outcome = f"{outcome[:36]}-{number + 1}"
        found.append(outcome)
    return found


def _folded(graph: Graph, added: dict[str, str]) -> Graph:
    """Without gateways that our steps do not need: those that only gather, and those that our export put in."""
    for step in list(graph.steps):
        leaving, entering = graph.leaving[step.key], graph.entering[step.key]
        gate = step.kind == Kind.CHOICE or (step.kind == Kind.JOIN and len(entering) < 2)
        if gate and len(leaving) == 1 and leaving[0].target != step.key:
            graph = _dissolve(graph, step.key)
        elif step.kind == Kind.CHOICE and step.key in added and len(entering) == 1:
            source = entering[0].source
            if source == added[step.key] and len(graph.leaving[source]) == 1 and graph.by_key[source].human:
                graph = _pull_in(graph, step.key, source)
    return graph


def _dissolve(graph: Graph, key: str) -> Graph:
    """Whatever leads to a gathering gateway leads on to where it leads; what stood on its one way out goes along."""
    (out,) = graph.leaving[key]
    flows = []
    for flow in graph.flows:
        if flow is out:
            continue
        if flow.target == key:
            flow = replace(
                flow,
                target=out.target,
                words=flow.words or out.words,
                outcome=flow.outcome or out.outcome,
                effect=flow.effect if flow.effect != "none" else out.effect,
            )
        flows.append(flow)
    return Graph(tuple(s for s in graph.steps if s.key != key), tuple(flows))


def _pull_in(graph: Graph, gate: str, step: str) -> Graph:
    """The ways out of the gateway become the outcomes of the step."""
    flows = tuple(
        replace(flow, source=step) if flow.source == gate else flow
        for flow in graph.flows
        if not (flow.source == step and flow.target == gate)
    )
    return Graph(tuple(s for s in graph.steps if s.key != gate), flows)
