"""Where each step stands in the drawing: lanes of who acts, columns of what comes before what, ways with right angles.

Ways that pass over columns get a place of their own in each, so that no way runs through a step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from dinh.catalog.rules.process import Flow, Graph, Kind, Step, layers

WIDE, HIGH = 140, 64
ROUND, GATE = 36, 44
AIR, PASS, TRACK = 18, 20, 9
"""Room around a step in its row, height of a row that only ways pass, room between two ways that turn side by side."""
PORT = 15
"""Room between two ways that leave a step, so that the words of one do not lie on the other."""
GAP, WORDS = 34, 92
LANE_HEAD = 40
MARGIN = 12


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> int:
        return self.y + self.h // 2

    @property
    def right(self) -> int:
        return self.x + self.w


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of those steps that one kind of person in one kind of office does."""

    who: str
    office_kind: str
    box: Box
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A flow as drawn: its corner points."""

    flow: Flow
    points: tuple[tuple[int, int], ...]
    back: bool = False


@dataclass(frozen=True)
class Drawing:
    """The whole picture, in pixels from the upper left corner."""

    width: int
    height: int
    boxes: dict[str, Box]
    lanes: tuple[Lane, ...]
    ways: tuple[Way, ...]


@dataclass(slots=True)
class _Item:
    """A step, or the place where a way passes a column."""

    lane: int
    column: int
    key: str = ""
    row: int = -1
    before: list[_Item] = field(default_factory=list)


def lay_out(graph: Graph) -> Drawing:
    """The drawing of a graph; the same graph always gives the same drawing."""
    column = layers(graph)
    lane_of, lanes = _lanes(graph, column)
    items = {step.key: _Item(lane_of[step.key], column[step.key], step.key) for step in graph.steps}
    flows = sorted(
        (f for f in graph.flows if f.source in items and f.target in items and f.source != f.target),
        key=lambda f: f.order,
    )
    passes = [_passes(items, flow) for flow in flows]
    sizes = {step.key: _size(graph, step) for step in graph.steps}
    rows = _rows([*items.values(), *(item for chain in passes for item in chain)], len(lanes), sizes)
    middles, spans, bottom = _heights(rows)
    lefts, width = _columns(items, flows, passes)
    boxes = {step.key: _box(sizes[step.key], items[step.key], middles, lefts) for step in graph.steps}
    ways = _ways(flows, passes, items, boxes, middles, lefts)
    drawn = tuple(
        Lane(
            who,
            office,
            Box(0, spans[n][0], width, spans[n][1] - spans[n][0]),
            tuple(k for k in items if lane_of[k] == n),
        )
        for n, (who, office) in enumerate(lanes)
    )
    return Drawing(width, bottom + MARGIN, boxes, drawn, ways)


def _lanes(graph: Graph, column: dict[str, int]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Each step's lane. What is passed at once stands in the lane of what leads to it, or of what it leads to."""
    lanes: list[tuple[str, str]] = []
    found: dict[str, int] = {}
    ordered = sorted(graph.steps, key=lambda step: column[step.key])
    for step in ordered:
        if step.human:
            lane = (step.who, step.office_kind)
            if lane not in lanes:
                lanes.append(lane)
            found[step.key] = lanes.index(lane)
    for _again in range(len(graph.steps)):
        for step in ordered:
            if step.key in found:
                continue
            near = [f.source for f in graph.entering[step.key]] + [f.target for f in graph.leaving[step.key]]
            lane_of_near = next((found[key] for key in near if key in found), None)
            if lane_of_near is not None:
                found[step.key] = lane_of_near
    if not lanes:
        lanes.append(("", ""))
    return {step.key: found.get(step.key, 0) for step in graph.steps}, lanes


def _passes(items: dict[str, _Item], flow: Flow) -> list[_Item]:
    """The places where a way passes columns between its ends; a way back passes its ends' columns too."""
    a, b = items[flow.source], items[flow.target]
    if a.column < b.column:
        between = range(a.column + 1, b.column)
    else:
        between = range(a.column, b.column - 1, -1)
    # A way runs in the lane it comes from, a way back in the one it goes to, so that it ends close by.
    lane = a.lane if a.column < b.column else b.lane
    chain = [_Item(lane, each) for each in between]
    for earlier, later in zip([a, *chain], [*chain, b], strict=False):
        later.before.append(earlier)
    return chain


def _rows(items: list[_Item], lanes: int, sizes: dict[str, tuple[int, int]]) -> list[list[int]]:
    """Give each item a row in its lane: that of what leads to it where free. Returns the height of each row of each
    lane, 0 for one that only ways pass."""
    taken: dict[tuple[int, int], set[int]] = defaultdict(set)
    steps = sorted((i for i in items if i.key), key=lambda i: i.column)
    for item in steps:
        wish = next((b.row for b in item.before if b.key and b.lane == item.lane and b.row >= 0), 0)
        _take(item, wish, taken)
    chains = [i for i in items if not i.key]
    for item in chains:
        wish = next((b.row for b in item.before if not b.key and b.row >= 0), 0)
        _take(item, wish, taken)
    found = [[0] * (max((i.row for i in items if i.lane == lane), default=0) + 1) for lane in range(lanes)]
    for item in steps:
        room = max(sizes[item.key][1], HIGH) + AIR
        found[item.lane][item.row] = max(found[item.lane][item.row], room)
    return found


def _heights(rows: list[list[int]]) -> tuple[list[list[int]], list[tuple[int, int]], int]:
    """The middle of each row of each lane, each lane's top and bottom, and where the last one ends."""
    middles, spans, top = [], [], MARGIN
    for lane in rows:
        start, middles_here = top, []
        top += 0 if lane[0] else PASS // 2
        for room in lane:
            height = room or PASS
            middles_here.append(top + height // 2)
            top += height
        top += 0 if lane[-1] else PASS // 2
        middles.append(middles_here)
        spans.append((start, top))
    return middles, spans, top


def _take(item: _Item, wish: int, taken: dict[tuple[int, int], set[int]]) -> None:
    used = taken[item.lane, item.column]
    row = wish
    while row in used:
        row += 1
    free_above = next((r for r in range(wish, -1, -1) if r not in used), None)
    if free_above is not None and wish - free_above < row - wish:
        row = free_above
    used.add(row)
    item.row = row


def _columns(items: dict[str, _Item], flows: list[Flow], passes: list[list[_Item]]) -> tuple[list[int], int]:
    """The left edge of each column. The gap before it is as wide as the ways that turn in it need."""
    count = max((i.column for i in items.values()), default=0) + 1
    turns = [0] * (count + 1)
    words = [0] * (count + 1)
    for flow in flows:
        if flow.words:
            words[items[flow.source].column + 1] = WORDS
    for flow, chain in zip(flows, passes, strict=True):
        stops = [items[flow.source], *chain, items[flow.target]]
        for number, (a, b) in enumerate(pairwise(stops)):
            turns[_gap(a, b, number, len(stops))] += 1
    lefts, left = [], LANE_HEAD
    for number in range(count):
        left += GAP + words[number] + TRACK * turns[number]
        lefts.append(left)
        left += WIDE
    return lefts, left + GAP + words[count] + TRACK * turns[count]


def _gap(a: _Item, b: _Item, number: int, stops: int) -> int:
    """Which gap a stretch turns in: 0 is before the first column."""
    if a.column != b.column:
        return max(a.column, b.column)
    # The two ends of a way back: out at the right of its source, in at the left of its target.
    return a.column + 1 if number == 0 else a.column


def _size(graph: Graph, step: Step) -> tuple[int, int]:
    """Width and height: a box grows with the ways that leave or enter it."""
    if step.kind in (Kind.START, Kind.END):
        return ROUND, ROUND
    if step.kind in (Kind.CHOICE, Kind.SPLIT, Kind.JOIN):
        return GATE, GATE
    ways = max(len(graph.leaving[step.key]), len(graph.entering[step.key]))
    return WIDE, max(HIGH, PORT * ways + 6)


def _box(size: tuple[int, int], item: _Item, middles: list[list[int]], lefts: list[int]) -> Box:
    w, h = size
    return Box(lefts[item.column] + (WIDE - w) // 2, middles[item.lane][item.row] - h // 2, w, h)


def _ways(
    flows: list[Flow],
    passes: list[list[_Item]],
    items: dict[str, _Item],
    boxes: dict[str, Box],
    middles: list[list[int]],
    lefts: list[int],
) -> tuple[Way, ...]:
    used: dict[int, int] = defaultdict(int)
    ports_out = _ports(flows, items, passes, boxes, out=True)
    ports_in = _ports(flows, items, passes, boxes, out=False)

    def level(item: _Item, flow: Flow, ports: dict[int, int]) -> int:
        if item.key:
            return boxes[item.key].middle + ports[id(flow)]
        return middles[item.lane][item.row]

    found = []
    for flow, chain in zip(flows, passes, strict=True):
        stops = [items[flow.source], *chain, items[flow.target]]
        heights = [level(stops[0], flow, ports_out)]
        heights += [level(each, flow, ports_in) for each in stops[1:]]
        x = boxes[flow.source].right
        points = [(x, heights[0])]
        for number, (a, b) in enumerate(pairwise(stops)):
            gap = _gap(a, b, number, len(stops))
            if heights[number] == heights[number + 1] and a.column < b.column:
                continue
            used[gap] += 1
            if gap < len(lefts):
                turn = lefts[gap] - GAP // 2 - TRACK * (used[gap] - 1)
            else:
                turn = lefts[-1] + WIDE + GAP // 2 + WORDS + TRACK * (used[gap] - 1)
            points += [(turn, heights[number]), (turn, heights[number + 1])]
        points.append((boxes[flow.target].x, heights[-1]))
        back = items[flow.source].column >= items[flow.target].column
        found.append(Way(flow, _straight(points), back))
    return tuple(found)


def _ports(
    flows: list[Flow],
    items: dict[str, _Item],
    passes: list[list[_Item]],
    boxes: dict[str, Box],
    *,
    out: bool,
) -> dict[int, int]:
    """How far above or below the middle each way leaves or enters its step, so that they do not lie on one another."""
    at: dict[str, list[tuple[tuple[int, int], int]]] = defaultdict(list)
    for flow, chain in zip(flows, passes, strict=True):
        stops = [items[flow.source], *chain, items[flow.target]]
        other = stops[1] if out else stops[-2]
        at[flow.source if out else flow.target].append(((other.lane, other.row), id(flow)))
    found = {}
    for key, some in at.items():
        step = min(PORT, (boxes[key].h - 6) / max(1, len(some) - 1))
        for number, (_where, flow_id) in enumerate(sorted(some)):
            found[flow_id] = int((number - (len(some) - 1) / 2) * step)
    return found


def _straight(points: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Without points that lie on the line between their neighbours."""
    kept: list[tuple[int, int]] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) >= 2 and (
            (kept[-1][0] == kept[-2][0] == point[0]) or (kept[-1][1] == kept[-2][1] == point[1])
        ):
            kept[-1] = point
            continue
        kept.append(point)
    return tuple(kept)
