"""The table of docs/measures-of-the-plans.md: every target that the machine reads in the five plans, the measure that answers it,
and what the program would offer. `python tools/measures_of_the_plans.py` writes it; a test compares it with the reader's output."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "measures-of-the-plans.md"
ANSWERS = ROOT / "dinh" / "plans" / "tests" / "data" / "answers-of-the-plans.yaml"
WHY_NOT = {
    "yes": "không hứa con số: văn bản hoặc người xác nhận là có",
    "part": "một phần của câu, người soát gộp hoặc loại khi soát",
    "rollup": "đếm xã đã đạt: cách tổng hợp “đếm đơn vị đã đạt” của chỉ tiêu giao xuống, không phải số đo",
}
SIGN = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "=": "", "rank": "hạng "}


@dataclass(frozen=True)
class Row:
    """One target with what a person answers and what the program offers first."""

    plan: str
    number: int
    text: str
    promise: str
    truth: tuple[str, ...]
    why_not: str
    offered: str
    score: float

    @property
    def outcome(self) -> str:
        """How the first offer stands to the person's answer."""
        if self.offered:
            return "right" if self.offered in self.truth else ("wrong" if self.truth else "needless")
        return "missed" if self.truth else "rightly-none"


def _promise(target) -> str:
    if target.operator == "yes" or target.value is None:
        return "có, hoàn thành"
    value = f"{target.value:g}" if target.value_max is None else f"{target.value:g}–{target.value_max:g}"
    return f"{SIGN.get(target.operator, '')}{value} {target.unit or ''}".strip()


def rows() -> list[Row]:
    """Read the five plans and hold each target against its answer. Needs Django set up."""
    import yaml

    from dinh.measures.queries.naming import named
    from dinh.papers.extract import read
    from dinh.plans.reading import read as read_plan

    answers = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    made = []
    for path in sorted((ROOT / "plans").glob("*.txt")):
        targets = read_plan(read(path, path.name)).targets
        given = answers[path.name]
        if set(given) != set(range(1, len(targets) + 1)):
            raise ValueError(f"{path.name}: {len(targets)} targets read, {len(given)} answered")
        for number, target in enumerate(targets, start=1):
            answer = given[number]
            found = named(target.text, unit=target.unit or "", operator=target.operator)
            made.append(
                Row(
                    path.name,
                    number,
                    target.text,
                    _promise(target),
                    () if answer.startswith("-") else tuple(answer.split()),
                    WHY_NOT[answer[1:]] if answer.startswith("-") else "",
                    found[0].measure if found else "",
                    found[0].score if found else 0.0,
                )
            )
    return made


def counted(some: list[Row]) -> Counter[str]:
    """How many stand how."""
    return Counter(row.outcome for row in some)


def table(some: list[Row]) -> str:
    """The page."""
    from dinh.measures import recipes

    known = {one.code: str(one.words) for one in recipes.all_recipes()}
    how = counted(some)
    offered = how["right"] + how["wrong"] + how["needless"]
    answerable = sum(bool(row.truth) for row in some)
    from_records = sum(bool(row.truth) and not row.truth[0].startswith("statistics.") for row in some)
    lines = [
        "# Chỉ tiêu của năm kế hoạch và số đo trả lời",
        "",
        "Bảng do `tools/measures_of_the_plans.py` làm ra từ bản máy đọc; một phép thử giữ nó đúng. Cột “trả lời bằng” là điều người"
        " đọc kỹ chọn (`dinh/plans/tests/data/answers-of-the-plans.yaml`), cột “máy đề nghị” là số đo đầu tiên chương trình đưa ra.",
        "",
        f"- {len(some)} chỉ tiêu đọc được; {answerable} có số đo trả lời: {from_records} đếm từ hồ sơ, việc, văn bản, báo cáo, kiểm tra,"
        f" phản ánh, khoản thu; {answerable - from_records} phải nạp số của nơi khác đếm (`statistics.*`).",
        f"- {len(some) - answerable} không số đo nào trả lời, lý do ghi ở từng dòng.",
        f"- Máy đề nghị {offered} lần, đúng {how['right']}: độ chính xác {how['right'] / offered:.1%}, độ phủ {how['right'] / answerable:.1%}."
        " Cách gọi trong `wordings.yaml` và `indicators.yaml` được viết khi đọc chính năm văn bản này, nên văn bản khác sẽ thấp hơn;"
        " vì vậy máy chỉ đề nghị, người xác nhận.",
        "",
    ]
    plan = ""
    for row in some:
        if row.plan != plan:
            plan = row.plan
            lines += [
                f"## {plan}",
                "",
                "| # | Chỉ tiêu | Hứa | Trả lời bằng | Máy đề nghị |",
                "|---|---|---|---|---|",
            ]
        text = " ".join(row.text.replace("|", "/").split())
        text = text if len(text) <= 140 else f"{text[:139].rsplit(' ', 1)[0]}…"
        truth = " hoặc ".join(f"`{code}` {known[code]}" for code in row.truth) or row.why_not
        machine = f"`{row.offered}` {row.score:.2f}" if row.offered else "không"
        lines.append(f"| {row.number} | {text} | {row.promise} | {truth} | {machine} |")
        if row is some[-1] or some[some.index(row) + 1].plan != plan:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
    import django
    from django.utils import translation

    django.setup()
    with translation.override("vi"):
        TABLE.write_text(table(rows()), encoding="utf-8")
    print(f"{TABLE.relative_to(ROOT)}: {dict(counted(rows()))}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
