"""The pretend town's people."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client, override_settings

from dinh.ground.models import LedgerLine
from dinh.town import demo, queries
from dinh.town.models import Account
from dinh.town.shapes import Role

pytestmark = pytest.mark.django_db


class Clock:
    def at(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@override_settings(DINH_DEMO=False)
def test_it_is_not_furnished_where_the_demo_is_off():
    with pytest.raises(RuntimeError, match="DINH_DEMO"):
        demo.furnish(size="small", seed=7, clock=Clock(), say=print)
    assert demo.sign_ins_shown() == []


def test_furnished_once_it_has_somebody_for_each_role(client):
    demo.furnish(size="small", seed=7, clock=Clock(), say=lambda words: None)
    lines = LedgerLine.objects.count()
    demo.furnish(size="small", seed=7, clock=Clock(), say=lambda words: None)
    assert LedgerLine.objects.count() == lines, "a second furnishing adds nothing"

    at = Clock().at(date(2026, 11, 20))
    actors = [demo.actor(username, at) for username, _, _ in demo.sign_ins()]
    assert {m.role for one in actors for m in one.mandates} == {role.value for role in Role}
    planner = demo.actor("cds.hcm", at)
    assert any(m.unit_path == "/74/" for m in planner.mandates), (
        "Bình Dương's papers are Hồ Chí Minh City's now"
    )
    stand_in = demo.actor("truongphong.ngocson", at)
    assert any(m.for_person_id for m in stand_in.mandates)
    for code in ("38", "16576", "14812"):
        assert queries.posts_in(queries.unit_by_code(code, at.date()), at.date())

    page = client.get("/dang-nhap/").content.decode()
    assert demo.DEMO_PASSWORD in page and "cds.ngocson" in page
    answer = Client().post("/dang-nhap/", {"username": "quantri", "password": demo.DEMO_PASSWORD})
    assert answer.status_code == 302
    assert Account.objects.filter(must_change=False).count() == len(demo.sign_ins())
