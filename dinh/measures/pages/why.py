""" "Vì sao có số này?": from the value to what it was made of, to the rows, to the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground import facts
from dinh.ground.facts import FactTable
from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.look import openers
from dinh.look.formats import day_hour, num, relative
from dinh.look.shapes import Fact, FilterBar
from dinh.town.pages import signed_in

from .. import recipes as book
from .. import trusting
from ..engine.formulas import Part
from ..explaining import explained
from ..queries import story_of, value_of, what_changed
from ..queries.boards import Line, lines_of, rows_behind
from ..queries.values import BehindValue
from ..recipes import Recipe
from ..rules.trust import GRAVE, ROWS
from .common import (
    key_of,
    missing_words,
    period_asked,
    period_picker,
    recipe_of,
    room_words,
    unit_asked,
    unit_picker,
    units_seen,
)
from .words import cell, change_words, coded, number_words, value_words

PAGE = 30
PARTS: dict[str, Part] = {"mau": "denominator", "tu": "numerator", "thieu": "rest"}
SHOWN: dict[str, tuple[str, ...]] = {
    "dossiers": ("procedure_name", "received_on", "due_at", "ended_at", "channel", "late"),
}
"""Columns that tell a row of each fact best; of other facts the first that hold something."""
MOST_COLUMNS = 6


@require_GET
@signed_in
def why(request: HttpRequest, code: str) -> HttpResponse:
    """One number and everything behind it, its rows by the page. Five queries, one pass and one page of rows."""
    recipe = recipe_of(code)
    units = units_seen(request)
    unit, period = unit_asked(request, units), period_asked(request)
    lines = lines_of(unit.code, period, [code])
    line = lines[0] if lines else None
    part = PARTS.get(request.GET.get("phan", ""), "denominator")
    split = recipe.top is not None and recipe.kind in ("ratio", "yes")
    rule = _rule_asked(request, line)
    behind = None
    if line is not None and line.now.numerator is not None:
        behind = rows_behind(
            code,
            unit.code,
            period,
            part if split and not rule else "denominator",
            after=request.GET.get("sau", "")[:200],
            limit=PAGE,
            rule=rule,
        )
    table = facts.table(recipe.fact)
    state = lake_queries.state([recipe.fact]).get(recipe.fact)
    context = {
        "recipe": recipe,
        "explained": explained(recipe),
        "fact": room_words(recipe.fact),
        "unit": unit,
        "period": period,
        "ky": key_of(period),
        "line": line,
        "now": line.now if line else None,
        "value": value_words(line.now) if line else "",
        "change": change_words(line.change, str(recipe.unit)) if line else "",
        "missing": missing_words(line.now.missing) if line else [],
        "facts": _facts(line, recipe, state) if line else [],
        "split": split,
        "rest": _rest(line) if split and line else None,
        "part": next(word for word, each in PARTS.items() if each == part),
        "doubts": _doubts(line, rule),
        "rule": rule,
        "behind": behind,
        "columns": [(name, coded(str(words))[0]) for name, words in _columns(table, behind)]
        if behind
        else [],
        "rows": _rows(table, behind) if behind else [],
        "history": _history(code, unit.code, period),
        "bar": FilterBar(pickers=(unit_picker(units, unit), period_picker(period))),
        "about": (recipe.code, unit, period),
        "command": f"dinh measure --unit {unit.code} --period {period.key}{_closing(period)} --json",
    }
    return render(request, "measures/why.html", context)


def _closing(period: Any) -> str:
    return "" if period.closing_day is None else f" --closing {period.closing_day}"


def _rest(line: Line) -> Any:
    now = line.now
    if now.numerator is None or now.denominator is None:
        return None
    return now.denominator - now.numerator


def _rule_asked(request: HttpRequest, line: Line | None) -> str:
    """The rule whose rows are asked for, when it doubts any."""
    asked = request.GET.get("ngo", "")
    known = {each["rule"] for each in line.doubts if each["code"] == ROWS} if line else set()
    return asked if asked in known else ""


def _doubts(line: Line | None, rule: str) -> list[dict[str, Any]]:
    """What is doubtful, in words; a doubt about rows leads to them."""
    return [
        {
            "said": trusting.sentence(each),
            "grave": each["code"] in GRAVE,
            "rule": each.get("rule", "") if each["code"] == ROWS else "",
            "chosen": bool(rule) and each.get("rule") == rule,
        }
        for each in (line.doubts if line else ())
    ]


def _facts(line: Line, recipe: Recipe, state: Any) -> list[Fact]:
    now = line.now
    drawn = getattr(state, "drawn_at", None)
    return [
        Fact(_("Kỳ"), line.series[-1].period, f"{now.first:%d/%m/%Y} – {now.last:%d/%m/%Y}"),
        Fact(
            _("Dữ kiện"),
            relative(drawn) if drawn else _("chưa rút lần nào"),
            _("nguồn đã đổi, chờ tính lại") if now.stale else room_words(recipe.fact),
        ),
        Fact(_("Tính lúc"), day_hour(now.computed_at)),
        Fact(_("Công thức"), _("bản %(n)s") % {"n": num(now.version)}),
    ]


# ---------------------------------------------------------------- rows


def _columns(table: FactTable, behind: BehindValue) -> list[tuple[str, Any]]:
    names = SHOWN.get(table.name)
    if names is None:
        skip = {table.key, "source", "import_id", "unit_now"}
        names = tuple(
            each.name
            for each in table.columns
            if each.name not in skip and any(row.get(each.name) is not None for row in behind.rows)
        )[:MOST_COLUMNS]
    words = {each.name: each.words for each in table.columns}
    return [(name, words[name]) for name in names]


def _cell(words: str, value: Any) -> tuple[str, Any]:
    """A cell under its head; a code by what it is called."""
    head, codes = coded(words)
    return head, codes.get(str(value)) or cell(value)


def _rows(table: FactTable, behind: BehindValue) -> list[dict[str, Any]]:
    """Each row with the record behind it, where it is one of ours; an imported one says from where it came."""
    opened = openers.open_all([ref for ref in behind.records if ref is not None])
    columns = _columns(table, behind)
    made = []
    for row, ref in zip(behind.rows, behind.records, strict=True):
        made.append(
            {
                "key": str(row[table.key]),
                "opened": opened.get(ref) if ref else None,
                "source": "" if row.get("source") in (None, "dinh") else row["source"],
                "cells": [_cell(str(words), row.get(name)) for name, words in columns],
            }
        )
    return made


def _history(code: str, unit_code: str, period: Period) -> list[dict[str, Any]]:
    """Every value this number had, newest first, and what made the newest differ from the one before."""
    now = value_of(code, unit_code, period)
    if now is None:
        return []
    told = [
        {
            "value": each,
            "words": number_words(each.value, str(book.recipe(code).unit)),
            "current": each.current,
            "at": each.run.at,
            "version": each.formula.version,
        }
        for each in story_of(now, limit=10)
    ]
    if len(told) > 1:
        told[0]["changed"] = what_changed(now)
    return told
