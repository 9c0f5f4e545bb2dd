"""The page of numbers to be looked at again in a real browser: fit to use at a desk and on a telephone, and a door into each number."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_accessible, assert_no_sideways_scroll, shot, sign_in
from dinh.measures import recipes, services
from dinh.measures.models import Value
from dinh.town import testing

from .test_kept_doubts import CODES, MONTHS, NOW, town

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW_DESK = (1280, 900)


@pytest.mark.parametrize("size", [NARROW_DESK, PHONE])
def test_a_province_sees_what_matters_first_and_opens_it(
    transactional_db: None, town: Any, live_server: Any, new_page: Any, size: Any
) -> None:
    codes = [each.code for each in recipes.all_recipes() if each.fact == "dossiers"]
    services.measure(codes=codes, units=None, periods=MONTHS, by=None, at=NOW)
    Value.objects.filter(code=CODES[0], unit_code="38", period="2026-10").update(
        numerator=13, denominator=12, value="108.3"
    )
    services.keep_doubts(at=NOW)
    who = testing.person()
    testing.mandate(who, "viewer", testing.unit("38"))
    page = new_page(size)
    sign_in(page, live_server, testing.account(who))
    page.goto(f"{live_server.url}/so-do/don-vi/38/?ky=2026-10")
    page.get_by_role("link", name="mở cả các đơn vị trực thuộc").click()
    page.wait_for_load_state()
    shot(page, f"can-xem-lai {size[0]}")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.locator("#so").scroll_into_view_if_needed()
    shot(page, f"can-xem-lai-so {size[0]}")
    page.get_by_role("link", name="108,3%").first.click()
    page.wait_for_load_state()
    assert "Vì sao có số này?" in page.inner_text("h1")
