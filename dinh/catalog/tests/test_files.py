"""The catalogue as files: what goes out comes back the same; what is wrong is named by its cell; nothing half comes in."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from dinh.catalog import files, queries, rules, services
from dinh.catalog.files import EditionDoc, ProcedureDoc
from dinh.catalog.models import Procedure, ProcedureEdition
from dinh.catalog.services.loading import read_yaml
from dinh.ground import queries as ground_queries

from .builders import CODE, CONTENT, NOON, TODAY, Town

# ---------------------------------------------------------------- what any edition may hold


def text_of(most: int = 40) -> st.SearchStrategy[str]:
    return st.text(max_size=most).map(rules.clean)


def value(column: rules.Column) -> st.SearchStrategy[Any]:
    """Any value that a column may hold, as rules would read it."""
    if column.kind in ("text", "long"):
        raw = text_of() if column.kind == "long" else text_of(min(column.most, 40))
        return raw.map(lambda text: rules.read_value(column, text or ("x" if column.required else "")))
    if column.kind == "code":
        codes = st.sampled_from(list(column.options))
        return codes if column.required else codes | st.just(column.empty)
    if column.kind == "codes":
        one = st.sampled_from(list(column.options)) if column.options else st.from_regex(r"\A[a-z-]{1,9}\Z")
        return st.lists(one, max_size=3, unique=True)
    if column.kind in ("whole", "money"):
        return st.integers(0, 10**9 if column.kind == "money" else column.most) | st.just(column.empty)
    if column.kind == "day":
        return st.dates(date(1900, 1, 1), date(2200, 1, 1)) | st.none()
    if column.kind == "flag":
        return st.booleans()
    if column.kind == "tiers":
        return st.lists(st.integers(2, 99), unique=True, max_size=3).map(
            lambda starts: [{"from": start, "amount": start * 7} for start in sorted(starts)]
        )
    if column.kind == "unit":
        return st.just("38") if column.required else st.sampled_from(["", "38"])
    keys = st.dictionaries(st.from_regex(r"\A[a-z=]{1,5}\Z"), text_of(9) | st.integers(0, 99), max_size=3)
    return keys if column.empty == {} else st.lists(keys, max_size=2)


def row(columns: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({column.key: value(column) for column in columns})


_UNIQUE = {"exemptions": "code", "results": "code", "sources": "field"}


def table(name: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    unique = _UNIQUE.get(name)
    return st.lists(
        row(rules.TABLES[name][1]), max_size=2, unique_by=(lambda r: r[unique]) if unique else None
    )


def form_with(notes: dict[str, Any]) -> dict[str, Any]:
    """A form that is one, with whatever was drawn noted in it; or none."""
    if not notes:
        return {}
    field = {"type": "string", "title": "Mục"}
    page = {"type": "object", "title": "Trang", "properties": {"muc": field}}
    return {"type": "object", "properties": {"trang": page}, "x-notes": notes}


def put_right(content: dict[str, Any]) -> dict[str, Any]:
    """What cannot stand together is made to; everything else stays as drawn."""
    for one in [content, *content["fees"]]:
        if one["since"] and one["until"] and one["until"] < one["since"]:
            one["since"], one["until"] = one["until"], one["since"]
    for way in content["ways"]:
        if way["term_unit"] != "same-day":
            way["term_amount"] = way["term_amount"] or 1
    for exemption in content["exemptions"]:
        exemption["percent"] = exemption["percent"] or 100
    for fee in content["fees"]:
        if fee["amount"] is None:
            fee["tiers"], fee["cap"] = [], None
    content["form_schema"] = form_with(content["form_schema"])
    content["sources"] = sorted(content["sources"], key=lambda said: said["field"])
    return content


contents = st.builds(
    lambda main, tables: put_right({**main, **tables}),
    row(rules.MAIN),
    st.fixed_dictionaries({name: table(name) for name in rules.TABLES}),
)
texts = text_of(30).map(lambda text: " ".join(text.split()) or "x")


@st.composite
def procedures(draw: Any) -> list[ProcedureDoc]:
    found = []
    for code in draw(st.lists(st.from_regex(r"\A[0-9]\.[0-9]{6}\Z"), max_size=2, unique=True)):
        editions = [
            EditionDoc(content, draw(st.sampled_from(["draft", "published"])), rules.plain_place)
            for content in draw(
                st.lists(contents, min_size=1, max_size=2, unique_by=lambda content: content["since"])
            )
        ]
        local = [{"unit": "38", "code": f"{code}.000.00.00.H56", "since": None, "until": None}]
        found.append(
            ProcedureDoc(code, draw(texts)[:60], draw(texts), draw(texts), lambda key: key, draw(st.sampled_from([[], local])), editions)
        )  # fmt: skip
    return found


SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(procedures())
def test_a_json_file_comes_back_the_same(some: list[ProcedureDoc]) -> None:
    back = files.read_json(files.to_json(some))

    assert back.faults == []
    assert files.to_raw(back.procedures) == files.to_raw(some)
    assert [e.content for p in back.procedures for e in p.editions] == [
        e.content for p in some for e in p.editions
    ]


@SLOW
@given(procedures())
def test_a_workbook_comes_back_the_same(some: list[ProcedureDoc]) -> None:
    back = files.read_xlsx(files.to_xlsx(some))

    assert back.faults == []
    assert [e.content for p in back.procedures for e in p.editions] == [
        e.content for p in some for e in p.editions
    ]
    assert files.to_raw(back.procedures) == files.to_raw(some)


def test_text_that_begins_like_a_formula_stays_text() -> None:
    content = rules.blank() | {"name": '=HYPERLINK("http://x")'}
    made = files.to_xlsx(
        [ProcedureDoc("1.000001", "a", "A", "", str, [], [EditionDoc(content, "draft", rules.plain_place)])]
    )
    book = load_workbook(io.BytesIO(made))
    cell = next(cell for cell in book["Thủ tục"][2] if cell.value == '=HYPERLINK("http://x")')

    assert cell.data_type == "s"
    assert files.read_xlsx(made).procedures[0].editions[0].content["name"] == '=HYPERLINK("http://x")'


@pytest.mark.parametrize(
    "contents",
    [b"", b"{", b"[]", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b'{"form": "other"}', b"[" * 100_000,
     b'{"form": "dinh.procedures/1"}', b'{"form": "dinh.procedures/1", "procedures": {}}'],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused_with_a_sentence(contents: bytes) -> None:
    with pytest.raises(services.NotAFile, match=r"Tệp|Bảng"):
        services.read_file(contents)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CONTENT, "code", "field", "field_name", "editions", "local_codes", "x", "amount", "tiers"]), inner, max_size=5), max_leaves=25))  # fmt: skip
def test_whatever_the_file_says_it_is_read_or_refused(raw: Any) -> None:
    for given_ in (raw, {"form": "dinh.procedures/1", "procedures": [raw]}, _one(editions=[raw])):
        try:
            document = files.read_raw(given_)
        except services.NotAFile:
            continue
        assert all(fault.where and fault.sentence for fault in document.faults)


def _one(**more: Any) -> dict[str, Any]:
    base = {"code": CODE, "field": "chung-thuc", "field_name": "Chứng thực", "editions": [CONTENT]}
    return {"form": "dinh.procedures/1", "procedures": [base | more]}


# ---------------------------------------------------------------- into the tables and out again


def take(town: Town, contents: bytes, publish: bool = True, **more: Any) -> services.Preview:
    return services.import_document(
        document=services.read_file(contents), keeper=town.province, publish=publish,
        **({"by": town.planner, "at": NOON} | more),
    )  # fmt: skip


def everything() -> bytes:
    return files.to_json(queries.documents(drafts=True))


@pytest.mark.parametrize("make", [files.to_json, files.to_xlsx])
def test_what_is_exported_is_imported_the_same(town: Town, make: Any) -> None:
    services.load_edition(keeper=town.province, by=None, at=NOON)
    before, out = everything(), make(queries.documents(drafts=True))
    again = take(town, out)
    assert (again.changes, again.count("same")) == (0, 18) and everything() == before

    ProcedureEdition.objects.all().delete()
    Procedure.objects.all().delete()
    taken = take(town, out)

    assert (taken.procedures, taken.count("new")) == (17, 18)
    assert everything() == before


def test_the_edition_file_ships_seventeen_procedures_each_value_with_its_source_or_doubt(town: Town) -> None:
    document = files.read_raw(read_yaml(services.EDITION))
    assert len(document.procedures) == 17 and document.faults == []
    for one in document.procedures:
        for edition in one.editions:
            noted = {said["field"] for said in edition.content["sources"]}
            assert {
                "since",
                "decision_symbol",
                "steps_text",
                "ways",
                "fees",
                "papers",
                "legal_bases",
            } <= noted
            assert all(said["source"] for said in edition.content["sources"])
            assert rules.missing(edition.content) == []


def test_no_fee_that_nobody_knows_has_an_amount() -> None:
    document = files.read_raw(read_yaml(services.EDITION))
    known = {
        (one.code, fee["channel"], fee["amount"])
        for one in document.procedures
        for fee in one.editions[0].content["fees"]
        if fee["amount"]
    }
    assert known == {
        ("2.000635", "", 8000), ("2.000815", "", 2000), ("2.000884", "", 10000), ("2.001263", "", 400000),
        ("1.004222", "direct", 20000), ("1.004222", "online", 10000), ("1.004194", "direct", 15000), ("1.004194", "online", 7000),
    }  # fmt: skip


def test_taking_in_as_drafts_publishes_nothing(town: Town) -> None:
    raw = json.dumps(_one(editions=[CONTENT | {"state": "published"}])).encode()
    seen = take(town, raw, publish=False)
    assert seen.changes == 1 and ProcedureEdition.objects.get().state == "draft"

    seen = take(town, raw)  # said alike by the draft that waits: it is published
    assert [step.deed for step in seen.steps] == ["publish"]
    assert ProcedureEdition.objects.get().state == "published"


def test_a_changed_draft_is_replaced_and_a_changed_published_edition_is_not(town: Town) -> None:
    take(town, json.dumps(_one()).encode())
    seen = take(town, json.dumps(_one(editions=[CONTENT | {"kind": "Khác"}])).encode())
    assert [step.deed for step in seen.steps] == ["again"] and ProcedureEdition.objects.get().kind == "Khác"

    published = [CONTENT | {"state": "published", "kind": "Khác"}]
    take(town, json.dumps(_one(editions=published)).encode())
    wrong = [CONTENT | {"state": "published", "kind": "Khác nữa"}]
    with pytest.raises(services.ImportRefused, match="Đã có bản công bố"):
        take(town, json.dumps(_one(editions=wrong)).encode())


def test_editions_of_one_file_are_published_in_the_order_of_their_days(town: Town) -> None:
    later = CONTENT | {"state": "published", "since": "2026-03-01", "name": "Mới"}
    take(town, json.dumps(_one(editions=[later, CONTENT | {"state": "published"}])).encode())

    first = queries.edition_on(CODE, date(2026, 2, 28))
    assert first is not None and first.until == date(2026, 2, 28)
    assert Procedure.objects.get().name == "Mới"


def test_nothing_comes_in_by_half(town: Town) -> None:
    good = _one()["procedures"][0]
    bad = good | {"code": "1.000002", "editions": [CONTENT | {"fees": [{"name": "A", "amount": "nhiều"}]}]}
    raw = {"form": "dinh.procedures/1", "procedures": [good, bad]}
    with pytest.raises(services.ImportRefused) as refused:
        take(town, json.dumps(raw).encode())

    assert not Procedure.objects.exists()
    assert [str(fault) for fault in refused.value.faults] == [
        "thủ tục 1.000002, bản thứ 1, Phí, lệ phí dòng 1, amount: “Mức thu (đồng)” phải là số nguyên từ 0, đang ghi “nhiều”"
    ]


def test_a_failure_in_the_middle_leaves_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from dinh.catalog.services import importing

    calls = []

    def fails(**given_: Any) -> Any:
        calls.append(given_)
        if len(calls) == 5:
            raise RuntimeError("cut off")
        return real(**given_)

    real = importing.publish_edition
    monkeypatch.setattr(importing, "publish_edition", fails)
    with pytest.raises(RuntimeError):
        services.load_edition(keeper=town.province, by=None, at=NOON)
    assert not Procedure.objects.exists() and not ground_queries.newest_lines()


def workbook(change: Any) -> bytes:
    book = load_workbook(
        io.BytesIO(
            files.to_xlsx(files.read_raw(_one(editions=[CONTENT | {"state": "published"}])).procedures)
        )
    )
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _set(sheet: str, cell: str, said: Any) -> Any:
    def change(book: Workbook) -> None:
        book[sheet][cell] = said

    return change


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (_set("Phí, lệ phí", "E2", "hai nghìn"), "Phí, lệ phí!E2", "số nguyên"),
        (_set("Phí, lệ phí", "E2", "=1+1"), "Phí, lệ phí!E2", "công thức"),
        (_set("Phí, lệ phí", "G2", "từ trang ba"), "Phí, lệ phí!G2", "từ 3: 1000"),
        (_set("Thủ tục", "A2", "1.00"), "Thủ tục!A2", "không phải mã"),
        (_set("Thủ tục", "G2", "mai"), "Thủ tục!G2", "phải là ngày"),
        (_set("Cách thức", "C3", "Fax"), "Cách thức!C3", "Trực tuyến"),
        (_set("Cách thức", "B3", 9), "Cách thức!A3", "không có bản 9"),
        (_set("Giấy tờ", "A2", "1.999999"), "Giấy tờ!A2", "1.999999"),
        (_set("Giấy tờ", "Z1", "Màu"), "Giấy tờ!Z1", "không biết cột"),
        (_set("Kết quả", "D2", None), "Kết quả!D2", "thiếu"),
        (_set("Thủ tục", "N2", None), "", ""),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(town: Town, change: Any, where: str, words: str) -> None:
    document = services.read_file(workbook(change))
    if not where:
        assert document.faults == []
        return
    places = {fault.where: fault.sentence for fault in document.faults}
    assert where in places and words in places[where], places
    with pytest.raises(services.ImportRefused):
        take(town, workbook(change))
    assert not Procedure.objects.exists()


def test_what_is_missing_for_publication_is_named_by_its_cell_too(town: Town) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Thủ tục"]
        at = next(cell.column_letter for cell in sheet[1] if cell.value == "Trình tự thực hiện")
        sheet[f"{at}2"] = None
        change.at = f"Thủ tục!{at}2"  # type: ignore[attr-defined]

    with pytest.raises(services.ImportRefused) as refused:
        take(town, workbook(change))
    assert [str(fault) for fault in refused.value.faults] == [f"{change.at}: Thiếu trình tự thực hiện."]  # type: ignore[attr-defined]


def test_a_code_that_a_worksheet_program_took_for_a_number_is_still_the_code(town: Town) -> None:
    def change(book: Workbook) -> None:
        for sheet in book:
            for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
                if cell.value:
                    cell.value = float(cell.value)

    assert take(town, workbook(change)).changes == 1
    assert queries.edition_on(CODE, TODAY)


def test_a_workbook_without_its_first_sheet_or_a_needed_column_is_none(town: Town) -> None:
    def no_sheet(book: Workbook) -> None:
        del book["Thủ tục"]

    for change, words in ((no_sheet, "Thủ tục"), (_set("Phí, lệ phí", "C1", None), "Tên khoản")):
        with pytest.raises(services.NotAFile, match=words):
            services.read_file(workbook(change))


def test_the_preview_writes_nothing(town: Town) -> None:
    document = files.read_raw(_one())
    seen = services.preview(document=document, keeper=town.province, publish=True, by=town.planner, at=NOON)

    assert [(step.deed, step.code) for step in seen.steps] == [("new", CODE)]
    assert not Procedure.objects.exists() and not ground_queries.newest_lines()


def test_a_procedure_that_another_keeps_is_not_taken_over(town: Town) -> None:
    from dinh.town import testing

    town.published()
    other = testing.unit("79")
    somebody = testing.actor("planner", other)
    changed = _one(editions=[CONTENT | {"kind": "Khác", "since": "2026-05-01"}])
    with pytest.raises(services.ImportRefused, match="nơi khác giữ"):
        services.import_document(
            document=files.read_raw(changed), keeper=other, publish=False, by=somebody, at=NOON
        )


def test_days_and_marks_for_scorecards_go_through_both_kinds_of_file(town: Town) -> None:
    marks = {
        "basis_effective_on": date(2026, 7, 1),
        "public_on": date(2026, 6, 25),
        "pay_on_portal": True,
        "person_data": True,
        "e_copies": True,
    }
    content = CONTENT | marks
    row = services.draft_edition(
        code=CODE, field_code="chung-thuc", field_name="Chứng thực", keeper=town.province, by=town.planner,
        at=NOON, content=content,
    )  # fmt: skip
    services.publish_edition(edition_id=row.pk, by=town.planner, at=NOON)
    row.refresh_from_db()
    assert {key: getattr(row, key) for key in marks} == marks
    for data, name in (
        (files.to_xlsx(queries.documents()), "a.xlsx"),
        (files.to_json(queries.documents()), "a.json"),
    ):
        data = data if isinstance(data, bytes) else data.encode()
        (document,) = services.read_file(data, name).procedures
        (edition,) = document.editions
        assert {key: edition.content[key] for key in marks} == marks


def test_an_edition_that_leaves_young_columns_empty_keeps_its_mark() -> None:
    from dinh.catalog.rules import blank, fingerprint

    young = ("basis_effective_on", "public_on", "pay_on_portal", "person_data", "e_copies")
    plain = blank()
    without = {key: value for key, value in plain.items() if key not in young}
    assert fingerprint(plain) == fingerprint({**without, **dict.fromkeys(young)})
    assert fingerprint(plain) != fingerprint({**plain, "e_copies": True})
