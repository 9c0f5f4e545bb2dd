"""What may be given, promised and paid; what the book of money says. Whole đồng, never fractions. No framework, no tables.

The book is a list of entries, each so many đồng of a source and a year, on one of three sides: planned (given by a budget
decision), committed (by a contract or its appendix), paid (out, or taken back when negative). Nothing is ever rewritten, so
every sum is a sum of entries, and the sums by source, by year and whole cannot part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dinh.ground.calendar import for_country
from dinh.plans.shapes_money import OF_CONTRACT, BudgetKind, MilestoneKind, PaymentKind

from .correcting import Fault
from .money_edition import source, source_of_words, threshold
from .numbers import words_of

MOST = 10**14
"""A hundred thousand billion đồng: more than any province spends in a year. What is above was typed wrong."""


@dataclass(frozen=True, slots=True)
class Entry:
    """So many đồng of a source and a year, on one side of the book."""

    side: str
    source: str
    year: int
    amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a deed: source, year, đồng."""

    source: str
    year: int
    amount: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What was given, promised and paid."""

    planned: int = 0
    committed: int = 0
    paid: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.planned + other.planned, self.committed + other.committed, self.paid + other.paid)

    @property
    def left(self) -> int:
        """Given and not yet paid; negative when more was paid than given."""
        return self.planned - self.paid

    @property
    def free(self) -> int:
        """Given and not yet promised; negative when more was promised than given."""
        return self.planned - self.committed

    @property
    def share(self) -> Decimal | None:
        """The part of what was given that is paid, in hundredths with one decimal; None when nothing was given."""
        return percent_of(self.paid, self.planned)


@dataclass(frozen=True)
class Book:
    """The sums of entries, by source and year."""

    cells: dict[tuple[str, int], Cell] = field(default_factory=dict)

    @property
    def total(self) -> Cell:
        return sum(self.cells.values(), Cell())

    def by_source(self) -> dict[str, Cell]:
        """Sums by source, in the edition's order as entered."""
        return self._by(0)

    def by_year(self) -> dict[int, Cell]:
        made = self._by(1)
        return {year: made[year] for year in sorted(made)}

    def cell(self, source_code: str, year: int) -> Cell:
        return self.cells.get((source_code, year), Cell())

    def _by(self, place: int) -> dict:  # type: ignore[type-arg]
        made: defaultdict = defaultdict(Cell)  # type: ignore[type-arg]
        for key, cell in self.cells.items():
            made[key[place]] = made[key[place]] + cell
        return dict(made)


def percent_of(part: int, whole: int) -> Decimal | None:
    """12,5 of a part in a whole, exact to one decimal, half up; None when there is no whole."""
    if whole <= 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def book_of(entries: Iterable[Entry]) -> Book:
    """The book that entries make."""
    cells: defaultdict[tuple[str, int], Cell] = defaultdict(Cell)
    for entry in entries:
        cells[entry.source, entry.year] += Cell(**{entry.side: entry.amount})
    return Book(dict(sorted(cells.items(), key=lambda pair: (pair[0][1], pair[0][0]))))


def paper_parts(given: Sequence[tuple[str, str, int]], first_year: int) -> list[Part]:
    """What a paper gives a project, as (source's words, year's words, đồng), by source and year. A sum of "all" beside its
    parts is not counted twice; a year not said is the first of the plan."""
    detailed = [each for each in given if each[0]] or [each for each in given if each[1]] or list(given)
    sums: dict[tuple[str, int], int] = {}
    for words, year_words, amount in detailed:
        said = re.search(r"(?:19|20|21)\d\d", year_words)
        key = (source_of_words(words), int(said[0]) if said else first_year)
        sums[key] = sums.get(key, 0) + amount
    return [Part(code, year, amount) for (code, year), amount in sums.items() if amount]


# ---------------------------------------------------------------- what may be


def part_faults(parts: Sequence[Part]) -> list[Fault]:
    """What is wrong with the rows of a deed whatever the deed: none, one line twice, not whole, out of all measure."""
    faults = []
    if not parts:
        return [Fault("parts", "Nhập ít nhất một dòng tiền: nguồn, năm, số tiền")]
    seen: set[tuple[str, int]] = set()
    for part in parts:
        where = f"{source(part.source).name} năm {part.year}"
        if (part.source, part.year) in seen:
            faults.append(Fault("parts", f"{where} ghi hai lần, gộp làm một dòng"))
        seen.add((part.source, part.year))
        if part.amount == 0:
            faults.append(Fault("parts", f"{where}: số tiền phải khác 0"))
        if abs(part.amount) > MOST:
            faults.append(Fault("parts", f"{where}: {dong(part.amount)} quá lớn, kiểm tra số chữ số 0"))
        if not source(part.source).alive(part.year):
            faults.append(Fault("parts", f"{where}: nguồn này không có trong năm đó"))
    return faults


def budget_faults(kind: str, parts: Sequence[Part], book: Book, *, given_before: bool) -> list[Fault]:
    """What is wrong with a budget decision, held against the book as it stands."""
    faults = part_faults(parts)
    if faults:
        return faults
    if kind == BudgetKind.FIRST.value and given_before:
        return [Fault("kind", "Dự án đã được giao vốn; ghi bổ sung, cắt giảm hay điều chuyển")]
    if kind != BudgetKind.FIRST.value and not given_before:
        return [Fault("kind", "Dự án chưa được giao vốn; ghi giao vốn lần đầu trước")]
    total = sum(part.amount for part in parts)
    if kind in {BudgetKind.FIRST.value, BudgetKind.MORE.value} and any(part.amount < 0 for part in parts):
        faults.append(Fault("parts", "Giao và bổ sung vốn ghi số dương"))
    if kind == BudgetKind.LESS.value and any(part.amount > 0 for part in parts):
        faults.append(Fault("parts", "Cắt giảm vốn ghi số âm, ví dụ -50.000.000"))
    if kind == BudgetKind.MOVE.value and total != 0:
        faults.append(
            Fault(
                "parts",
                f"Điều chuyển thì số giảm bằng số tăng; đang lệch {dong(total)}. Thêm tiền thì ghi bổ sung vốn",
            )
        )
    for part in parts:
        cell = book.cell(part.source, part.year)
        after = cell.planned + part.amount
        where = f"{source(part.source).name} năm {part.year}"
        if after < 0:
            faults.append(
                Fault("parts", f"{where} chỉ có {dong(cell.planned)}, không bớt được {dong(-part.amount)}")
            )
        elif part.amount < 0 and after < cell.paid:
            faults.append(
                Fault("parts", f"{where} đã chi {dong(cell.paid)}, không giảm vốn xuống còn {dong(after)}")
            )
    return faults


def contract_faults(
    parts: Sequence[Part],
    *,
    worth: int,
    paid: int,
    signed_on: date | None,
    on: date,
    ends_on: date | None,
) -> list[Fault]:
    """What is wrong with the signing of a contract (`worth` 0, `signed_on` None) or with an appendix to one."""
    appendix = signed_on is not None
    faults = [] if appendix and not parts else part_faults(parts)
    if appendix and not parts and ends_on is None:
        faults.append(Fault("parts", "Phụ lục phải đổi giá trị hoặc đổi ngày hoàn thành"))
    total = sum(part.amount for part in parts)
    if not appendix and any(part.amount < 0 for part in parts):
        faults.append(Fault("parts", "Giá trị hợp đồng là số dương"))
    if appendix and worth + total <= 0 and parts:
        faults.append(Fault("parts", f"Hợp đồng đang {dong(worth)}, không giảm hết giá trị"))
    if appendix and parts and worth + total < paid:
        faults.append(
            Fault("parts", f"Đã thanh toán {dong(paid)}, không giảm giá trị xuống còn {dong(worth + total)}")
        )
    if signed_on is not None and on < signed_on:
        faults.append(Fault("on", f"Phụ lục ký sau ngày ký hợp đồng ({signed_on:%d/%m/%Y})"))
    if ends_on is not None and ends_on < on:
        faults.append(Fault("ends_on", "Ngày hoàn thành không trước ngày ký"))
    return faults


@dataclass(frozen=True, slots=True)
class ContractState:
    """A contract as a payment meets it."""

    number: str
    worth: int
    paid: int
    signed_on: date
    closed: bool = False
    """Whether its final payment was made."""

    @property
    def left(self) -> int:
        return self.worth - self.paid


def payment_faults(
    kind: str, parts: Sequence[Part], book: Book, contract: ContractState | None, *, on: date, today: date
) -> list[Fault]:
    """What is wrong with a payment whoever makes it. Going over a contract or a line is told by `over`, since a leader may
    let it pass. Amounts of a refund are typed as positive numbers."""
    faults = part_faults(parts)
    if any(part.amount < 0 for part in parts):
        faults.append(Fault("parts", "Số tiền chi là số dương; thu hồi thì chọn loại thu hồi, hoàn trả"))
    if kind in OF_CONTRACT and contract is None:
        faults.append(Fault("contract", "Tạm ứng và thanh toán phải theo một hợp đồng"))
    if kind == PaymentKind.DIRECT.value and contract is not None:
        faults.append(Fault("contract", "Chi không qua hợp đồng thì không chọn hợp đồng"))
    if on > today:
        faults.append(Fault("on", "Ngày chi không được sau hôm nay"))
    if contract is not None and on < contract.signed_on:
        faults.append(
            Fault(
                "on",
                f"Hợp đồng {contract.number} ký ngày {contract.signed_on:%d/%m/%Y}, chưa chi trước ngày đó được",
            )
        )
    if contract is not None and contract.closed and kind in OF_CONTRACT:
        faults.append(Fault("contract", f"Hợp đồng {contract.number} đã thanh toán lần cuối"))
    if kind == PaymentKind.REFUND.value:
        for part in parts:
            paid = book.cell(part.source, part.year).paid
            if part.amount > paid:
                where = f"{source(part.source).name} năm {part.year}"
                faults.append(
                    Fault("parts", f"{where} mới chi {dong(paid)}, không thu hồi được {dong(part.amount)}")
                )
        total = sum(part.amount for part in parts)
        if contract is not None and total > contract.paid:
            faults.append(
                Fault(
                    "parts",
                    f"Hợp đồng {contract.number} mới chi {dong(contract.paid)}, không thu hồi được {dong(total)}",
                )
            )
    return faults


def over(kind: str, parts: Sequence[Part], book: Book, contract: ContractState | None) -> list[Fault]:
    """Where a payment would go over its contract or over a budget line; empty when it stays within."""
    if kind == PaymentKind.REFUND.value:
        return []
    faults = []
    total = sum(part.amount for part in parts)
    if contract is not None and total > contract.left:
        faults.append(
            Fault(
                "parts",
                f"Hợp đồng {contract.number} còn {dong(contract.left)}, chi {dong(total)} là vượt "
                f"{dong(total - contract.left)}. Ký phụ lục tăng giá trị, hoặc người có thẩm quyền ghi văn bản cho phép",
            )
        )
    for part in parts:
        cell = book.cell(part.source, part.year)
        if part.amount > cell.left:
            faults.append(
                Fault(
                    "parts",
                    f"{source(part.source).name} năm {part.year} còn {dong(cell.left)}, chi {dong(part.amount)} là vượt "
                    f"{dong(part.amount - cell.left)}. Ghi quyết định bổ sung vốn, hoặc người có thẩm quyền ghi văn bản cho phép",
                )
            )
    return faults


def dong(amount: int) -> str:
    """1.250.000 đồng."""
    return f"{words_of(Decimal(amount), digits=0)} đồng"


# ---------------------------------------------------------------- milestones


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone on a day: where it stands and by how many days."""

    kind: MilestoneKind
    days: int = 0
    """Days late (done late, late) or days left (soon, open)."""
    slipped: int = 0
    """Days that its plan moved since it was first promised; negative when brought forward."""


def milestone_state(planned: date, done: date | None, first: date, today: date) -> MilestoneState:
    """Where a milestone stands: done, done late, late, soon or open."""
    slipped = (planned - first).days
    if done is not None:
        late = for_country().days_late(planned, done)
        return MilestoneState(MilestoneKind.DONE_LATE if late else MilestoneKind.DONE, late, slipped)
    if late := for_country().days_late(planned, today):
        return MilestoneState(MilestoneKind.LATE, late, slipped)
    days = max(0, (planned - today).days)
    kind = MilestoneKind.SOON if days <= threshold("soon_days", today) else MilestoneKind.OPEN
    return MilestoneState(kind, days, slipped)


# ---------------------------------------------------------------- steps


def step_faults(key: str, on: date, taken: dict[str, date], order: Sequence[str], today: date) -> list[Fault]:
    """A step is not taken before the steps ahead of it, nor after those behind it, nor in the future."""
    if key not in order:
        return [Fault("key", "Chọn một bước trong danh mục")]
    if on > today:
        return [Fault("on", "Ngày của bước này không được sau hôm nay")]
    place = order.index(key)
    before = [day for name, day in taken.items() if name in order and order.index(name) < place]
    after = [day for name, day in taken.items() if name in order and order.index(name) > place]
    if before and on < max(before):
        return [Fault("on", f"Bước trước đó làm ngày {max(before):%d/%m/%Y}; bước này không thể sớm hơn")]
    if after and on > min(after):
        return [Fault("on", f"Bước sau đó đã làm ngày {min(after):%d/%m/%Y}; bước này không thể muộn hơn")]
    return []


def skipped_steps(taken: Iterable[str], order: Sequence[str]) -> list[str]:
    """Steps not recorded though a later one was."""
    places = [order.index(key) for key in taken if key in order]
    return [key for key in order[: max(places)] if key not in set(taken)] if places else []


# ---------------------------------------------------------------- what is not right


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a project's money or milestones that somebody must look at. Ordered by weight."""

    code: str
    look: str
    amount: int = 0
    days: int = 0
    words: str = ""


FLAGS = (
    "paid-over-plan",
    "paid-over-contract",
    "committed-over-plan",
    "line-over",
    "milestone-late",
    "contract-late",
    "advance-high",
    "slow",
    "step-skipped",
    "no-budget",
)


def money_flags(
    book: Book, contracts: Sequence[ContractState], *, today: date, advances: dict[str, int] | None = None
) -> list[Flag]:
    """Money that is over, or that moves too slowly."""
    total, flags = book.total, []
    if total.planned and total.paid > total.planned:
        flags.append(Flag("paid-over-plan", "late", amount=total.paid - total.planned))
    for contract in contracts:
        if contract.paid > contract.worth:
            flags.append(
                Flag("paid-over-contract", "late", contract.paid - contract.worth, words=contract.number)
            )
    if total.planned and total.committed > total.planned:
        flags.append(Flag("committed-over-plan", "late", amount=total.committed - total.planned))
    if not (total.planned and total.paid > total.planned):
        for (code, year), cell in book.cells.items():
            if total.planned and cell.paid > cell.planned:
                words = f"{source(code).short} {year}"
                flags.append(Flag("line-over", "late", cell.paid - cell.planned, words=words))
    for contract in contracts:
        advance = (advances or {}).get(contract.number, 0)
        if contract.worth and advance * 100 > contract.worth * threshold("advance_most", today):
            flags.append(Flag("advance-high", "risk", amount=advance, words=contract.number))
    if (slow := slow_year(book, today)) is not None:
        flags.append(slow)
    return flags


def slow_year(book: Book, today: date) -> Flag | None:
    """This year's money is paid more slowly than the year goes by."""
    cell = book.by_year().get(today.year)
    if cell is None or cell.planned <= 0:
        return None
    gone = percent_of(today.timetuple().tm_yday, 366 if today.year % 4 == 0 else 365)
    share = cell.share
    assert gone is not None and share is not None
    if share + threshold("slow_points", today) >= gone:
        return None
    return Flag("slow", "risk", amount=cell.left, words=f"{words_of(share)}|{words_of(gone)}|{today.year}")


def in_weight(flags: Iterable[Flag]) -> list[Flag]:
    """The gravest first."""
    return sorted(flags, key=lambda flag: (FLAGS.index(flag.code), -flag.days, -flag.amount))
