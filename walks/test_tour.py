"""The recorded tour: the pages of docs/tour.md, visited in the demo town and drawn.

`make tour` writes the pictures anew into docs/tour/; in the suite the same pages are visited, looked at by axe and drawn into
var/shots/, and the document is held against the list of stops, so that it can neither show a page that is gone nor forget one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, shot

from .conftest import House
from .people import sign_in

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parent.parent
TOUR = ROOT / "docs" / "tour"


class Stop(NamedTuple):
    """Who looks, where they begin, and which links they follow; `top` is how much of the page the picture keeps."""

    name: str
    who: str
    start: str
    follow: tuple[str, ...] = ()
    size: tuple[int, int] = DESK
    top: int = 1100


STOPS = (
    Stop("ban-viec", "cds.ngocson", "/", top=1400),
    Stop("viec", "truongphong.ngocson", "/viec/?q=tram+phat+song", (r"Khảo sát tổng thể",), top=1300),
    Stop("don-doc", "chutich.ngocson", "/don-doc/"),
    Stop("giao-chi-tieu", "cds.tinh", "/chi-tieu-giao/", (r"Tỷ lệ hồ sơ thủ tục",), top=1300),
    Stop("chi-tieu-duoc-giao", "cds.ngocson", "/chi-tieu-giao/"),
    Stop(
        "kinh-phi",
        "cds.ngocson",
        "/ke-hoach/?q=ngoc+son+2026",
        (r"Ngọc Sơn năm 2026", r"^Kinh phí|^Vốn"),
        top=1500,
    ),
    Stop("bao-cao", "cds.tinh", "/bao-cao/gui-len/"),
    Stop("kiem-tra", "cds.tinh", "/kiem-tra/", (r"chất lượng số liệu",), top=1500),
    Stop("sang-kien", "cds.ngocson", "/sang-kien/"),
    Stop("su-kien", "cds.ngocson", "/su-kien/"),
    Stop("bang-dieu-hanh", "chutich.tinh", "/bang/", top=1300),
    Stop("chi-tieu-theo-xa", "cds.tinh", "/bang/xa/"),
    Stop("tien-do", "chutich.ngocson", "/tien-do/"),
    Stop("lich", "chutich.ngocson", "/lich/"),
    Stop("xep-hang", "chutich.ngocson", "/xep-hang/"),
    Stop("tim", "cds.ngocson", "/tim/?q=chuyen+doi+so"),
    Stop("dich-vu", "", "/dich-vu/", size=PHONE, top=1500),
    Stop("nop-truc-tuyen", "", "/nop-ho-so/1.001193/", size=PHONE, top=1300),
    Stop(
        "mot-ho-so",
        "chutich.ngocson",
        "/so-do/dossiers.online/vi-sao/?don-vi=16576&ky=2026-10",
        (r"X38",),
        top=1500,
    ),
    Stop("bang-so-do", "cds.ngocson", "/so-do/don-vi/16576/?ky=2026-10", top=1300),
    Stop("vi-sao", "cds.ngocson", "/so-do/dossiers.online/vi-sao/?don-vi=16576&ky=2026-10", top=1300),
    Stop("nap-tep", "theodoi.tinh", "/ho-du-lieu/nap/", (r"ket-xuat",)),
    Stop("cham-diem", "theodoi.tinh", "/cham-diem/xa/16576/?ky=2026", top=1500),
    Stop("cong-khai", "", "/cong-khai/16576/", size=PHONE, top=1600),
)


def visit(new_page: Callable[..., Any], house: House, stop: Stop) -> Any:
    page = new_page(stop.size)
    if stop.who:
        sign_in(page, house, stop.who)
    page.goto(house.url + stop.start)
    for link in stop.follow:
        page.locator("main a", has_text=re.compile(link)).first.click()
        page.wait_for_load_state()
    return page


@pytest.mark.parametrize("stop", STOPS, ids=[stop.name for stop in STOPS])
def test_a_stop_of_the_tour(new_page: Callable[..., Any], house: House, stop: Stop) -> None:
    page = visit(new_page, house, stop)
    assert page.locator("h1").count() == 1, page.url
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    picture = shot(page, f"tham-quan-{stop.name}")
    if os.environ.get("DINH_TOUR"):
        keep(picture, stop)


def keep(picture: Path, stop: Stop) -> None:
    """The upper part of the page, in 128 colours: a few dozen kilobytes each in the repository."""
    TOUR.mkdir(parents=True, exist_ok=True)
    with Image.open(picture) as whole:
        part = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, stop.top)))
        part.quantize(128).save(TOUR / f"{stop.name}.png", optimize=True)


def test_the_tour_shows_just_these_stops() -> None:
    told = re.findall(r"\(tour/([a-z-]+)\.png\)", (ROOT / "docs" / "tour.md").read_text(encoding="utf-8"))

    assert told == [stop.name for stop in STOPS]
    assert {path.stem for path in TOUR.glob("*.png")} == set(told)
