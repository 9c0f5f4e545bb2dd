"""A proposal told in Vietnamese on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dinh.plans.reading.numbers import show
from dinh.plans.reading.shapes import DocumentHead, Pillar, Project, Proposal, Target

PILLARS: dict[Pillar, str] = {
    "government": "Chính quyền số", "economy": "Kinh tế số", "society": "Xã hội số", "infrastructure": "Hạ tầng số", "data": "Dữ liệu số",
    "platform": "Nền tảng số", "human": "Nhân lực số", "security": "An toàn thông tin", "awareness": "Nhận thức số", "institution": "Thể chế số",
    "budget": "Ngân sách", "other": "Khác",
}  # fmt: skip
_PROBLEMS = {
    "two_values": "Một chỉ tiêu hai giá trị", "impossible_share": "Tỷ lệ vượt 100%", "sum_mismatch": "Tổng không khớp",
    "deadline_before_plan": "Hạn trước ngày có kế hoạch", "not_measurable": "Không đo được", "no_owner": "Chưa có cơ quan chịu trách nhiệm",
}  # fmt: skip
_SIGNS = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "=": "", "range": "", "yes": "", "rank": "nhóm "}


def value_of(target: Target) -> str:
    """'≥ 90%', '80–90%', 'nhóm 5', 'đạt được'."""
    if target.value is None:
        return "đạt được"
    unit = target.unit or ""
    number = show(target.value) + (f"–{show(target.value_max)}" if target.value_max is not None else "")
    return f"{_SIGNS[target.operator]}{number}" + (
        unit if unit.startswith("%") else f" {unit}" if unit else ""
    )


def lines_of(lines: tuple[int, int]) -> str:
    return f"dòng {lines[0]}" if lines[0] == lines[1] else f"dòng {lines[0]}–{lines[1]}"


def told(proposal: Proposal, name: str) -> str:
    """The whole summary as text."""
    return "\n".join(_all(proposal, name))


def _all(proposal: Proposal, name: str) -> Iterator[str]:
    yield name
    yield "=" * len(name)
    yield from _head(proposal.document)
    numbered = sum(1 for target in proposal.targets if target.value is not None)
    yield ""
    yield f"CHỈ TIÊU: {len(proposal.targets)} ({numbered} có số, {len(proposal.targets) - numbered} cam kết không số)"
    for pillar, words in PILLARS.items():
        mine = [target for target in proposal.targets if target.pillar == pillar]
        if mine:
            yield f"\n  {words}"
            for target in mine:
                yield from _target(target)
    body = sum(1 for task in proposal.tasks if task.where == "body")
    yield ""
    yield f"NHIỆM VỤ: {len(proposal.tasks)} ({body} trong phần thân, {len(proposal.tasks) - body} trong phụ lục)"
    for lead, count in Counter(
        task.lead or "(chưa rõ cơ quan chủ trì)" for task in proposal.tasks
    ).most_common(8):
        yield f"  {count:3d}  {_cut(lead, 90)}"
    if proposal.projects:
        yield ""
        yield f"DỰ ÁN: {len(proposal.projects)}"
        for project in proposal.projects:
            yield from _project(project)
    if proposal.reporting:
        yield ""
        yield f"CHẾ ĐỘ BÁO CÁO: {len(proposal.reporting)}"
        for duty in proposal.reporting:
            parts = [
                duty.who or "(chưa rõ ai)",
                f"báo cáo {duty.to}" if duty.to else "báo cáo",
                duty.rhythm or "",
                f"hạn: {duty.due}" if duty.due else "",
            ]
            yield f"  {duty.id}  {'; '.join(_cut(part, 70) for part in parts if part)} ({lines_of(duty.lines)})"
    yield from _problems(proposal)


def _head(head: DocumentHead) -> Iterator[str]:
    day = ".".join(reversed(head.date.split("-"))).replace(".", "/") if head.date else None
    years = (
        "–".join(str(year) for year in (head.horizon_from, head.horizon_to) if year)
        if head.horizon_from != head.horizon_to
        else str(head.horizon_to or "")
    )
    for label, value in (
        ("Loại", head.kind), ("Số", head.number), ("Ngày", day), ("Nơi ban hành", head.issuer), ("Tên", head.title),
        ("Thời gian", (years + (f", tầm nhìn {head.vision_to}" if head.vision_to else "")) or None), ("Người ký", head.signer),
        ("Thực hiện", ", ".join(head.implements) or None),
    ):  # fmt: skip
        yield f"{label + ':':14s}{value if value else '(văn bản không ghi rõ)'}"


def _target(target: Target) -> Iterator[str]:
    due = f"đến {target.deadline_year}" if target.deadline_year else "chưa rõ năm"
    places = " và ".join(lines_of(place.lines) for place in target.places)
    scope = f", {target.scope}" if target.scope else ""
    yield f"    {target.id}  {value_of(target)} — {_cut(target.metric or target.text, 100)} ({due}{scope}; {places})"
    if target.lead:
        yield f"          chủ trì: {_cut(target.lead, 90)}"
    for doubt in target.doubts:
        if doubt.startswith("Máy quét"):
            yield f"          ? {doubt}"


def _project(project: Project) -> Iterator[str]:
    whole = next((money.amount for money in project.money if money.source is None), None)
    amount = whole if whole is not None else sum(money.amount for money in project.money)
    said = f" — {amount:,} đồng".replace(",", ".") if amount else ""
    yield f"  {project.id}  {_cut(project.name, 100)}{said} ({lines_of(project.lines)})"
    if project.lead:
        yield f"       chủ trì: {project.lead}" + (f"; thời gian: {project.period}" if project.period else "")


def _problems(proposal: Proposal) -> Iterator[str]:
    if not proposal.problems:
        return
    yield ""
    yield f"ĐIỀU CẦN SOÁT TRONG CHÍNH VĂN BẢN: {len(proposal.problems)}"
    for kind, words in _PROBLEMS.items():
        mine = [problem for problem in proposal.problems if problem.kind == kind]
        if not mine:
            continue
        yield f"\n  {words}: {len(mine)}"
        for problem in mine[: 4 if kind == "not_measurable" else 30]:
            yield f"    - {problem.message}"
        if kind == "not_measurable" and len(mine) > 4:
            yield f"    … và {len(mine) - 4} mục nữa (xem --json)"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
