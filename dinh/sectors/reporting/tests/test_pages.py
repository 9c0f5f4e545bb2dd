"""Pages: who sees what, each deed from its form, refusals with their status, bounded queries, the who-may table."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from dinh.look import openers
from dinh.sectors.reporting import queries, rules, services
from dinh.sectors.reporting.models import Regime, Report
from dinh.sectors.reporting.services import Owing
from dinh.town import services as town_services
from dinh.town import testing
from dinh.town.models import Account, Person, Unit
from dinh.town.shapes import Actor, Role

from .builders import FIGURES, Town, at, write

MAY18, MAY19 = date(2026, 5, 18), date(2026, 5, 19)


def browser(actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.filter(person=person).first() or testing.account(person, f"a{person.pk}")
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def fields(seen: int = 0, **more: Any) -> dict[str, Any]:
    typed = {"da-xem": str(seen), "section-0": "Đã họp Ban Chỉ đạo"}
    for key, (value, source) in FIGURES.items():
        typed |= {f"figure-{key}": value, f"source-{key}": source}
    return typed | more


# ---------------------------------------------------------------- my reports


def test_what_my_office_owes_stands_late_first(town: Town) -> None:
    report = town.report()
    body = text_of(browser(town.officer).get("/bao-cao/"))

    assert report.title in body and "Viết báo cáo" in body and "Trễ" in body
    assert report.title not in text_of(browser(town.stranger).get("/bao-cao/"))
    assert report.title not in text_of(browser(town.follower).get("/bao-cao/"))


def test_the_parts_of_my_reports(town: Town) -> None:
    report = town.report()
    client = browser(town.head)
    write(town, report, MAY19, send=True)
    assert report.title in text_of(client.get("/bao-cao/?phan=cho-nhan"))
    services.accept(report_id=report.pk, seen=1, by=town.follower, at=at(date(2026, 5, 20)))

    assert report.title in text_of(client.get("/bao-cao/?phan=xong"))
    assert report.title in text_of(client.get("/bao-cao/?phan=xong&q=bao+cao+chuyen+doi"))
    assert report.title not in text_of(client.get("/bao-cao/?phan=xong&q=khong+co"))


def test_each_figure_on_top_opens_the_very_reports_that_it_counts(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.give(since=date(2026, 4, 1))
    services.lay_out(at=at(date(2026, 11, 18), 6))
    today = date(2026, 11, 18)
    monkeypatch.setattr("dinh.sectors.reporting.pages.mine.today", lambda: today)
    rows = list(Report.objects.filter(unit=town.ward).order_by("due_on"))
    assert len(rows) >= 7
    for state, some in (("returned", rows[:2]), ("sent", rows[2:5])):
        for row in some:
            Report.objects.filter(pk=row.pk).update(
                state=state, again_by=today + timedelta(days=row.pk % 2 * 9 - 4)
            )
    client = browser(town.officer)
    page = text_of(client.get("/bao-cao/"))
    doors = re.findall(r'<a class="door" href="(\?phan=[a-z-]+)"[^>]*>(\d+)</a>', page)
    assert [url for url, _n in doors] == ["?phan=tre", "?phan=gan-han", "?phan=tra-lai", "?phan=cho-nhan"]
    for url, n in doors:
        behind = text_of(client.get(f"/bao-cao/{url}"))
        shown = set(re.findall(r'href="/bao-cao/(\d+)/"', behind))
        assert len(shown) == int(n), url
    assert {url: int(n) for url, n in doors}["?phan=cho-nhan"] == 3


def test_the_calendar_shows_what_was_laid_and_what_will_come(town: Town) -> None:
    report = town.report()
    client = browser(town.officer)

    assert report.title in text_of(client.get("/bao-cao/lich/?thang=2026-05"))
    later = text_of(client.get("/bao-cao/lich/?thang=2027-03&dang=danh-sach"))
    assert "tháng 3/2027" in later and "chưa tới kỳ" in later
    assert client.get("/bao-cao/lich/?thang=chu").status_code == 200


# ---------------------------------------------------------------- one report


def test_a_draft_is_saved_with_a_file_and_sent_from_the_page(town: Town) -> None:
    report = town.report()
    client = browser(town.head)
    file = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.4 noi dung")

    saved = client.post(f"/bao-cao/{report.pk}/ghi/", fields(viec="nhap", files=file))
    assert saved.status_code == 302
    sent = client.post(f"/bao-cao/{report.pk}/ghi/", fields(1, viec="gui"))
    assert sent.status_code == 302

    report.refresh_from_db()
    assert report.state == "sent" and report.version == 2
    assert report.versions.first().files[0]["name"] == "bao-cao.pdf"


def test_what_cannot_be_sent_is_shown_at_its_field_and_nothing_typed_is_lost(town: Town) -> None:
    report = town.report()

    answer = browser(town.head).post(
        f"/bao-cao/{report.pk}/ghi/", fields(viec="gui") | {"figure-on-time": ""}
    )

    body = text_of(answer)
    assert answer.status_code == 422 and "Tỷ lệ hồ sơ giải quyết đúng hạn" in body
    assert "Đã họp Ban Chỉ đạo" in body and 'href="#id_figure-on-time"' in body


def test_a_page_opened_before_a_colleague_saved_answers_409_and_keeps_what_was_typed(town: Town) -> None:
    report = town.report()
    write(town, report, MAY18, by=town.officer)

    answer = browser(town.head).post(f"/bao-cao/{report.pk}/ghi/", fields(0, viec="nhap"))

    assert answer.status_code == 409 and "Đỗ Thị Minh Họa" in text_of(answer)
    assert "Đã họp Ban Chỉ đạo" in text_of(answer) and report.versions.count() == 1


def test_a_draft_is_read_by_its_writers_only(town: Town) -> None:
    report = town.report()
    version = write(town, report, MAY18, by=town.officer, add_files=[("mat.pdf", b"%PDF-1.4 x")])
    file = f"/bao-cao/{report.pk}/tep/{version.files[0]['sha256']}/"

    for actor, sees in (
        (town.head, True),
        (town.planner, True),
        (town.viewer, False),
        (town.follower, False),
    ):
        client = browser(actor)
        assert ("Đã họp ngày 18/05" in text_of(client.get(f"/bao-cao/{report.pk}/"))) is sees, actor
        assert (client.get(f"/bao-cao/{report.pk}/ban/1/").status_code == 200) is sees
        assert (client.get(file).status_code == 200) is sees
    assert browser(town.neighbour).get(f"/bao-cao/{report.pk}/").status_code == 404


def test_a_sent_version_comes_sealed_and_says_that_it_is_whole(town: Town) -> None:
    report = town.report()
    version = write(town, report, MAY19, send=True, add_files=[("a.pdf", b"%PDF-1.4 x")])
    client = browser(town.follower)

    got = client.get(f"/bao-cao/{report.pk}/tep/{version.files[0]['sha256']}/")
    assert got["Content-Security-Policy"].startswith("sandbox") and got["X-Content-Type-Options"] == "nosniff"
    assert "Nguyên vẹn như lúc gửi" in text_of(client.get(f"/bao-cao/{report.pk}/ban/1/"))
    assert client.get(f"/bao-cao/{report.pk}/ban/9/").status_code == 404


def test_the_receiver_returns_with_remarks_and_accepts(town: Town) -> None:
    report = town.report()
    write(town, report, MAY19, send=True)
    client = browser(town.follower)
    decide = f"/bao-cao/{report.pk}/quyet/"

    bare = client.post(decide, {"viec": "tra-lai", "da-xem": "1", "remark": ""})
    assert bare.status_code == 422 and "Ghi điều cần sửa" in text_of(bare)
    assert (
        client.post(decide, {"viec": "tra-lai", "da-xem": "1", "remark": "Thiếu phụ lục"}).status_code == 302
    )
    assert "Thiếu phụ lục" in text_of(browser(town.head).get(f"/bao-cao/{report.pk}/"))

    write(town, report, MAY19, seen=1, send=True)
    stale = client.post(decide, {"viec": "nhan", "da-xem": "1"})
    assert stale.status_code == 409
    assert client.post(decide, {"viec": "nhan", "da-xem": "2"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "accepted"


def test_who_may_not_decide_is_told_who_may(town: Town) -> None:
    report = town.report()
    write(town, report, MAY19, send=True)

    answer = browser(town.viewer).post(f"/bao-cao/{report.pk}/quyet/", {"viec": "nhan", "da-xem": "1"})

    assert answer.status_code == 403 and "Lê Thị Thử" in text_of(answer)


def test_moving_the_day_and_waiving_from_their_pages(town: Town) -> None:
    report = town.report()
    client = browser(town.follower)

    assert client.get(f"/bao-cao/{report.pk}/doi-han/").status_code == 200
    assert browser(town.head).get(f"/bao-cao/{report.pk}/doi-han/").status_code == 403
    wrong = client.post(f"/bao-cao/{report.pk}/doi-han/", {"due_on": "32/13/2026", "reason": "x"})
    assert wrong.status_code == 422
    client.post(f"/bao-cao/{report.pk}/doi-han/", {"due_on": "29/05/2026", "reason": "Bão"})
    client.post(f"/bao-cao/{report.pk}/thoi/", {"reason": "Sáp nhập"})

    report.refresh_from_db()
    assert (report.due_on, report.state) == (date(2026, 5, 29), "waived")


# ---------------------------------------------------------------- sent up to me


def test_the_table_opens_every_cell_and_puts_the_late_first(town: Town) -> None:
    report = town.report()
    write(town, report, MAY19, send=True)

    body = text_of(browser(town.follower).get(f"/bao-cao/gui-len/bang/{report.regime_id}/?nam=2026"))

    assert f'href="/bao-cao/{report.pk}/"' in body and "Đã gửi" in body
    assert body.index("Phường Bỉm Sơn") < body.index("Phường Ngọc Sơn")
    assert "Trễ" in body


def test_the_table_of_many_units_and_periods_takes_a_bounded_number_of_queries(town: Town) -> None:
    regime = town.give(since=date(2025, 7, 5))
    services.lay_out(at=at(date(2026, 6, 1), 6))
    client = browser(town.follower)
    client.get("/bao-cao/gui-len/")

    def count(address: str) -> int:
        client.get(address)  # the search index takes in what was just written with the first request
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    address = f"/bao-cao/gui-len/bang/{regime.pk}/?nam=2026"
    few, few_up = count(address), count("/bao-cao/gui-len/")
    units = [
        Unit.objects.create(
            code=f"9{n:04d}", level=3, kind="xa", name=f"Mẫu {n}", parent=town.province, path=f"/38/9{n:04d}/",
            folded=f"xa mau {n}", folded_name=f"mau {n}", since=date(2025, 7, 1),
        )
        for n in range(60)
    ]  # fmt: skip
    services.give_duty(
        regime_id=regime.pk, owing=[Owing(u.pk) for u in units], to_unit=town.province,
        to_office=town.department, since=date(2025, 7, 5), by=town.follower, at=at(date(2025, 7, 5)),
    )  # fmt: skip
    services.lay_out(at=at(date(2026, 6, 2), 6))
    assert Report.objects.count() > 600

    assert count(address) == few and count("/bao-cao/gui-len/") <= few_up + 1
    assert few <= 35  # the shell's counts of every room included


def test_my_page_takes_a_bounded_number_of_queries(town: Town) -> None:
    town.give(since=date(2026, 4, 1))
    services.lay_out(at=at(date(2026, 5, 1), 6))
    client = browser(town.officer)
    client.get("/bao-cao/")
    with CaptureQueriesContext(connection) as few:
        client.get("/bao-cao/")
    services.lay_out(at=at(date(2027, 5, 1), 6))
    client.get("/bao-cao/")
    with CaptureQueriesContext(connection) as many:
        client.get("/bao-cao/")

    assert len(many) <= len(few) <= 35


def test_a_request_to_everybody_from_the_page(town: Town) -> None:
    town.regime()
    client = browser(town.follower)
    form = {"title": "Báo cáo thiệt hại", "words": "", "due_on": "31/12/2030", "chon": "tat-ca"}
    place = f"{town.province.pk}-"

    assert client.get("/bao-cao/yeu-cau/").status_code == 200
    answer = client.post("/bao-cao/yeu-cau/", form | {"place": place}, follow=True)

    assert answer.status_code == 200 and "Phường Ngọc Sơn" in text_of(answer)
    assert Report.objects.filter(title="Báo cáo thiệt hại").count() == 2
    nobody = client.post("/bao-cao/yeu-cau/", form | {"place": place, "chon": ""})
    assert nobody.status_code == 422 and "Chọn ít nhất một đơn vị" in text_of(nobody)
    assert browser(town.officer).get("/bao-cao/yeu-cau/").status_code == 403


# ---------------------------------------------------------------- regimes


def test_a_ward_lays_its_own_regime_gives_it_and_ends_it(town: Town) -> None:
    town.regime()
    client = browser(town.planner)
    typed = {
        "name": "Báo cáo tuần một cửa", "field": "", "unit": str(town.ward.pk), "rhythm": "weekly",
        "since": "01/05/2026", "closing_day": "", "due_kind": "weekday", "due_number": "5", "due_months": "0",
        "shift": "previous", "source": "Kế hoạch 27/KH-UBND", "sections": "Kết quả\nVướng mắc",
        "figures": "Hồ sơ tiếp nhận | hồ sơ",
    }  # fmt: skip

    answer = client.post("/bao-cao/che-do/them/", typed, follow=True)
    regime = Regime.objects.get(name="Báo cáo tuần một cửa")
    assert answer.status_code == 200 and "thứ Sáu hằng tuần" in text_of(answer)
    assert regime.figures == [{"key": "f1", "words": "Hồ sơ tiếp nhận", "measure": "hồ sơ"}]

    give = f"/bao-cao/che-do/{regime.pk}/giao/"
    assert client.get(give).status_code == 200
    client.post(give, {"since": "01/05/2026", "noi-nhan": f"{town.ward.pk}-", "chon": f"o{town.centre.pk}"})
    duty = regime.duties.get()
    assert duty.office_id == town.centre.pk and duty.reports.exists()
    client.post(f"/bao-cao/che-do/nghia-vu/{duty.pk}/thoi/")
    client.post(
        f"/bao-cao/che-do/{regime.pk}/cham-dut/", {"ly-do": "Hết kế hoạch", "den-het-ngay": "31/12/2027"}
    )

    duty.refresh_from_db()
    regime.refresh_from_db()
    assert duty.until == timezone.localdate() and regime.until == date(2027, 12, 31)
    assert text_of(client.get(f"/bao-cao/che-do/{regime.pk}/")).count("đến hết") >= 1


def test_faults_of_a_regime_stand_at_their_fields(town: Town) -> None:
    answer = browser(town.planner).post(
        "/bao-cao/che-do/them/",
        {
            "name": "Thử", "unit": str(town.ward.pk), "rhythm": "monthly", "since": "01/05/2026",
            "closing_day": "14", "due_kind": "day", "due_number": "10", "due_months": "0", "shift": "next",
            "source": "", "sections": "", "figures": "",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert "hạn gửi sớm nhất là ngày 15" in text_of(answer) and "Ghi căn cứ" in text_of(answer)
    assert browser(town.viewer).get("/bao-cao/che-do/them/").status_code == 403


def test_a_term_is_confirmed_and_followed_by_another(town: Town) -> None:
    regime = town.regime()
    term = regime.terms.get()
    client = browser(town.admin)

    client.post(f"/bao-cao/che-do/ky-han/{term.pk}/xac-nhan/", {"can-cu": "Quyết định 12/QĐ-UBND"})
    later = {
        "since": "01/01/2030", "closing_day": "20", "due_kind": "day", "due_number": "25", "due_months": "0",
        "shift": "next", "source": "Quyết định 99/QĐ-UBND", "confirmed": "on",
    }  # fmt: skip
    assert client.post(f"/bao-cao/che-do/{regime.pk}/ky-han/", later).status_code == 302
    early = client.post(f"/bao-cao/che-do/{regime.pk}/ky-han/", later | {"since": "01/01/2020"})

    term.refresh_from_db()
    assert (term.confirmed, term.source, term.until) == (True, "Quyết định 12/QĐ-UBND", date(2029, 12, 31))
    assert early.status_code == 422 and "Ngày bắt đầu phải sau" in text_of(early)
    body = text_of(client.get("/bao-cao/che-do/"))
    assert "Đã đối chiếu" in body and "Chưa đối chiếu" in body


def test_every_page_opens_for_everybody_and_shuts_on_the_signed_out(town: Town) -> None:
    report = town.report()
    pages = (
        "/bao-cao/", "/bao-cao/lich/", "/bao-cao/gui-len/", "/bao-cao/che-do/",
        f"/bao-cao/che-do/{report.regime_id}/", f"/bao-cao/{report.pk}/",
    )  # fmt: skip
    for page in pages:
        assert browser(town.viewer).get(page).status_code == 200, page
        assert Client().get(page).status_code == 302, page


def test_openers_answer_for_reports_regimes_and_requests(town: Town) -> None:
    report = town.report()

    found = openers.open_all([report.ref, report.regime.ref])

    assert found[report.ref].title == report.title and found[report.regime.ref].url.endswith("/")


def test_the_search_box_finds_a_report_without_marks(town: Town) -> None:
    from dinh.sectors.reporting import panels

    report = town.report()
    request: Any = type("R", (), {"actor": town.officer})()

    assert escape(report.title) in [
        escape(str(each.words)) for each in panels.find(request, "bao cao chuyen doi so")
    ]
    assert panels.owed(request).count == 1
    assert queries.tally(town.officer, date(2026, 5, 25)).late == 1


CELLS = [(deed, role.value) for deed in rules.WHO_MAY for role in Role]


@pytest.mark.parametrize(("deed", "role"), CELLS)
def test_the_table_of_who_may_holds_cell_by_cell(town: Town, deed: str, role: str) -> None:
    actor = testing.actor(role, town.ward, name=f"Người {role}")
    day = date(2026, 5, 18)

    assert town_services.allowed(actor, deed, town.ward.path, day) is (role in rules.WHO_MAY[deed])
    assert not town_services.allowed(actor, deed, town.other.path, day)
    assert not town_services.allowed(actor, deed, town.province.path, day)
