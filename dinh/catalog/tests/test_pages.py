"""Pages: what anybody reads, what the desk does from its forms, refusals with their status, bounded queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dinh import catalog
from dinh.catalog import files, forms, queries, services
from dinh.catalog.models import Offer, Procedure, ProcedureEdition
from dinh.catalog.rules import TABLES
from dinh.town import testing
from dinh.town.models import Account, Person
from dinh.town.shapes import Actor

from .builders import CODE, NOON, TODAY, Town


def browser(actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.filter(person=person).first() or testing.account(person, f"a{person.pk}")
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def test_anybody_finds_a_procedure_and_reads_what_it_costs(town: Town) -> None:
    town.published()
    services.offer(unit=town.ward, codes=[CODE], since=TODAY, office=town.office(), by=None, at=NOON)
    client = Client()
    for asked in ("?q=chung+thuc+ban+sao", "?q=CHỨNG THỰC", f"?q={CODE}.000.00.00.H56", "?su-kien=giay-to", "?linh-vuc=chung-thuc", "?don-vi=16576"):  # fmt: skip
        assert f"/thu-tuc/{CODE}/" in text_of(client.get(f"/thu-tuc/{asked}")), asked
    for asked in ("?q=khai+sinh", "?su-kien=sinh-con", "?linh-vuc=ho-tich", "?q=?!"):
        assert f"/thu-tuc/{CODE}/" not in text_of(client.get(f"/thu-tuc/{asked}")), asked

    body = text_of(client.get(f"/thu-tuc/{CODE}/?tinh=1&trang=5&ban=3&cach=direct"))
    assert "21.000đ" in body and "TT 226/2016/TT-BTC" in body and "Đã đối chiếu nguồn" in body
    assert "10.500đ" in text_of(
        client.get(f"/thu-tuc/{CODE}/?tinh=1&trang=5&ban=3&cach=direct&dien=ho-ngheo")
    )
    assert "Trung tâm Phục vụ hành chính công" in body


def test_a_procedure_is_read_as_of_a_day(town: Town) -> None:
    town.published(name="Tên cũ")
    town.published(since="2026-03-01", name="Tên mới")
    client = Client()

    assert "<h1>Tên mới" in text_of(client.get(f"/thu-tuc/{CODE}/"))
    old = text_of(client.get(f"/thu-tuc/{CODE}/?ngay=2026-02-28"))
    assert "<h1>Tên cũ" in old and "Đang xem như ngày 28/02/2026" in old
    early = client.get(f"/thu-tuc/{CODE}/?ngay=01/01/2025")
    assert early.status_code == 200 and "không có bản nào" in text_of(early)
    assert client.get(f"/thu-tuc/{CODE}/?ngay=99/99/9999").status_code == 200
    assert client.get("/thu-tuc/1.999999/").status_code == client.get("/thu-tuc/abc/").status_code == 404
    assert client.get(f"/thu-tuc/{CODE}.000.00.00.H56/").headers["Location"] == f"/thu-tuc/{CODE}/"


def test_doubts_stand_beside_what_they_are_about(town: Town) -> None:
    town.published(sources={"papers": {"source": "Kho mã", "doubt": "Thiếu số bản"}})
    body = text_of(Client().get(f"/thu-tuc/{CODE}/"))
    assert body.index("Cần chuẩn bị") < body.index("Thiếu số bản") < body.index("Các bước")


def test_a_draft_is_nobodys_but_its_keepers(town: Town) -> None:
    draft = town.draft()
    page = f"/danh-muc/ban/{draft.pk}/"
    assert browser(town.officer).get(page).status_code == 200
    for actor in (town.viewer, town.ward_planner):
        assert browser(actor).get(page).status_code == 404
        assert CODE not in text_of(browser(actor).get("/danh-muc/thu-tuc/"))
    assert Client().get(page).status_code == 302
    assert Client().get(f"/thu-tuc/{CODE}/").status_code == 200  # the code is known, no edition is


def test_a_procedure_is_entered_filled_part_by_part_and_published(town: Town) -> None:
    client = browser(town.planner)
    typed = {"code": CODE, "name": "Chứng thực", "field_code": "", "field_name": "Chứng thực", "words": "sao y", "keeper": town.province.pk}  # fmt: skip
    assert client.get("/danh-muc/thu-tuc/them/").status_code == 200
    assert client.post("/danh-muc/thu-tuc/them/", typed | {"code": "x"}).status_code == 422
    made = client.post("/danh-muc/thu-tuc/them/", typed)
    draft = ProcedureEdition.objects.get()
    page = f"/danh-muc/ban/{draft.pk}/"
    assert made.headers["Location"] == page and "Thiếu trình tự thực hiện" in text_of(client.get(page))

    def fill(part: str, **said: Any) -> Any:
        draft.refresh_from_db()
        return client.post(f"{page}sua/{part}/", {"da-xem": draft.version} | said)

    fill("chung", since="01/07/2025", name="Chứng thực", level=["xa"], online="info", decision_symbol="1/QĐ")
    fill("thuc-hien", steps_text="Nộp", who_may_apply=["cong-dan"], performer="UBND")
    fill(
        "cach-thuc", dong=2, **{"d0-channel": "direct", "d0-term_amount": "3", "d0-term_unit": "working-day"}
    )
    fill("giay-to", dong=2, **{"d0-name": "Tờ khai", "d0-originals": "1", "d1-name": "Bỏ", "d1-bo": "on"})
    fill("phi", dong=1, **{"d0-name": "Phí", "d0-kind": "phi", "d0-amount": "2.000", "d0-per": "page", "d0-tiers": "từ 3: 1.000"})  # fmt: skip
    fill("ket-qua", dong=1, **{"d0-code": "a", "d0-name": "Bản sao"})
    fill("can-cu", dong=1, **{"d0-symbol": "23/2015/NĐ-CP"})
    assert "Còn thiếu" not in text_of(client.get(page))
    assert client.get(f"{page}cong-bo/").status_code == 200
    assert client.post(f"{page}cong-bo/").status_code == 302

    row = queries.edition_on(CODE, TODAY)
    assert row is not None and [p.name for p in row.papers.all()] == ["Tờ khai"]
    assert row.fees.all()[0].tiers == [{"from": 3, "amount": 1000}] and row.fees.all()[0].amount == 2000
    assert client.get(f"{page}sua/phi/").status_code == 302


def test_asking_for_more_rows_saves_nothing_and_loses_nothing(town: Town) -> None:
    draft = town.draft()
    body = text_of(browser(town.planner).post(f"/danh-muc/ban/{draft.pk}/sua/giay-to/", {"dong": "1", "d0-name": "Đang gõ", "them": "1"}))  # fmt: skip
    assert "Đang gõ" in body and 'name="dong" value="3"' in body
    assert [p.name for p in draft.papers.all()] == ["Bản chính"]


def test_what_is_typed_wrong_is_said_at_its_field_and_kept(town: Town) -> None:
    draft = town.draft()
    client, page = browser(town.planner), f"/danh-muc/ban/{draft.pk}/sua"
    answer = client.post(f"{page}/phi/", {"da-xem": 1, "dong": "2", "d1-name": "Phí", "d1-amount": "nhiều"})
    body = text_of(answer)
    assert answer.status_code == 422 and "đang ghi “nhiều”" in body and 'id="id_d1-amount-loi"' in body
    assert client.post(f"{page}/chung/", {"da-xem": 9, "name": "A"}).status_code == 409
    assert client.get(f"{page}/khac/").status_code == 404


def test_every_part_has_its_screen_and_every_column_is_on_one(town: Town) -> None:
    client, draft = browser(town.planner), town.draft()
    for part in forms.PARTS:
        assert client.get(f"/danh-muc/ban/{draft.pk}/sua/{part}/").status_code == 200
    within = [each for _words, each in forms.PARTS.values()]
    assert {each for each in within if isinstance(each, str)} == set(TABLES)
    english = (Path(catalog.__file__).parent / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    for part, (said, _within) in forms.PARTS.items():
        for head in (said, *(column.head for column in forms.columns_of(part))):
            assert f'msgid "{head}"' in english, head


def test_an_edition_is_corrected_withdrawn_ended_and_dropped_from_its_pages(town: Town) -> None:
    row, client = town.published(), browser(town.leader)
    assert client.post(f"/danh-muc/thu-tuc/{CODE}/ban-moi/", {"since": "x"}).status_code == 422
    client.post(f"/danh-muc/thu-tuc/{CODE}/ban-moi/", {"since": "01/03/2026"})
    draft = ProcedureEdition.objects.get(state="draft")
    client.post(f"/danh-muc/ban/{draft.pk}/cong-bo/")
    assert client.post(f"/danh-muc/ban/{draft.pk}/rut/", {"reason": ""}).status_code == 422
    assert browser(town.officer).post(f"/danh-muc/ban/{draft.pk}/rut/", {"reason": "x"}).status_code == 403
    client.post(f"/danh-muc/ban/{draft.pk}/rut/", {"reason": "Nhầm"})
    assert "Nhầm" in text_of(client.get(f"/danh-muc/ban/{draft.pk}/"))
    client.post(f"/danh-muc/ban/{row.pk}/cham-dut/", {"until": "31/12/2026", "reason": "QĐ"})
    row.refresh_from_db()
    assert f"{row.until:%d/%m/%Y}" == "31/12/2026"

    other = town.draft("1.000002")
    client.post(f"/danh-muc/ban/{other.pk}/bo/")
    assert not ProcedureEdition.objects.filter(pk=other.pk).exists()
    assert client.get("/danh-muc/thu-tuc/1.000002/").status_code == 200


def test_a_file_is_looked_at_then_taken_in(town: Town) -> None:
    town.published()
    out = files.to_xlsx(queries.documents())
    ProcedureEdition.objects.all().delete()
    Procedure.objects.all().delete()
    client = browser(town.planner)

    def send(contents: bytes, name: str = "a.xlsx") -> Any:
        given = {"file": SimpleUploadedFile(name, contents), "keeper": town.province.pk, "publish": "on"}
        return client.post("/danh-muc/thu-tuc/nhap/", given)

    seen = send(out)
    body = text_of(seen)
    assert seen.status_code == 200 and "Nhập 1 bản" in body and not Procedure.objects.exists()
    mark = body.split('name="tep" value="')[1].split('"')[0]
    assert browser(town.leader).post("/danh-muc/thu-tuc/nhap/ghi/", {"tep": mark}).status_code == 302
    client.post("/danh-muc/thu-tuc/nhap/ghi/", {"tep": mark + "x"})
    assert not Procedure.objects.exists()
    client.post("/danh-muc/thu-tuc/nhap/ghi/", {"tep": mark})
    assert queries.edition_on(CODE, TODAY)
    assert "không có gì để ghi" in text_of(send(out))

    assert send(b"{", "a.json").status_code == 422
    broken = files.to_json(files.read_xlsx(out).procedures).replace(b'"amount": 2000', b'"amount": "x"', 1)
    answer = send(broken, "a.json")
    assert answer.status_code == 422 and "amount" in text_of(answer) and "chỗ sai" in text_of(answer)
    assert browser(town.officer).get("/danh-muc/thu-tuc/nhap/").status_code == 403


def test_the_catalogue_is_taken_away_as_a_file(town: Town) -> None:
    town.published()
    town.draft("1.000002")
    client = browser(town.viewer)
    back = files.read_json(client.get("/danh-muc/thu-tuc/xuat.json").content)
    assert [one.code for one in back.procedures] == [CODE]
    assert files.read_xlsx(client.get("/danh-muc/thu-tuc/xuat.xlsx").content).faults == []
    assert Client().get("/danh-muc/thu-tuc/xuat.json").status_code == 302


def test_a_ward_offers_and_stops_from_its_page(town: Town) -> None:
    town.published()
    client, office = browser(town.ward_planner), town.office()
    page = "/danh-muc/nhan-lam/"
    assert CODE in text_of(client.get(page))
    assert client.post(page, {"since": "01/11/2026", "office": office.pk}).status_code == 422
    client.post(page, {"ma": [CODE], "since": "01/11/2026", "office": office.pk})
    row = Offer.objects.get()
    assert row.office == office
    assert client.post(f"{page}{row.pk}/thoi/", {"until": "", "reason": ""}).status_code == 422
    client.post(f"{page}{row.pk}/thoi/", {"until": "30/11/2026", "reason": "Chuyển", "ve": "16576"})
    row.refresh_from_db()
    assert row.until is not None
    assert browser(town.viewer).get(page).status_code == 403
    assert "Nhận thêm" not in text_of(client.get(f"{page}?don-vi=14812"))


@pytest.mark.parametrize("address", ["/thu-tuc/", f"/thu-tuc/{CODE}/", "/danh-muc/thu-tuc/", f"/danh-muc/thu-tuc/{CODE}/", "/danh-muc/nhan-lam/"])  # fmt: skip
def test_pages_ask_no_more_when_there_is_more(town: Town, address: str) -> None:
    client = browser(town.planner)

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    town.published()
    services.offer(unit=town.ward, codes=[CODE], since=TODAY, by=None, at=NOON)
    few = asked()
    for n in range(4):
        town.published(f"1.00000{n}")
        town.draft(CODE)
    town.published(since="2026-03-01")
    services.offer(unit=town.other, codes=[CODE, "1.000001"], since=TODAY, by=None, at=NOON)
    assert asked() <= few + 1


def test_queries_are_bounded(town: Town, django_assert_max_num_queries: Any) -> None:
    services.load_edition(keeper=town.province, by=None, at=NOON)
    with django_assert_max_num_queries(7):
        row = queries.edition_on("1.001193", TODAY)
        assert row is not None
        queries.content_of(row)
    with django_assert_max_num_queries(5):
        found = queries.find("khai sinh", day=TODAY)
        assert [one.edition.fees.all()[0].name for one in found.rows]  # type: ignore[attr-defined]
    with django_assert_max_num_queries(10):
        assert len(queries.documents(drafts=True)) == 17


@pytest.mark.parametrize(("typed", "code"), [("doc than", "1.004873"), ("giấy độc thân", "1.004873"), ("ho khau", "1.004222"), ("cuoi", "1.000894"), ("sao y ban chinh", "2.000815"), ("1.011607", "1.011607")])  # fmt: skip
def test_people_find_by_what_they_call_it(town: Town, typed: str, code: str) -> None:
    services.load_edition(keeper=town.province, by=None, at=NOON)
    assert code in [row.code for row in queries.find(typed, day=TODAY).rows]


def test_the_terminal_says_what_the_page_says(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    from dinh.catalog.command import procedures

    town.published()
    assert procedures([f"{CODE}.000.00.00.H56", "--at", "2026-11-20"]) == 0
    assert "2.000đ/trang" in capsys.readouterr().out
    assert procedures([CODE, "--at", "2026-11-20", "--json"]) == 0
    assert '"amount": 2000' in capsys.readouterr().out
    assert procedures([CODE, "--at", "2020-01-01"]) == 1
    assert procedures(["chung", "thuc", "--at", "2026-11-20"]) == 0


def test_the_town_is_furnished_once(town: Town) -> None:
    from datetime import date

    from dinh.catalog import demo
    from dinh.frame.clock import PretendClock

    said: list[str] = []
    for _time in range(2):
        demo.furnish(size="small", seed=7, clock=PretendClock(date(2026, 11, 20)), say=said.append)
    assert (Procedure.objects.count(), Offer.objects.count()) == (17, 34)
    assert "18 bản mới" in said[0] and "0 bản mới" in said[1]


def test_a_form_is_kept_only_when_pages_can_be_made_of_it_and_is_shown_page_by_page(town: Town) -> None:
    draft = town.draft()
    client = browser(town.planner)
    url = f"/danh-muc/ban/{draft.pk}/sua/mau/"
    wrong = '{"type": "object", "properties": {"nguoi": {"type": "object", "properties": {"ten": {"type": "string", "title": "Tên"}}}}}'
    page = client.post(url, {"da-xem": draft.version, "form_schema": wrong})
    assert page.status_code == 422 and "Trang phải có tên" in text_of(page) and "nguoi" in text_of(page)
    assert "không phải JSON" in text_of(client.post(url, {"da-xem": draft.version, "form_schema": "{"}))
    right = wrong.replace('"nguoi": {"type": "object",', '"nguoi": {"type": "object", "title": "Người nhận",')
    assert client.post(url, {"da-xem": draft.version, "form_schema": right}).status_code == 302
    assert "1 trang, 1 mục" in text_of(client.get(f"/danh-muc/ban/{draft.pk}/"))
    shown = text_of(client.get(f"/danh-muc/ban/{draft.pk}/to-khai/"))
    assert "1. Người nhận" in shown and "Tên" in shown
    assert client.get(f"/danh-muc/ban/{town.draft('1.000001').pk}/to-khai/").status_code == 404
    assert browser(town.viewer).get(f"/danh-muc/ban/{draft.pk}/to-khai/").status_code == 404
