"""Forms out of schemas: pages, what was typed, what is wrong, what is read out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.catalog import asking
from dinh.catalog.services.loading import FORMS, with_forms

TODAY = date(2026, 11, 22)
BOOK = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FORMS.glob("*.json"))}
YES_NO = {"type": "boolean", "title": "Có không?"}
SMALL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "tre": {
            "type": "object",
            "title": "Trẻ",
            "properties": {
                "ten": {"type": "string", "title": "Tên", "pattern": "^[^0-9]+$", "x-said": "Tên không có số.", "maxLength": 20},
                "sinh": {"type": "string", "format": "date", "title": "Ngày sinh", "x-latest": "today"},
                "so": {"type": "integer", "title": "Số bản", "minimum": 1, "maximum": 9},
            },
            "required": ["ten", "sinh"],
        },
        "cha": {
            "type": "object",
            "title": "Cha",
            "properties": {"khai": YES_NO},
            "required": ["khai"],
            "allOf": [
                {
                    "if": {"properties": {"khai": {"const": True}}, "required": ["khai"]},
                    "then": {"title": "Thông tin cha", "properties": {"ten": {"type": "string", "title": "Tên cha"}}, "required": ["ten"]},
                }
            ],
        },
        "cung": {
            "type": "array",
            "title": "Người cùng đi",
            "maxItems": 2,
            "items": {
                "type": "object",
                "title": "Người",
                "properties": {
                    "ten": {"type": "string", "title": "Tên"},
                    "la": {"type": "string", "title": "Là", "oneOf": [{"const": "vo", "title": "Vợ"}, {"const": "con", "title": "Con"}]},
                },
                "required": ["ten", "la"],
            },
        },
        "cuoi": {"type": "object", "title": "Cam đoan", "properties": {"dung": {"type": "boolean", "const": True, "title": "Đúng"}}, "required": ["dung"]},
    },
    "required": ["tre", "cha", "cuoi"],
    "allOf": [
        {
            "if": {"properties": {"tre": {"properties": {"so": {"minimum": 5}}, "required": ["so"]}}, "required": ["tre"]},
            "then": {"properties": {"nhieu": {"type": "object", "title": "Nhiều bản", "properties": {"vi_sao": {"type": "string", "title": "Vì sao"}}, "required": ["vi_sao"]}}, "required": ["nhieu"]},
        }
    ],
}  # fmt: skip
WHOLE: dict[str, Any] = {
    "tre": {"ten": "Nguyễn Thị Mẫu", "sinh": "2026-11-01"},
    "cha": {"khai": False},
    "cung": [{"ten": "Trần Văn Thử", "la": "con"}],
    "cuoi": {"dung": True},
}


def put_in_order(schema: Any) -> Any:
    """Every `x-order` that a test does not care to write."""
    if isinstance(schema, dict):
        for each in schema.values():
            put_in_order(each)
        if isinstance(schema.get("properties"), dict):
            schema.setdefault("x-order", list(schema["properties"]))
    elif isinstance(schema, list):
        for each in schema:
            put_in_order(each)
    return schema


put_in_order(SMALL)


def turned(schema: Any) -> Any:
    """As a database that keeps no order may give it back."""
    return json.loads(json.dumps(schema, sort_keys=True))


def keys(answers: dict[str, Any], schema: dict[str, Any] = SMALL) -> list[str]:
    return [page.key for page in asking.pages_of(schema, answers)]


def wrong(answers: dict[str, Any], **more: Any) -> dict[str, str]:
    return {each.field: each.sentence for each in asking.check(SMALL, answers, today=TODAY, **more)}


def typed(
    page_key: str, given: dict[str, Any], answers: dict[str, Any] | None = None
) -> tuple[Any, list[str]]:
    page = next(each for each in asking.pages_of(SMALL, answers or {}) if each.key == page_key)
    values, faults = asking.read(page, lambda name: given.get(name, ""), lambda name: given.get(name, []))
    return values, [fault.field for fault in faults]


def test_whole_answers_have_nothing_wrong() -> None:
    assert wrong(WHOLE) == {}


def test_pages_follow_the_answers_and_stand_after_what_they_hang_on() -> None:
    assert keys({}) == ["tre", "cha", "cung", "cuoi"]
    assert keys({"cha": {"khai": True}}) == ["tre", "cha", "cha-1", "cung", "cuoi"]
    assert keys({"tre": {"so": 6}}) == ["tre", "nhieu", "cha", "cung", "cuoi"]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"tre": {"sinh": "2026-11-01"}}, "tre.ten", "Ghi “Tên”."),
        ({"tre": {"ten": "M4u", "sinh": "2026-11-01"}}, "tre.ten", "Tên không có số."),
        ({"tre": {"ten": "M" * 21, "sinh": "2026-11-01"}}, "tre.ten", "Tên không có số."),
        ({"tre": {"ten": "Mẫu", "sinh": "2026-11-23"}}, "tre.sinh", "“Ngày sinh” phải từ 22/11/2026 trở về trước."),
        ({"tre": {"ten": "Mẫu", "sinh": "hôm qua"}}, "tre.sinh", "“Ngày sinh” chưa đúng."),
        ({"tre": {"ten": "Mẫu", "sinh": "2026-11-01", "so": 0}}, "tre.so", "“Số bản” từ 1 trở lên."),
        ({"tre": {"ten": "Mẫu", "sinh": "2026-11-01", "so": 10}, "nhieu": {"vi_sao": "cần"}}, "tre.so", "“Số bản” không quá 9."),
        ({"tre": {"ten": "Mẫu", "sinh": "2026-11-01", "so": 6}}, "nhieu.vi_sao", "Ghi “Vì sao”."),
        ({"cha": {}}, "cha.khai", "Chọn “Có không?”."),
        ({"cha": {"khai": True}}, "cha.ten", "Ghi “Tên cha”."),
        ({"cha": {"khai": False, "ten": "Lê Văn Mẫu"}}, "cha.ten", "Tờ khai không hỏi mục này."),
        ({"la": {}}, "la", "Tờ khai không hỏi phần này."),
        ({"cung": [{"ten": "Một", "la": "ban"}]}, "cung.0.la", "“Là”: chọn một trong các mục đã cho."),
        ({"cung": [{"ten": "x", "la": "vo"}] * 3}, "cung", "“Người cùng đi”: nhiều nhất 2 người."),
        ({"cuoi": {"dung": False}}, "cuoi.dung", "Đánh dấu vào ô này mới nộp được."),
        ({"tre": "chữ"}, "tre", "Phần này của tờ khai chưa đúng dạng."),
    ],
)  # fmt: skip
def test_each_fault_is_said_at_its_field(change: dict[str, Any], field: str, sentence: str) -> None:
    assert wrong(WHOLE | change).get(field) == sentence


def test_the_order_of_pages_and_fields_outlives_a_database_that_keeps_none() -> None:
    for schema in (SMALL, *BOOK.values()):
        here, there = asking.pages_of(schema, {}), asking.pages_of(turned(schema), {})
        assert [page.key for page in here] == [page.key for page in there]
        assert [[f.name for f in page.fields] for page in here] == [
            [f.name for f in page.fields] for page in there
        ]
    assert keys({"tre": {"so": 6}}, turned(SMALL)) == ["tre", "nhieu", "cha", "cung", "cuoi"]


def test_one_page_is_checked_alone() -> None:
    assert set(wrong({}, pages=["cha"])) == {"cha.khai"}


def test_what_was_typed_is_read_into_its_form_and_back() -> None:
    values, faults = typed("tre", {"ten": " Nguyễn  Thị Mẫu ", "sinh": "1/11/2026", "so": "3"})
    assert values == {"ten": "Nguyễn Thị Mẫu", "sinh": "2026-11-01", "so": 3} and faults == []
    page = asking.pages_of(SMALL, {})[0]
    assert asking.typed(page, {"tre": values}) == {"ten": "Nguyễn Thị Mẫu", "sinh": "01/11/2026", "so": 3}
    assert typed("tre", {"sinh": "32/13/2026", "so": "ba"})[1] == ["tre.sinh", "tre.so"]
    assert typed("cha", {"khai": "khong"})[0] == {"khai": False}
    rows, faults = typed("cung", {"dong": "3", "0-ten": "Một", "0-la": "vo", "2-ten": "Hai"})
    assert rows == [{"ten": "Một", "la": "vo"}, {"ten": "Hai"}] and faults == []


def test_what_is_asked_no_more_falls_away() -> None:
    before = {**WHOLE, "cha": {"khai": True, "ten": "Lê Văn Mẫu"}}
    page = next(each for each in asking.pages_of(SMALL, before) if each.key == "cha")
    after = asking.tidy(SMALL, asking.merge(before, page, {"khai": False}))
    assert after == WHOLE and wrong(after) == {}


def test_answers_are_told_in_words_and_private_ones_masked() -> None:
    schema = BOOK["1.001022"]
    answers = {
        "viec": {"loai": "cha-nhan-con"},
        "ben_nhan": {"so_dinh_danh": "038079000147", "ngay_sinh": "1979-02-03"},
    }
    said = {row.path: row.words for part in asking.told(schema, answers, masked=True) for row in part.rows}
    assert said["viec.loai"] == "Cha nhận con"
    assert said["ben_nhan.so_dinh_danh"] == "••• 147" and said["ben_nhan.ngay_sinh"] == "03/02/1979"


def test_days_are_held_against_other_days() -> None:
    schema = BOOK["1.004194"]
    page = {"tu": "2026-12-01", "den": "2029-01-01"}
    said = {each.field: each.sentence for each in asking.check(schema, {"thoi_gian": page}, today=TODAY)}
    assert said["thoi_gian.den"].startswith("Thời hạn tạm trú không quá 02 năm")
    young = {"nam": {"ngay_sinh": "2006-11-23"}}
    said = {each.field: each.sentence for each in asking.check(BOOK["1.000894"], young, today=TODAY)}
    assert said["nam.ngay_sinh"] == "Nam đăng ký kết hôn phải từ đủ 20 tuổi."
    old = {"nam": {"ngay_sinh": "2006-11-22"}}
    assert "nam.ngay_sinh" not in {each.field for each in asking.check(BOOK["1.000894"], old, today=TODAY)}


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        (
            "1.000894",
            "2026-11-28",
            "ngày 28/11/2026 nơi tiếp nhận nghỉ; ngày làm việc kế tiếp là 30/11/2026.",
        ),
        (
            "2.000815",
            "2026-12-26",
            "ngày 26/12/2026 nơi tiếp nhận nghỉ; ngày làm việc kế tiếp là 28/12/2026.",
        ),
        ("1.000894", "2027-04-30", "ngày 30/04/2027 nơi tiếp nhận nghỉ; ngày làm việc kế tiếp là "),
        ("1.000894", "2026-11-23", ""),
        ("1.000894", "2026-11-20", "phải từ 22/11/2026 trở đi."),
    ],
)
def test_a_day_of_coming_is_one_on_which_offices_work(code: str, day: str, said: str) -> None:
    schema = BOOK[code]
    found = {each.field: each.sentence for each in asking.check(schema, {"hen": {"ngay": day}}, today=TODAY)}
    assert said in found.get("hen.ngay", "") if said else "hen.ngay" not in found


def test_a_day_that_nobody_comes_on_may_be_any_day() -> None:
    assert not asking.pages_of(BOOK["1.001193"], {})[0].fields[0].working
    answers = {"thoi_gian": {"tu": "2026-11-28", "den": "2026-12-27"}}
    assert not asking.check(BOOK["1.004194"], answers, today=TODAY, pages=["thoi_gian"])


def test_two_persons_of_one_form_are_not_the_same_person() -> None:
    number, schema = "038079000147", BOOK["1.000894"]
    same = {"nam": {"so_dinh_danh": number}, "nu": {"so_dinh_danh": number}}
    said = {each.field: each.sentence for each in asking.check(schema, same, today=TODAY)}
    assert said["nu.so_dinh_danh"].startswith("“Số định danh cá nhân” trùng với phần “Bên nam”")
    for other in ("038179000258", ""):
        two = {"nam": {"so_dinh_danh": other}, "nu": {"so_dinh_danh": number}}
        assert "nu.so_dinh_danh" not in {each.field for each in asking.check(schema, two, today=TODAY)}
    others = [
        ("1.001022", "ben_duoc_nhan"),
        ("1.004837", "duoc_giam_ho"),
        ("1.004884", "cha"),
        ("2.001263", "con"),
    ]
    assert all(
        BOOK[code]["properties"][page]["properties"]["so_dinh_danh"]["x-other-than"] for code, page in others
    )


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "array"}, "Gốc của lược đồ"),
        ({**SMALL, "x-order": ["tre"]}, "x-order kê đủ"),
        ({"type": "nothing"}, "Không phải lược đồ JSON"),
        ({**SMALL, "$ref": "https://mau.example/luoc-do.json"}, "chỉ được tham chiếu trong chính nó"),
        ({**SMALL, "properties": {"a": {"$ref": "#/$defs/khong"}}}, "tham chiếu tới phần không có"),
        ({"type": "object", "properties": {"Tre": {"type": "object", "title": "T", "properties": {"a": {"type": "string", "title": "A"}}}}}, "Tên trang"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": {"type": "string"}}}}}, "Mục phải có tên"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": {"type": "object", "title": "A"}}}}}, "chưa có trang nào hỏi được"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": {"type": "string", "title": "A", "x-latest": "mai"}}}}}, "x-latest viết như"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": {"type": "string", "title": "A", "x-working": True}}}}}, "x-working chỉ ghi true"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": {"type": "string", "title": "A", "x-other-than": "me"}}}}}, "x-other-than viết như"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "required": ["b"], "properties": {"a": {"type": "string", "title": "A"}}}}}, "Mục bắt buộc mà trang không có"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": YES_NO}, "if": {"properties": {"a": {"const": True}}}, "then": {}}}}, "phải có trong required của if"),
        ({"type": "object", "properties": {"t": {"type": "object", "title": "T", "properties": {"a": {"type": "string", "title": "A", "pattern": "(a"}}}}}, "Không phải lược đồ JSON"),
    ],
)  # fmt: skip
def test_a_schema_that_gives_no_form_is_refused_with_its_place(schema: dict[str, Any], said: str) -> None:
    assert said in " ".join(each.sentence for each in asking.schema_faults(schema))


def test_a_procedure_may_have_no_form() -> None:
    assert asking.schema_faults({}) == [] and asking.pages_of({}, {}) == ()
    assert asking.check({}, {}, today=TODAY) == []


def test_every_procedure_of_the_book_has_a_form_and_says_what_is_not_compared() -> None:
    from dinh.catalog.services.loading import EDITION, read_yaml

    raw = with_forms(read_yaml(EDITION))
    for procedure in raw["procedures"]:
        for edition in procedure["editions"]:
            assert edition["form_schema"], procedure["code"]
            assert edition["sources"]["form_schema"]["doubt"]
    assert set(BOOK) == {f"{procedure['code']:.6f}" for procedure in raw["procedures"]}


def test_a_question_that_the_case_answers_has_an_option_for_each_case_it_knows() -> None:
    from dinh.catalog.services.loading import EDITION, read_yaml

    found = 0
    for procedure in with_forms(read_yaml(EDITION))["procedures"]:
        for edition in procedure["editions"]:
            cases = {paper["case_name"] for paper in edition["papers"] if paper.get("case_name")}
            schema = edition["form_schema"]
            answered = {
                option.case or option.words
                for page in asking.pages_of(schema, {})
                for field in page.fields
                if field.prefill == "case"
                for option in field.options
            }
            named = set(re.findall(r'"x-case": "([^"]+)"', json.dumps(schema, ensure_ascii=False)))
            assert named <= cases, procedure["code"]
            found += len(answered & cases)
    assert found == 8


@pytest.mark.parametrize("code", sorted(BOOK))
def test_a_form_of_the_book_can_be_filled_to_its_end(code: str) -> None:
    """Filling every required field with something that fits leads to answers with nothing wrong, page after page."""
    schema = BOOK[code]
    assert asking.schema_faults(schema) == []
    answers: dict[str, Any] = {}
    done: set[str] = set()
    while page := next((each for each in asking.pages_of(schema, answers) if each.key not in done), None):
        values: Any = {field.name: fitting(field) for field in page.fields if field.required}
        if page.rows:
            values = [values] * page.least
        answers = asking.tidy(schema, asking.merge(answers, page, values))
        assert asking.check(schema, answers, today=TODAY, pages=[page.key]) == [], page.key
        done.add(page.key)
    assert asking.check(schema, answers, today=TODAY) == []
    assert all(len(page.fields) <= 9 for page in asking.pages_of(schema, answers)), "a page asks one thing"


def fitting(field: asking.Field) -> Any:
    if field.kind in ("yes", "agree"):
        return True
    if field.kind == "one":
        return field.options[-1].value
    if field.kind == "many":
        return [field.options[0].value]
    if field.kind == "day":
        if field.working:
            return "2026-11-23"
        return "1990-05-06" if field.latest in ("today-18y", "today-20y") else "2026-11-22"
    if field.kind in ("whole", "number"):
        return 1990 if "Năm" in field.label else 2
    if field.other:
        return "038179000258"
    special = {"identity": "038079000147", "phone": "0912000512", "email": "ten@mau.example"}
    if field.of in special:
        return special[field.of]
    return "Hộ kinh doanh Tạp hóa Mẫu" if "Hộ kinh doanh" in field.hint else "Nguyễn Văn Mẫu ở Thôn Mẫu"


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=6)
    | st.sampled_from(["tre", "ten", "2026-11-01"])
)
things = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["tre", "cha", "cung", "cuoi", "nhieu", "ten", "khai", "so"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(["tre", "cha", "cung", "cuoi", "nhieu", "la"]), things, max_size=5))
def test_whatever_is_handed_in_is_answered_and_tidying_twice_is_tidying_once(answers: dict[str, Any]) -> None:
    for fault in asking.check(SMALL, answers, today=TODAY):
        assert fault.sentence.endswith(".")
    once = asking.tidy(SMALL, answers)
    assert asking.tidy(SMALL, once) == once
    asking.told(SMALL, answers)


def test_the_forms_folder_has_nothing_else() -> None:
    assert {path.suffix for path in Path(FORMS).iterdir()} == {".json"}


def test_an_outline_tells_every_page_and_what_brings_it() -> None:
    from dinh.catalog.asking.outline import outline

    parts = outline(SMALL)
    assert [(part.title, part.when) for part in parts] == [
        ("Trẻ", ""), ("Nhiều bản", "Số bản: …"), ("Cha", ""), ("Thông tin cha", "Có không?: Có"),
        ("Người cùng đi", ""), ("Cam đoan", ""),
    ]  # fmt: skip
    assert all(part.fields for schema in BOOK.values() for part in outline(schema))
