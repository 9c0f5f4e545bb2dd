"""What an edition must say before it is published, and what can never stand together. Pure.

The seven parts are those that decision 766/QĐ-TTg counts as made public: name, steps, ways, papers, time limit, who may
apply, who decides. What nobody could confirm may be published with its doubt noted; what is missing may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from .. import asking
from ..shapes import Channel
from .columns import TABLES
from .reading import MOST_ROWS, Fault, Where, plain_place


def standing_faults(content: Mapping[str, Any], where: Where = plain_place) -> list[Fault]:
    """What contradicts itself: it can be kept in no draft."""
    faults: list[Fault] = []
    if content["until"] and content["since"] and content["until"] < content["since"]:
        faults.append(Fault(where("", None, "until"), "Ngày hết hiệu lực phải từ ngày bắt đầu trở đi."))
    for key in TABLES:
        if len(content[key]) > MOST_ROWS:
            faults.append(Fault(where(key, None, ""), f"“{TABLES[key][0]}” nhiều nhất {MOST_ROWS} dòng."))
    for table, column in (("exemptions", "code"), ("results", "code"), ("sources", "field")):
        faults += _twice(table, column, content[table], where)
    for at, way in enumerate(content["ways"]):
        if way["term_unit"] != "same-day" and not way["term_amount"]:
            faults.append(
                Fault(where("ways", at, "term_amount"), "Ghi thời hạn là bao nhiêu, hoặc chọn “trong ngày”.")
            )
    for at, one in enumerate(content["exemptions"]):
        if not one["percent"]:
            faults.append(Fault(where("exemptions", at, "percent"), "Mức giảm từ 1 đến 100 phần trăm."))
    for at, fee in enumerate(content["fees"]):
        if fee["until"] and fee["since"] and fee["until"] < fee["since"]:
            faults.append(
                Fault(where("fees", at, "until"), "Ngày hết hạn mức thu phải từ ngày bắt đầu trở đi.")
            )
        if fee["amount"] is None and (fee["tiers"] or fee["cap"] is not None):
            faults.append(Fault(where("fees", at, "amount"), "Có bậc hoặc mức tối đa thì phải có mức thu."))
    faults += [
        Fault(
            where("", None, "form_schema"), f"{each.field}: {each.sentence}" if each.field else each.sentence
        )
        for each in asking.schema_faults(content["form_schema"])[:10]
    ]
    return faults


def _twice(table: str, column: str, rows: Sequence[Mapping[str, Any]], where: Where) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for at, row in enumerate(rows):
        if row[column] in seen:
            faults.append(Fault(where(table, at, column), f"“{row[column]}” đã có ở dòng trước."))
        seen.add(row[column])
    return faults


def doubts(content: Mapping[str, Any]) -> dict[str, str]:
    """What is noted as not known: part -> the doubt."""
    return {row["field"]: row["doubt"] for row in content["sources"] if row["doubt"]}


def missing(content: Mapping[str, Any]) -> list[Fault]:
    """What keeps an edition from being published, each by a sentence that names it."""
    faults: list[Fault] = []

    def need(there: Any, field: str, sentence: str) -> None:
        if not there:
            faults.append(Fault(field, sentence))

    unsure = doubts(content)
    need(content["name"], "name", "Thiếu tên thủ tục.")
    need(content["since"], "since", "Thiếu ngày bắt đầu có hiệu lực.")
    need(content["level"], "level", "Thiếu cấp thực hiện.")
    need(content["steps_text"], "steps_text", "Thiếu trình tự thực hiện.")
    need(content["ways"], "ways", "Thiếu cách thức nộp và thời hạn giải quyết.")
    need(content["papers"], "papers", "Thiếu thành phần hồ sơ: giấy tờ phải nộp, phải xuất trình.")
    need(content["who_may_apply"], "who_may_apply", "Thiếu đối tượng thực hiện.")
    need(
        content["performer"] or content["competent"],
        "performer",
        "Thiếu cơ quan thực hiện hoặc có thẩm quyền.",
    )
    need(content["results"], "results", "Thiếu kết quả thực hiện.")
    need(
        content["fees"] or "fees" in unsure,
        "fees",
        "Thiếu phí, lệ phí. Không thu thì ghi một dòng mức 0 đồng; chưa rõ thì ghi điều còn ngờ.",
    )
    need(
        content["legal_bases"] or "legal_bases" in unsure,
        "legal_bases",
        "Thiếu căn cứ pháp lý. Chưa rõ thì ghi điều còn ngờ.",
    )
    need(
        content["decision_symbol"] or "decision_symbol" in unsure,
        "decision_symbol",
        "Thiếu số quyết định công bố. Chưa rõ thì ghi điều còn ngờ.",
    )
    channels = {way["channel"] for way in content["ways"]}
    if content["online"] == "full" and Channel.ONLINE not in channels:
        faults.append(Fault("ways", "Ghi toàn trình thì phải có cách nộp trực tuyến."))
    return faults


def since_faults(since: date | None, published: Iterable[date]) -> list[Fault]:
    """Whether an edition may begin on that day beside those published."""
    if since and since in set(published):
        return [
            Fault(
                "since",
                f"Đã có bản công bố bắt đầu từ {since:%d/%m/%Y}. Bản đúng hơn bắt đầu từ ngày khác, hoặc rút bản kia trước.",
            )
        ]
    return []
