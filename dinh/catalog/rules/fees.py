"""What a case costs: fee lines, steps by page with a cap, reductions, each of its day and its province. Pure, whole đồng.

An amount that nobody here knows (a province council sets it) is never taken for nothing: the line is named among what is
not known, and the sum says that it is not whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dinh.ground.figures import number
from dinh.ground.text import lower


@dataclass(frozen=True, slots=True)
class Tier:
    """From the `first`-th page (copy, case) on, `amount` for each."""

    first: int
    amount: int


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of the table of fees."""

    name: str
    amount: int | None
    kind: str = "phi"
    per: str = "case"
    channel: str = ""
    tiers: tuple[Tier, ...] = ()
    cap: int | None = None
    """The most for one copy (per page), or for the whole line (per copy, per case)."""
    unit_path: str = ""
    """Path of the province whose council set it; "" when it is the same everywhere."""
    since: date | None = None
    until: date | None = None
    source: str = ""
    confirmed: bool = False

    def alive_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Reduction:
    """Who pays less: `percent` off, 100 for nothing to pay."""

    code: str
    words: str
    percent: int


@dataclass(frozen=True, slots=True)
class Quantities:
    """How much is asked for. `pages` holds the number of pages of each copy; without it every copy has one."""

    cases: int = 1
    copies: int = 1
    pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, *, copies: int = 1, pages_each: int = 1) -> Quantities:
        """So many copies of a paper of so many pages."""
        return cls(copies=copies, pages=(pages_each,) * copies)

    @property
    def pages_of_copies(self) -> tuple[int, ...]:
        return self.pages or (1,) * self.copies


@dataclass(frozen=True, slots=True)
class Charged:
    """One line of what is to be paid."""

    name: str
    kind: str
    words: str
    """How it was reckoned: "2 bản, 15 trang"."""
    before: int
    reduction: int
    by_exemption: str = ""

    @property
    def amount(self) -> int:
        return self.before - self.reduction


@dataclass(frozen=True, slots=True)
class Amount:
    """What a case costs. `unknown` names the lines whose amount is not known here."""

    lines: tuple[Charged, ...]
    unknown: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing from the sum."""
        return not self.unknown


def in_force(lines: Iterable[FeeLine], *, channel: str, unit_path: str, day: date) -> list[FeeLine]:
    """The lines that count: of that day, that way of handing in, and that place. Of lines with one name the one for the
    province goes before the one for everywhere, and the one for the channel before the one for all."""
    chosen: dict[str, tuple[tuple[bool, bool, bool], FeeLine]] = {}
    for line in lines:
        if not line.alive_on(day) or line.channel not in ("", channel):
            continue
        if line.unit_path and not unit_path.startswith(line.unit_path):
            continue
        key = lower(line.name)
        # A known amount is never hidden by a line that only says that there is one.
        rank = (bool(line.unit_path), line.amount is not None, bool(line.channel))
        if key not in chosen or rank > chosen[key][0]:
            chosen[key] = (rank, line)
    return [line for _rank, line in chosen.values()]


def stepped(amount: int, tiers: Sequence[Tier], count: int) -> int:
    """`count` things at `amount` each, dearer or cheaper from each step on."""
    steps = [Tier(1, amount), *sorted(tiers, key=lambda tier: tier.first)]
    total = 0
    for at, step in enumerate(steps):
        last = steps[at + 1].first - 1 if at + 1 < len(steps) else count
        total += max(0, min(last, count) - step.first + 1) * step.amount
    return total


def _capped(line: FeeLine, amount: int) -> int:
    return amount if line.cap is None else min(amount, line.cap)


def before_reduction(line: FeeLine, quantities: Quantities) -> int:
    """One line of known amount for these quantities. A cap holds for each copy when pages are counted."""
    assert line.amount is not None
    if line.per == "page":
        return sum(_capped(line, stepped(line.amount, line.tiers, n)) for n in quantities.pages_of_copies)
    count = quantities.copies if line.per == "copy" else quantities.cases
    return _capped(line, stepped(line.amount, line.tiers, count))


def reduced_by(amount: int, percent: int) -> int:
    """What is taken off, to the nearest đồng, a half upwards: in the payer's favour."""
    return (amount * percent + 50) // 100


def amount_of(
    lines: Iterable[FeeLine],
    *,
    channel: str,
    quantities: Quantities,
    day: date,
    unit_path: str = "",
    exemptions: Collection[Reduction] = (),
) -> Amount:
    """What a case handed in that way on that day costs. Reductions do not add up: the largest one counts."""
    best = max(exemptions, key=lambda one: one.percent, default=None)
    charged: list[Charged] = []
    unknown: list[str] = []
    for line in in_force(lines, channel=channel, unit_path=unit_path, day=day):
        if line.amount is None:
            if best is None or best.percent < 100:
                unknown.append(line.name)
            continue
        before = before_reduction(line, quantities)
        off = reduced_by(before, best.percent) if best else 0
        charged.append(
            Charged(line.name, line.kind, _reckoned(line, quantities), before, off, best.code if best else "")
        )
    return Amount(tuple(charged), tuple(unknown))


def _reckoned(line: FeeLine, quantities: Quantities) -> str:
    if line.per == "page":
        pages = quantities.pages_of_copies
        return f"{number(len(pages))} bản, {number(sum(pages))} trang"
    if line.per == "copy":
        return f"{number(quantities.copies)} bản"
    return "" if quantities.cases == 1 else f"{number(quantities.cases)} hồ sơ"


def words_of(line: FeeLine) -> str:
    """A line as a table of fees says it: "2.000đ/trang; từ trang thứ 3: 1.000đ; tối đa 200.000đ/bản"."""
    if line.amount is None:
        return "Chưa có mức thu ở đây"
    if line.amount == 0 and not line.tiers:
        return "Không thu"
    per = {"case": "hồ sơ", "copy": "bản", "page": "trang"}[line.per]
    parts = [f"{number(line.amount)}đ" + ("" if line.per == "case" else f"/{per}")]
    parts += [f"từ {per} thứ {tier.first}: {number(tier.amount)}đ" for tier in line.tiers]
    if line.cap is not None:
        parts.append(f"tối đa {number(line.cap)}đ" + ("/bản" if line.per == "page" else ""))
    return "; ".join(parts)
