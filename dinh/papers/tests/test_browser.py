from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll
from dinh.papers.models import Paper
from dinh.papers.tests import builders as make
from dinh.papers.tests import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _sign_in(page: Any, address: str) -> None:
    page.goto(f"{address}/dang-nhap/")
    page.fill("[name=username]", "vanthu.mau")
    page.fill("[name=password]", "mat-khau-mau-2026")
    page.click("main button[type=submit]")
    page.wait_for_load_state()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_a_paper_is_filed_found_and_looked_at_without_javascript(
    live_server: Any, new_page: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    make.account("vanthu.mau", "clerk", make.ward(), "Vũ Thị Mẫu")
    plan = tmp_path / "kế hoạch.pdf"
    plan.write_bytes(samples.pdf(table_rows=4))
    page = new_page(size, javascript=False)
    _sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/van-ban/nop/")
    page.set_input_files("[name=file]", str(plan))
    for name, text in (("number", "27/KH-UBND"), ("date", "15/01/2026"), ("title", "Chuyển đổi số năm 2026")):
        page.fill(f"[name={name}]", text)
    page.fill("[name=issuer]", "Ủy ban nhân dân phường Mẫu Sơn")
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_load_state()
    assert page.text_content("h1") == "Kế hoạch 27/KH-UBND"
    assert page.evaluate("document.querySelector('.pap-img').naturalWidth") == 960
    page.goto(f"{live_server.url}/van-ban/?q=chuyen+doi+so")
    assert "27/KH-UBND" in (page.text_content("main table") or "")
    assert Paper.objects.get().filed_by is not None


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_the_pages_are_fit_to_use(live_server: Any, new_page: Any, size: tuple[int, int]) -> None:
    make.account("vanthu.mau", "clerk", make.ward(), "Vũ Thị Mẫu")
    paper = make.filed(None, make.ward(), "Kế hoạch\nchuyển đổi số".encode())
    page = new_page(size)
    _sign_in(page, live_server.url)
    for address in ("/van-ban/", "/van-ban/nop/", f"/van-ban/{paper.pk}/"):
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
