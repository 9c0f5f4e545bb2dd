"""Words of money on a screen: a flag's sentence, a deed's line in a story, đồng as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.look import formats
from dinh.plans.rules.money import Flag
from dinh.plans.rules.money_edition import source, steps
from dinh.plans.shapes_money import BudgetKind, PaymentKind


def vnd(amount: int) -> str:
    """Short as people say it: "2,5 tỷ đồng"."""
    return formats.vnd(amount, "gon")


def flag_words(flag: Flag) -> str:
    """What is not right, in a sentence."""
    amount = vnd(flag.amount)
    if flag.code == "slow":
        share, gone, year = flag.words.split("|")
        return _(
            "Giải ngân chậm: năm %(year)s mới chi %(share)s%%, đã qua %(gone)s%% số ngày; còn %(amount)s"
        ) % {
            "year": year,
            "share": share,
            "gone": gone,
            "amount": amount,
        }
    sentences = {
        "paid-over-plan": _("Đã chi vượt vốn giao %(amount)s"),
        "paid-over-contract": _("Hợp đồng %(words)s: đã chi vượt giá trị %(amount)s"),
        "committed-over-plan": _("Đã ký hợp đồng vượt vốn giao %(amount)s"),
        "line-over": _("%(words)s: đã chi vượt dòng vốn %(amount)s"),
        "milestone-late": _("Mốc “%(words)s” trễ %(days)s ngày"),
        "contract-late": _("Hợp đồng %(words)s trễ %(days)s ngày"),
        "advance-high": _("Hợp đồng %(words)s: tạm ứng %(amount)s, quá mức thường cho phép"),
        "step-skipped": _("Chưa ghi bước “%(words)s” dù bước sau đã làm"),
        "no-budget": _("Đã ký hoặc chi khi chưa ghi quyết định giao vốn"),
    }
    return sentences[flag.code] % {"amount": amount, "words": flag.words, "days": flag.days}


def flag_word(flag: Flag) -> str:
    """The same in two or three words, for a cell."""
    return {
        "paid-over-plan": _("Vượt vốn giao"),
        "paid-over-contract": _("Chi vượt hợp đồng"),
        "committed-over-plan": _("Hợp đồng vượt vốn"),
        "line-over": _("Vượt dòng vốn"),
        "milestone-late": _("Mốc trễ %(days)s ngày") % {"days": flag.days},
        "contract-late": _("Hợp đồng trễ %(days)s ngày") % {"days": flag.days},
        "advance-high": _("Tạm ứng cao"),
        "slow": _("Giải ngân chậm"),
        "step-skipped": _("Thiếu bước"),
        "no-budget": _("Chưa giao vốn"),
    }[flag.code]


def money_note(data: dict[str, Any]) -> list[str]:
    """What a ledger line of money says besides its deed: the sum, the paper, the contract, the day."""
    made: list[str] = []
    if "amount" in data:
        kinds = {
            **{each.value: each.word for each in BudgetKind},
            **{each.value: each.word for each in PaymentKind},
        }
        if data.get("kind") in kinds:
            made.append(_(kinds[data["kind"]]).lower())
        if data["amount"]:
            made.append(vnd(int(data["amount"])))
        for name, words in (
            ("basis", "%s"),
            ("number", _("hợp đồng %s")),
            ("appendix", _("phụ lục %s")),
            ("voucher", _("chứng từ %s")),
            ("over_basis", _("cho phép chi vượt theo %s")),
        ):
            if data.get(name):
                made.append(words % data[name])
    if data.get("milestone"):
        made.append(f"“{data['milestone']}”")
        for name, words in (
            ("before_on", _("từ %s")),
            ("planned_on", _("đến ngày %s")),
            ("done_on", _("ngày %s")),
        ):
            if data.get(name):
                made.append(words % _day(data[name]))
    if data.get("step"):
        name = next(
            (step.name for step in steps(timezone.localdate()) if step.key == data["step"]), data["step"]
        )
        made += [name.lower(), str(data.get("paper", ""))]
    if "added" in data and "gone" in data:
        made.append(_("thêm %(a)s, bỏ %(b)s chỉ tiêu") % {"a": len(data["added"]), "b": len(data["gone"])})
    return [each for each in made if each]


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def source_name(code: str) -> str:
    return source(code).name
