"""The way through a dossier on line, a step at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dinh.catalog.asking import Page

from .intake import Asked, asked_for

UNIT, CASE, PERSON, FOR, FEE, REVIEW = (
    "noi-nop",
    "truong-hop",
    "nguoi-nop",
    "nop-cho-ai",
    "tinh-phi",
    "kiem-tra",
)
FORM, PAPER = "khai-", "giay-to-"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the way. `of`: the key of the form's page, or the number of the paper."""

    key: str
    title: str
    of: str = ""


def steps(
    *,
    units: int,
    cases: Sequence[str],
    pages: Iterable[Page],
    papers: Iterable[Asked],
    case_name: str,
    form_paper: int | None,
    asks_fee: bool,
) -> list[Step]:
    """All steps in order. `form_paper` is the paper that the form itself is: it is not asked for as a file."""
    way = [Step(UNIT, "Nơi nhận hồ sơ")] if units > 1 else []
    if cases:
        way.append(Step(CASE, "Trường hợp của hồ sơ"))
    way += [Step(PERSON, "Người nộp"), Step(FOR, "Nộp cho ai")]
    way += [Step(FORM + page.key, page.title, page.key) for page in pages]
    way += [
        Step(f"{PAPER}{each.id}", each.name, str(each.id))
        for each in asked_for(papers, case_name)
        if each.id != form_paper
    ]
    if asks_fee:
        way.append(Step(FEE, "Phí, lệ phí"))
    return [*way, Step(REVIEW, "Kiểm tra trước khi nộp")]


def form_paper(papers: Iterable[tuple[int, str, str]], has_form: bool) -> int | None:
    """Which paper the form on line stands for: the first that has a form of its own, by (id, name of form, name)."""
    if not has_form:
        return None
    rows = list(papers)
    named = [paper for paper, form, _name in rows if form]
    called = [
        paper
        for paper, _form, name in rows
        if name.lower().startswith(("tờ khai", "đơn ", "giấy đề nghị", "yêu cầu"))
    ]
    return next(iter([*called, *named]), None)


def after(way: Sequence[Step], key: str, done: Iterable[str]) -> str:
    """The step that follows, passing over those gone through already; the last is the review."""
    gone = set(done)
    keys = [step.key for step in way]
    at = keys.index(key) + 1 if key in keys else 0
    return next((each for each in keys[at:] if each not in gone), REVIEW)


def first_open(way: Sequence[Step], done: Iterable[str]) -> str:
    """Where somebody who comes back goes on."""
    gone = set(done)
    return next((step.key for step in way if step.key not in gone), REVIEW)


def step_of(field: str, way: Sequence[Step], pages: Iterable[Page]) -> str:
    """On which step a fault is put right, by the field that it names."""
    keys = {step.key for step in way}
    if field.startswith("applicant_"):
        return PERSON
    if field.startswith("acted_for"):
        return FOR
    if field.startswith("paper-"):
        key = PAPER + field.removeprefix("paper-")
        return key if key in keys else REVIEW
    named = {"case_name": CASE, "unit": UNIT, "competent_unit": UNIT, "copies": FEE, "pages": FEE}
    if field in named:
        return named[field] if named[field] in keys else REVIEW
    path = field.removeprefix("form.").split(".")
    for page in pages:
        names = {each.name for each in page.fields}
        if page.of == path[0] and (len(path) == 1 or page.rows or path[-1] in names):
            return FORM + page.key
    return REVIEW
