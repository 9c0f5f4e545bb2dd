"""The pages of imports in a real browser: fit to use at a desk and on a telephone, from the file to taking it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers.tests.builders import Ward
from dinh.lake.models import Import
from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, shot, sign_in
from dinh.town import testing

from .test_import_pages import LIST, account
from .test_importing import some, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ward(transactional_db: None) -> Ward:
    return Ward()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_file_is_looked_at_brought_in_and_taken_out(
    size: Any, ward: Ward, lake_home: Path, live_server: Any, new_page: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setenv("DINH_IMPORTING", "wait")
    file = tmp_path / "ho-so.csv"
    file.write_bytes(table(*some(1, 2), {**some(3)[0], "KenhThucHien": "9"}))
    page = new_page(size)
    sign_in(page, live_server, account(testing.actor("planner", ward.ward, name="Phạm Văn Ví Dụ")))

    def fit(name: str) -> None:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        shot(page, f"nap-{name}-{size[0]}")

    page.goto(f"{live_server.url}{LIST}")
    fit("danh-sach")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Xem trước tệp").click()
    page.get_by_role("heading", name="Cột của tệp và cột của dữ kiện").wait_for()
    fit("xem")
    page.get_by_role("button", name="Nạp tệp này").click()
    page.get_by_role("heading", name="Gỡ lần nạp này").wait_for()
    fit("xong")
    page.get_by_label("Lý do gỡ lần nạp").fill("nhầm tệp")
    page.get_by_role("button", name="Gỡ", exact=True).click()
    page.get_by_text("nhầm tệp").first.wait_for()
    fit("go")
    assert Import.objects.get().state == "undone"
