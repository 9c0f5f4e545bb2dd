"""A plan's tracking tables as an administrative paper: the words and tables of it, before any file format. The layout is that
of Decree 30/2020; number and day are left open, since the office that signs gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dinh.ground.periods import Period
from dinh.plans.models import Plan
from dinh.plans.queries.money import whole_book
from dinh.plans.queries.sheets import PlanTables, TargetLine
from dinh.plans.rules.money_edition import source
from dinh.plans.rules.numbers import with_unit, words_of
from dinh.plans.shapes import SEVERITY, ProgressState, StandingKind
from dinh.town.models import Unit

from .columns import YES_WORDS
from .rows import SIGNS, flag_vi, group_title

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class PaperTable:
    """An appendix: its number, title, columns (head, share of the width, where the text stands) and rows. A row with one
    cell is a group's name."""

    number: str
    title: str
    note: str
    heads: tuple[tuple[str, float, str], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is printed."""

    parent: str
    issuer: str
    number: str
    place_date: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signer: tuple[str, ...]
    tables: tuple[PaperTable, ...]
    name: str


def paper_of(of: PlanTables) -> Paper:
    """The tracking paper of a plan for a period."""
    plan, unit = of.plan, of.plan.unit
    period = of.period.label_vi
    return Paper(
        parent="ỦY BAN NHÂN DÂN",
        issuer=unit.full_name.upper(),
        number="Số:          /BC-UBND",
        place_date=f"{unit.name}, ngày       tháng       năm {of.today.year}",
        kind="BÁO CÁO",
        title=f"Kết quả theo dõi thực hiện {_named(plan)}\n(kỳ số liệu: {period[:1].lower() + period[1:]})",
        paragraphs=tuple(_paragraphs(of)),
        recipients=_recipients(unit),
        signer=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        tables=(_targets(of), _tasks(of), _projects(of)),
        name=plan.name,
    )


def _named(plan: Plan) -> str:
    day = f" ngày {plan.date:%d/%m/%Y}" if plan.date else ""
    return f"{plan.name}{day}" if plan.symbol else f"kế hoạch “{plan.title}”{day}"


def _recipients(unit: Unit) -> tuple[str, ...]:
    above = (
        (f"- UBND {unit.parent.full_name[:1].lower() + unit.parent.full_name[1:]} (b/c);",)
        if unit.parent
        else ()
    )
    local = "tỉnh" if unit.parent is None else unit.full_name.removesuffix(unit.name).strip().lower()
    return (
        *above,
        f"- Thường trực Đảng ủy, HĐND {local};" if unit.parent else "- Thường trực Tỉnh ủy, HĐND tỉnh;",
        "- Các cơ quan, đơn vị chủ trì;",
        "- Lưu: VT.",
    )


def _about(title: str) -> str:
    """A title as it goes on after "về": without the kind of paper that it may begin with."""
    bare = title.removeprefix("Kế hoạch ").removeprefix("kế hoạch ")
    return bare[:1].lower() + bare[1:]


def _counted(kinds: Sequence[StandingKind]) -> str:
    numbers = Counter(kinds)
    return ", ".join(f"{numbers[kind]} {kind.word.lower()}" for kind in reversed(SEVERITY) if numbers[kind])


def _paragraphs(of: PlanTables) -> list[str]:
    plan = of.plan
    made = [
        f"Thực hiện {_named(plan)} về {_about(plan.title)}, Ủy ban nhân dân "
        f"{plan.unit.full_name[:1].lower() + plan.unit.full_name[1:]} báo cáo kết quả theo dõi như sau:"
    ]
    if of.targets:
        counted = _counted([line.standing.kind for line in of.targets])
        made.append(f"1. Chỉ tiêu: {len(of.targets)} chỉ tiêu, trong đó {counted} (Phụ lục I).")
    if of.tasks:
        counted = _counted([line.row.standing.kind for line in of.tasks])
        made.append(f"2. Nhiệm vụ: {len(of.tasks)} nhiệm vụ, trong đó {counted} (Phụ lục II).")
    if of.projects:
        rows = [line.money for line in of.projects]
        total = whole_book(rows).total
        share = f", bằng {words_of(total.share)}% vốn giao" if total.share is not None else ""
        by_source = ", ".join(
            f"{source(code).name.lower()} {_million(cell.planned)}"
            for code, cell in sorted(whole_book(rows).by_source().items(), key=lambda pair: -pair[1].planned)
            if cell.planned
        )
        made.append(
            f"3. Kinh phí: {len(rows)} dự án, nhiệm vụ với tổng vốn giao {_million(total.planned)} triệu đồng"
            f"{f' ({by_source})' if by_source else ''}; đã ký hợp đồng {_million(total.committed)} triệu đồng; đã chi "
            f"{_million(total.paid)} triệu đồng{share} (Phụ lục III)."
        )
        seen = [row for row in rows if row.worst != "ok"]
        if seen:
            made.append(
                f"Có {len(seen)} dự án cần xem: "
                + "; ".join(
                    f"{row.project.name.removeprefix('Nhiệm vụ: ').rstrip('.')[:90].rstrip()}"
                    f"{'…' if len(row.project.name) > 100 else ''} ({flag_vi(row.flags[0].code, row.flags[0].days)})"
                    for row in seen[:6]
                )
                + "."
            )
    made.append("Số liệu lấy từ số đã duyệt trên hệ thống, từng số mở được đến minh chứng./.")
    return made


def _million(amount: int) -> str:
    return words_of(Decimal(amount) / MILLION)


def _goal(line: TargetLine) -> str:
    target = line.target
    if target.operator == "yes" or target.value is None:
        return "Có, hoàn thành"
    if target.operator == "range" and target.value_max is not None:
        return f"{words_of(target.value)}–{words_of(target.value_max)}"
    return f"{SIGNS.get(target.operator, '')}{words_of(target.value)}"


def _done(line: TargetLine) -> str:
    """The approved value of the period, or the newest approved one with its period."""
    value = line.shown or line.newest
    if value is None:
        return "chưa có số"
    if line.target.operator == "yes":
        said = YES_WORDS["1" if value.value >= 1 else "0"]
    else:
        said = words_of(value.value)
    label = Period.parse(value.period_key).label_vi
    return said if line.shown else f"{said} ({label[:1].lower()}{label[1:]})"


def _change(line: TargetLine) -> str:
    if line.change is None:
        return ""
    sign = "+" if line.change > 0 else ""
    return f"{sign}{words_of(line.change)}"


def _targets(of: PlanTables) -> PaperTable:
    rows = [
        (
            str(number),
            line.target.text,
            "" if line.target.operator == "yes" else line.target.measure,
            _goal(line),
            _done(line),
            "" if line.year_before is None or line.target.operator == "yes" else words_of(line.year_before),
            _change(line),
            line.standing_words,
            line.target.lead_name,
            "; ".join(line.evidence),
        )
        for number, line in enumerate(of.targets, 1)
    ]
    heads = (
        ("STT", 5, "c"), ("Chỉ tiêu", 26, "l"), ("Đơn vị tính", 7, "c"), ("Kế hoạch", 8, "c"), ("Thực hiện", 9, "c"),
        ("Cùng kỳ năm trước", 7, "c"), ("Tăng, giảm", 6, "c"), ("Tình trạng", 9, "c"), ("Chủ trì", 14, "l"),
        ("Minh chứng", 10, "l"),
    )  # fmt: skip
    return PaperTable("I", "THEO DÕI CHỈ TIÊU", of.period.label_vi, heads, tuple(rows))


def _tasks(of: PlanTables) -> PaperTable:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for line in of.tasks:
        task, newest = line.row.task, line.row.newest
        members = groups.setdefault(line.group, [])
        state = ProgressState(newest.state).word if newest else "chưa ghi"
        if newest and newest.percent is not None and newest.state != ProgressState.DONE.value:
            state += f", {newest.percent}%"
        members.append(
            (
                str(len(members) + 1),
                task.text,
                task.output,
                f"{task.due_on:%d/%m/%Y}" if task.due_on else task.due_words or task.rhythm,
                state,
                newest.note if newest else "",
                line.row.standing.word,
                task.lead_name,
            )
        )
    rows: list[tuple[str, ...]] = []
    for number, (group, members) in enumerate(groups.items(), 1):
        if group or len(groups) > 1:
            rows.append((group_title(number, group),))
        rows += members
    heads = (
        ("STT", 5, "c"), ("Nội dung", 28, "l"), ("Sản phẩm", 12, "l"), ("Hạn", 9, "c"), ("Tiến độ", 9, "c"),
        ("Kết quả, vướng mắc", 18, "l"), ("Tình trạng", 8, "c"), ("Chủ trì", 12, "l"),
    )  # fmt: skip
    return PaperTable("II", "THEO DÕI NHIỆM VỤ", f"Đến ngày {of.today:%d/%m/%Y}", heads, tuple(rows))


def _projects(of: PlanTables) -> PaperTable:
    rows: list[tuple[str, ...]] = []
    sums = [line.money for line in of.projects]
    if sums:
        total = whole_book(sums).total
        rows.append(
            ("", "TỔNG CỘNG", *_money_cells(total.planned, total.committed, total.paid, total.share), "", "")
        )
    groups: dict[str, list[tuple[str, ...]]] = {}
    for line in of.projects:
        row, cell = line.money, line.money.book.total
        members = groups.setdefault(line.row.project.group, [])
        coming = row.next_milestone
        members.append(
            (
                str(len(members) + 1),
                line.row.project.name,
                *_money_cells(cell.planned, cell.committed, cell.paid, cell.share),
                f"{coming.milestone.title}, {coming.milestone.planned_on:%d/%m/%Y}" if coming else "",
                "; ".join(flag_vi(flag.code, flag.days) for flag in row.flags) or "ổn",
            )
        )
    for number, (group, members) in enumerate(groups.items(), 1):
        if group or len(groups) > 1:
            rows.append((group_title(number, group),))
        rows += members
    heads = (
        ("STT", 5, "c"), ("Dự án, nhiệm vụ", 34, "l"), ("Vốn giao", 9, "r"), ("Đã ký hợp đồng", 9, "r"), ("Đã chi", 9, "r"),
        ("Giải ngân", 8, "r"), ("Mốc tới", 14, "l"), ("Cần xem", 13, "l"),
    )  # fmt: skip
    return PaperTable(
        "III", "THEO DÕI DỰ ÁN, KINH PHÍ", f"Đến ngày {of.today:%d/%m/%Y}, triệu đồng", heads, tuple(rows)
    )


def _money_cells(planned: int, committed: int, paid: int, share: Decimal | None) -> tuple[str, ...]:
    told = with_unit(share, "%") if share is not None else ""
    return (_million(planned), _million(committed), _million(paid), told)
