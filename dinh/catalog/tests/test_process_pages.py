"""Pages of processes: who sees what, both tables without a script, files out and in, refusals with their status."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from dinh.catalog.bpmn import reading
from dinh.catalog.forms_process import read_typed, typed_from
from dinh.catalog.models import ProcessVersion
from dinh.catalog.queries import process as queries
from dinh.catalog.rules.process import Graph, problems
from dinh.look import openers
from dinh.town import testing
from dinh.town.models import Account, Person
from dinh.town.shapes import Actor

from .process_graphs import opinions, simple
from .process_house import House

JAN = date(2026, 1, 1)
URL = "/thu-tuc/2.000815/quy-trinh/"


@pytest.fixture
def house(db: None) -> House:
    return House()


def browser(actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.filter(person=person).first() or testing.account(person, f"a{person.pk}")
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def typed(graph: Graph, **more: str) -> dict[str, str]:
    """What a browser sends of the edit page."""
    tables = typed_from(graph)
    sent = {}
    for s in tables.steps:
        row = {
            "key": s.key,
            "name": s.name,
            "kind": s.kind,
            "who": s.who,
            "office": s.office,
            "hours": s.hours,
            "order": s.order,
        }
        sent |= {f"s-{s.number}-{k}": v for k, v in row.items()}
        sent |= {f"s-{s.number}-stopped": "on"} if s.stopped else {}
    for f in tables.ways:
        way = {
            "from": f.source,
            "outcome": f.outcome,
            "words": f.words,
            "effect": f.effect,
            "to": f.target,
            "order": f.order,
        }
        sent |= {f"f-{f.number}-{k}": v for k, v in way.items()}
    return sent | more


# ---------------------------------------------------------------- seeing


def test_anonymous_people_are_asked_to_sign_in(house: House) -> None:
    assert Client().get(URL).status_code == 302


def test_the_page_shows_the_picture_and_the_list(house: House) -> None:
    house.publish(JAN)
    body = text_of(browser(house.planner).get(URL))
    assert "<svg" in body and "Các bước" in body and "Chờ bổ sung" in body
    assert 'style="' not in body.replace("<style", "")


def test_a_version_is_chosen_and_says_its_days(house: House) -> None:
    first = house.publish(JAN)
    house.publish(date(2026, 7, 1), opinions())
    client = browser(house.planner)
    assert "Công an có ý kiến" in text_of(client.get(URL))
    old = text_of(client.get(f"{URL}?ban={first.pk}"))
    assert "Công an có ý kiến" not in old and "đến hết 30/06/2026" in old


def test_a_draft_is_there_for_those_who_may_draft(house: House) -> None:
    version = house.draft(simple())
    stranger = testing.actor("officer", house.ward, name="Bùi Văn Thí Dụ")
    assert browser(house.above).get(f"{URL}?ban={version.pk}").status_code == 200
    for who in (stranger, house.planner):
        assert browser(who).get(f"{URL}?ban={version.pk}").status_code == 404
        assert browser(who).get(f"{URL}{version.pk}/sua/").status_code == 404
        assert browser(who).post(f"{URL}{version.pk}/cong-bo/", {"tu-ngay": "01/01/2026"}).status_code == 404


@pytest.mark.parametrize(
    "url", ["/thu-tuc/9.999999/quy-trinh/", f"{URL}?ban=77", f"{URL}?ban=x", f"{URL}77/sua/"]
)
def test_what_is_not_there_is_a_404(house: House, url: str) -> None:
    assert browser(house.above).get(url).status_code == 404


def test_a_version_of_another_procedure_is_not_found_under_this_one(house: House) -> None:
    version = house.publish(JAN)
    other = house.procedure.__class__.objects.create(
        code="2.000884", field=house.procedure.field, keeper=house.province, name="Khác"
    )
    assert browser(house.above).get(f"/thu-tuc/{other.code}/quy-trinh/?ban={version.pk}").status_code == 404


def test_the_page_asks_no_more_of_a_bigger_process(house: House) -> None:
    house.publish(JAN)
    client = browser(house.planner)
    client.get(URL)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(URL).status_code == 200
        return sum("catalog_" in each["sql"] or "town_unit" in each["sql"] for each in asked)

    few = count()
    house.publish(date(2026, 7, 1), opinions())
    house.publish(date(2026, 8, 1))
    assert count() <= few


def test_words_typed_by_people_are_escaped_in_the_picture(house: House) -> None:
    steps = tuple(
        s
        if s.key != "sign"
        else type(s)(s.key, "<script>alert(1)</script>", s.kind, s.who, "", s.hours, s.clock)
        for s in simple().steps
    )
    house.publish(JAN, Graph(steps, simple().flows))
    assert "<script>alert" not in text_of(browser(house.planner).get(URL))


def test_a_version_opens_from_anywhere(house: House) -> None:
    version = house.publish(JAN)
    opened = openers.open_one(version.ref)
    assert opened is not None and opened.title == "Quy trình 2.000815, bản 1"
    assert browser(house.planner).get(opened.url).status_code == 200


# ---------------------------------------------------------------- changing


def test_the_whole_way_from_a_copy_to_publication(house: House) -> None:
    common = house.publish(JAN)
    client = browser(house.planner)
    went = client.post(f"{URL}soan/", {"tu": common.pk, "don-vi": house.ward.pk})
    version = ProcessVersion.objects.get(unit=house.ward)
    assert went.url == f"{URL}{version.pk}/sua/" and queries.graph_of(version.pk) == simple()

    body = text_of(client.get(went.url))
    assert 'value="Thẩm định"' in body
    sent = typed(simple(), **{"s-2-hours": "2,5", "da-xem": "0"})
    assert client.post(went.url, sent).status_code == 302
    assert str(queries.graph_of(version.pk).by_key["check"].hours) == "2.50"

    went = client.post(f"{URL}{version.pk}/cong-bo/", {"tu-ngay": "01/12/2026"})
    assert went.url == f"{URL}?ban={version.pk}"
    version.refresh_from_db()
    assert (version.state, version.since) == ("published", date(2026, 12, 1))
    assert client.get(f"{URL}{version.pk}/sua/").status_code == 409


def test_a_row_is_added_and_joined_and_another_dropped(house: House) -> None:
    version = house.draft(simple())
    client, url = browser(house.above), f"{URL}{version.pk}/sua/"
    added = {
        "s-7-name": "Đóng dấu",
        "s-7-kind": "task",
        "s-7-who": "clerk",
        "s-7-hours": "0,5",
        "s-7-order": "5,5",
    }
    assert client.post(url, typed(simple(), **added)).status_code == 302
    graph = queries.graph_of(version.pk)
    assert [s.key for s in graph.steps][5] == "dong-dau"
    assert "không có lối nào dẫn tới" not in text_of(client.get(url)), "first that it leads nowhere"

    ways = typed_from(graph)
    back = next(w for w in ways.ways if w.source == "back")
    sent = typed(graph, **{f"f-{back.number}-from": "dong-dau", f"s-{6}-drop": "on"})
    signed = next(w for w in ways.ways if w.source == "sign" and w.outcome == "signed")
    sent[f"f-{signed.number}-to"] = "dong-dau"
    assert client.post(url, sent).status_code == 302
    graph = queries.graph_of(version.pk)
    assert "back" not in graph.by_key and problems(graph) == []


def test_new_outcomes_get_a_code_from_their_words() -> None:
    sent = typed(
        simple(), **{"f-9-from": "sign", "f-9-words": "Đóng hồ sơ", "f-9-to": "end", "f-9-effect": "refuse"}
    )
    _tables, graph = read_typed(sent)
    assert "dong-ho-so" in {f.outcome for f in graph.leaving["sign"]}
    assert problems(graph) == []


def test_what_cannot_be_read_stands_beside_its_row_and_nothing_is_saved(house: House) -> None:
    version = house.draft(simple())
    sent = typed(simple(), **{"s-2-hours": "ba", "f-9-from": "sign", "f-9-words": "Đâu đó"})
    refused = browser(house.above).post(f"{URL}{version.pk}/sua/", sent)
    body = text_of(refused)
    assert refused.status_code == 422
    assert escape("Bước “Thẩm định”: số giờ “ba” không đọc được.") in body
    assert escape("Lối đi dòng 10: chọn cả bước đi và bước đến.") in body
    assert 'value="ba"' in body and 'value="Đâu đó"' in body
    assert queries.graph_of(version.pk) == simple()


@pytest.mark.parametrize("hours", ["nan", "inf", "1e9", "-5", "99999999999999999999"])
def test_strange_hours_are_refused(house: House, hours: str) -> None:
    version = house.draft(simple())
    refused = browser(house.above).post(f"{URL}{version.pk}/sua/", typed(simple(), **{"s-2-hours": hours}))
    assert refused.status_code == 422


def test_what_is_missing_is_told_but_kept(house: House) -> None:
    version = house.draft(simple())
    client = browser(house.above)
    client.post(f"{URL}{version.pk}/sua/", typed(simple(), **{"s-2-hours": ""}))
    assert escape("Bước “Thẩm định”: chưa ghi số giờ làm việc.") in text_of(
        client.get(f"{URL}{version.pk}/sua/")
    )
    refused = client.post(f"{URL}{version.pk}/cong-bo/", {"tu-ngay": "01/12/2026"})
    assert refused.status_code == 422 and escape("Bước “Thẩm định”") in text_of(refused)


def test_two_at_once_the_second_is_told(house: House) -> None:
    version = house.draft(simple())
    sent = typed(opinions(), **{"da-xem": "0"})
    refused = browser(house.above).post(f"{URL}{version.pk}/sua/", sent)
    assert refused.status_code == 409 and "Người khác vừa sửa" in text_of(refused)
    assert queries.graph_of(version.pk) == simple()


@pytest.mark.parametrize(
    ("typed_day", "status"), [("", 422), ("31/02/2026", 422), ("mai", 422), ("01/12/2026", 302)]
)
def test_the_day_of_publication(house: House, typed_day: str, status: int) -> None:
    version = house.draft(simple())
    assert (
        browser(house.above).post(f"{URL}{version.pk}/cong-bo/", {"tu-ngay": typed_day}).status_code == status
    )


def test_withdrawing_and_dropping(house: House) -> None:
    version, draft = house.publish(JAN), house.draft(simple())
    client = browser(house.above)
    assert client.post(f"{URL}{version.pk}/rut/", {"ly-do": ""}).status_code == 422
    assert client.post(f"{URL}{version.pk}/rut/", {"ly-do": "Sai"}).status_code == 302
    assert client.post(f"{URL}{draft.pk}/bo/").status_code == 302
    assert client.get(f"{URL}?ban={draft.pk}").status_code == 404


def test_whoever_may_not_draft_there_is_refused(house: House) -> None:
    stranger = testing.actor("viewer", house.ward, name="Bùi Văn Thí Dụ")
    assert browser(stranger).post(f"{URL}soan/", {}).status_code == 403
    # A ward's planner who names a unit that was not offered asks for the common process, and may not.
    assert browser(house.planner).post(f"{URL}soan/", {"don-vi": house.other.pk}).status_code == 403
    assert not ProcessVersion.objects.exists()


# ---------------------------------------------------------------- files


def test_a_file_goes_out_and_comes_back(house: House) -> None:
    version = house.publish(JAN)
    client = browser(house.planner)
    response = client.get(f"{URL}{version.pk}/quy-trinh.bpmn")
    assert response["Content-Type"] == "application/bpmn+xml"
    assert 'filename="2.000815-ban-1.bpmn"' in response["Content-Disposition"]
    found = reading.read(response.content)
    assert set(found.graph.by_key) == set(simple().by_key)


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.bpmn", data, content_type="application/xml")


def test_a_file_is_shown_before_it_is_taken(house: House) -> None:
    source, draft = house.publish(JAN, opinions()), house.draft(simple())
    client = browser(house.above)
    data = client.get(f"{URL}{source.pk}/quy-trinh.bpmn").content
    body = text_of(client.post(f"{URL}{draft.pk}/nap/", {"tep": upload(data)}))
    assert escape("Thêm bước “Công an có ý kiến”") in body and escape("Bỏ bước “Chờ bổ sung”") in body
    assert queries.graph_of(draft.pk) == simple(), "nothing yet"

    sent = {"lam": "ghi", "tep-da-xem": base64.b64encode(data).decode(), "da-xem": "1"}
    assert client.post(f"{URL}{draft.pk}/nap/", sent).status_code == 302
    assert set(queries.graph_of(draft.pk).by_key) == set(opinions().by_key)
    assert client.post(f"{URL}{draft.pk}/nap/", sent).status_code == 409, "somebody saved in between"


REFUSED = {
    "nothing chosen": (None, "Chọn một tệp BPMN"),
    "no xml": (b"%PDF-1.7", "không phải XML"),
    "an element": (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><scriptTask id="may"/>'
        b"</process></definitions>",
        "Phần tử scriptTask, mã “may”: không nhận",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_taken_says_why(house: House, name: str) -> None:
    data, sentence = REFUSED[name]
    draft = house.draft(simple())
    sent = {"tep": upload(data)} if data else {}
    refused = browser(house.above).post(f"{URL}{draft.pk}/nap/", sent)
    assert refused.status_code == 422 and escape(sentence) in text_of(refused)


def test_a_published_version_takes_no_file(house: House) -> None:
    version = house.publish(JAN)
    assert browser(house.above).get(f"{URL}{version.pk}/nap/").status_code == 409


@pytest.mark.parametrize("kept", ["!!!", "AAAA", "x" * 50])
def test_a_second_press_with_other_bytes_is_read_anew(house: House, kept: str) -> None:
    draft = house.draft(simple())
    refused = browser(house.above).post(f"{URL}{draft.pk}/nap/", {"lam": "ghi", "tep-da-xem": kept})
    assert refused.status_code == 422 and queries.graph_of(draft.pk) == simple()


# ---------------------------------------------------------------- words


def test_words_of_rules_and_of_pages_are_the_same() -> None:
    from dinh.catalog import words_process as words
    from dinh.catalog.bpmn.refusals import GENERIC, REASONS
    from dinh.catalog.rules.process import KIND_WORDS, SENTENCES, WHO_WORDS, Clock, Effect

    with translation.override("vi"):
        assert words.PROBLEMS == SENTENCES
        assert {k: str(v) for k, v in words.KINDS.items()} == KIND_WORDS
        assert {k: str(v) for k, v in words.WHO.items()} == WHO_WORDS
        assert {k: str(v) for k, v in words.CLOCKS.items()} == {c.value: c.word for c in Clock}
        assert {k: str(v) for k, v in words.EFFECTS.items()} == {e.value: e.word for e in Effect}
    assert {*REASONS.values(), GENERIC} <= set(words.REASONS)
    assert words.DOUBTED == reading.DOUBTS
