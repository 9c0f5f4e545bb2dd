"""The boards: each number opens onto the rows it counts; timeline, calendar and its feed, ranking, comparison, what is public,
search."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from icalendar import Calendar

from dinh.look.testing import DESK, PHONE, shot

from .conftest import BIN, House
from .people import as_, fits, follow, in_days, number_in, said, send
from .test_work import ask

pytestmark = pytest.mark.browser


def rows_behind(page: Any, door: str) -> tuple[int, int]:
    """What the head of the page behind a door counts, and how many rows stand on it."""
    page.goto(door)
    return number_in(page.locator("h1").inner_text()), page.locator("main tbody tr").count()


def doors(page: Any, where: str) -> list[tuple[int, str]]:
    """Each number of a part of the page, with where it leads. Of "3 trên 5" the door opens onto the three."""
    found = page.locator(where).evaluate_all("all => all.map(a => [a.innerText, a.href])")
    return [(number_in(words), address) for words, address in found]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["ban", "dien-thoai"])
def test_each_light_of_the_board_opens_onto_exactly_the_rows_behind_it(
    new_page: Callable[..., Any], house: House, size: tuple[int, int]
) -> None:
    page = new_page(size)
    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/bang/")
    fits(page)
    if size == DESK:
        shot(page, "bang-dieu-hanh")
    kpis, works, cells = (
        doors(page, where) for where in ("main .kpi a.door", "main .tbl a.door", "main .mx a.lc")
    )
    assert kpis
    assert works
    assert cells
    for number, door in [*kpis, *works[:4], *cells[:3]]:
        assert rows_behind(page, door) == (number, number), door
    fits(page)


def test_the_desk_the_timeline_and_the_calendar_show_one_piece_of_work(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    page, title = browser_page, "Thử đo tốc độ mạng nội bộ trên ba bảng"
    as_(page, house, "chutich.ngocson")
    ask(page, house, title, "Phòng Văn hóa - Xã hội", f"trước ngày {in_days(6)}")
    as_(page, house, "truongphong.ngocson")
    for path in ("/", "/tien-do/", "/lich/"):
        page.goto(house.url + path)
        fits(page)

    page.goto(f"{house.url}/lich/dia-chi/")
    page.get_by_label("Lịch của").select_option(label="Phòng Văn hóa - Xã hội")
    send(page, "Mở địa chỉ lịch")
    fits(page)
    address = page.locator(".feed-url").inner_text().strip()
    body = httpx.get(address, timeout=30)
    assert body.headers["content-type"].startswith("text/calendar")
    events = {str(one.get("summary")): one for one in Calendar.from_ical(body.content).walk("VEVENT")}
    mine = next(one for words, one in events.items() if title in words)
    assert mine.decoded("dtstart").strftime("%d/%m/%Y") == in_days(6)
    assert title in by_khal(body.content, tmp_path)

    page.goto(f"{house.url}/lich/dia-chi/")
    page.locator("main form[action$='/thu-hoi/'] button").first.click()
    page.wait_for_load_state()
    assert httpx.get(address, timeout=30).status_code == 404, "taken back is taken back"


def by_khal(body: bytes, folder: Path) -> str:
    """What the program khal lists of a calendar file."""
    (folder / "lich").mkdir()
    (folder / "lich.ics").write_bytes(body)
    config = folder / "khal.conf"
    config.write_text(
        f"[calendars]\n[[lich]]\npath = {folder / 'lich'}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %d/%m/%Y\nlongdateformat = %d/%m/%Y\n"
        "datetimeformat = %d/%m/%Y %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n",
        encoding="utf-8",
    )
    khal = [BIN / "khal", "-c", config]
    env = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    how: dict[str, Any] = {"env": env, "check": True, "timeout": 60, "capture_output": True, "text": True}
    subprocess.run([*khal, "import", "--batch", "-a", "lich", folder / "lich.ics"], **how)
    listed = subprocess.run([*khal, "list", in_days(0), "30d"], **how)
    return listed.stdout


def test_ranking_says_why_and_two_plans_are_compared(browser_page: Any, house: House) -> None:
    page = browser_page
    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/xep-hang/")
    fits(page)
    places = page.locator("main .rank-t tbody tr")
    assert places.count() > 1
    for reason in places.locator("td:last-child").all_inner_texts():
        assert reason.strip()

    as_(page, house, "cds.tinh")
    page.goto(f"{house.url}/so-sanh/")
    fits(page)
    for side, plan in (("a", "06-NQ/TU"), ("b", "58-KH/TU")):
        picker = page.locator(f"main select[name={side}]")
        picker.select_option(picker.locator("option", has_text=plan).get_attribute("value"))
        page.wait_for_url(re.compile(rf"[?&]{side}=\d"))  # a choice sends the form by itself
    heading = page.locator("#cap").inner_text()
    both, differ = (int(number) for number in re.findall(r"\d+", heading))
    assert both >= differ > 0
    asked = parse_qs(urlsplit(page.url).query)
    page.goto(f"{house.url}/so-sanh/?a={asked['a'][0]}&b={asked['b'][0]}&hien=khac")
    assert page.locator("main .cmp tbody tr").count() == differ, "as many as are said to differ"
    fits(page)


PUBLIC = "Các xã, phường làm đến đâu, bản công khai thử"


def test_what_a_leader_publishes_is_read_signed_out_and_nothing_else(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page, citizen = browser_page, new_page(PHONE)
    as_(page, house, "chutich.tinh")
    page.goto(f"{house.url}/cong-khai/quan-ly/")
    fits(page)
    follow(page, re.compile("tại các xã, phường tỉnh Thanh Hóa năm 2026"))
    page.get_by_label("Tên trên trang công khai").fill(PUBLIC)
    page.locator("main [name=targets]").first.check()
    shown = page.locator("main [name=targets]:checked").count()
    fits(page)
    send(page, "Công khai số liệu hôm nay")
    assert f"Đã công khai {shown} chỉ tiêu" in page.locator("body").inner_text()

    citizen.goto(f"{house.url}/cong-khai/38/")
    part = citizen.locator("main section", has_text=PUBLIC).first
    assert part.locator(".pub-t > li").count() == shown
    fits(citizen)
    citizen.goto(f"{house.url}/ke-hoach/")
    assert "/dang-nhap/" in citizen.url

    page.goto(f"{house.url}/cong-khai/quan-ly/")
    page.locator("main li", has_text=PUBLIC).get_by_role("link", name=re.compile("^Rút")).click()
    page.wait_for_load_state()
    page.get_by_label("Lý do rút").fill("Bản đi thử, rút lại.")
    send(page, re.compile("^Rút"))
    citizen.goto(f"{house.url}/cong-khai/38/")
    assert PUBLIC not in citizen.locator("body").inner_text()


def test_search_finds_with_and_without_marks_and_nothing_of_another_commune(
    browser_page: Any, house: House
) -> None:
    page, title = browser_page, "Lắp đặt bảng hướng dẫn quét mã thử tìm kiếm"
    as_(page, house, "chutich.ngocson")
    ask(page, house, title, "Phòng Văn hóa - Xã hội", f"trước ngày {in_days(40)}")
    for typed in ("bảng hướng dẫn quét mã thử", "bang huong dan quet ma thu"):
        page.goto(f"{house.url}/tim/?q={typed}")
        assert title in said(page), typed
    fits(page)

    as_(page, house, "cds.hatien")
    page.goto(f"{house.url}/tim/?q=bang+huong+dan+quet+ma+thu")
    assert title not in said(page)
    assert page.locator("main a[href^='/viec/']").count() == 0, "nor is it counted"
