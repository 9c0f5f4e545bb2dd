"""Forecasts of measures: from kept or counted values, kept and held as long as those stand, on the page, in JSON and by command."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from dinh.ground.periods import Period, containing
from dinh.measures import foretelling, services
from dinh.measures.command import COMMANDS
from dinh.measures.models import KeptForecast, Value
from dinh.measures.queries import forecasts
from dinh.measures.queries.forecasts import Asked
from dinh.measures.rules import forecasting as rules

from .small_town import dossier, moment
from .test_api import ask
from .test_measuring import pour
from .test_pages import sign_in

pytestmark = pytest.mark.django_db
NOW = moment("2026-11-20", 8)
YEAR_END = date(2026, 12, 31)
ONLINE = "dossiers.online"


def months(many: int, last: str = "2026-10") -> list[Period]:
    found = [Period.parse(last)]
    while len(found) < many:
        found.append(found[-1].previous())
    return found[::-1]


def fill(many: int, unit: str = "14812", last: str = "2026-10", hits: tuple[int, ...] = ()) -> None:
    """So many months of ten dossiers each, of which more and more came on line."""
    rows: list[dict[str, Any]] = []
    for n, month in enumerate(months(many, last)):
        online = hits[n] if hits else 1 + n * 8 // many
        for k in range(10):
            rows.append(
                dossier(
                    f"cu:{unit}-{month.key}-{k}",
                    unit,
                    f"{month.key}-{k + 2:02d}",
                    channel=2 if k < online else 1,
                )
            )
    pour(rows)


@pytest.fixture
def town(lake_home, ward):
    fill(10)
    return ward


def asked(**more: Any) -> Asked:
    return Asked(ONLINE, "14812", "month", YEAR_END, **more)


def test_a_forecast_of_a_measure_counts_what_was_not_kept(town):
    made = forecasts.forecast(ONLINE, "14812", YEAR_END, at=NOW)
    assert made.made and made.known == 10 and made.last == "2026-10"
    assert [each.key for each in made.steps] == ["2026-11", "2026-12"]
    assert made.end.low < made.end.middle < made.end.high <= 100


def test_too_few_months_is_an_answer_that_says_how_many(lake_home, ward):
    fill(4)
    made = forecasts.forecast(ONLINE, "14812", YEAR_END, at=NOW)
    assert foretelling.told(made, "%").lead == (
        "Chưa đủ dữ liệu để dự báo: mới có 4 kỳ có số, cần ít nhất 6 kỳ."
    )


def test_two_years_with_a_season_are_told_with_it(lake_home, ward):
    fill(24, hits=(1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 7, 4) * 2)
    made = forecasts.forecast(ONLINE, "14812", YEAR_END, at=NOW)
    told = foretelling.told(made, "%")
    # The months begin with November of 2024: its tenth is August.
    assert made.season == (8, 11) and made.known == 24
    assert told.lead.startswith("Theo đà này và mùa trong năm, đến hết 31/12/2026 đạt khoảng")
    assert "sau khi bỏ mùa" in told.method and "cao nhất vào tháng 8, thấp nhất vào tháng 11" in told.method
    page = sign_in("viewer", "14812").get(
        reverse("measures.one", args=[ONLINE]), {"don-vi": "14812", "ky": "2026-10"}
    )
    assert "có tính mùa" in page.content.decode()


def test_a_yes_and_a_kind_without_even_periods_are_told(town, monkeypatch):
    from dataclasses import replace

    from dinh.measures import recipes

    with pytest.raises(ValueError, match="Dự báo theo tháng"):
        forecasts.forecast(ONLINE, "14812", YEAR_END, kind="nine_months", at=NOW)
    with pytest.raises(forecasts.NotForecast):
        forecasts.scale_of(replace(recipes.recipe(ONLINE), kind="yes"))


@pytest.mark.parametrize(
    ("key", "closing", "until"),
    [
        ("2026-10", None, "2026-12-31"),
        ("2026-12", None, "2027-03-31"),
        ("2026-10", 14, "2026-12-14"),
        ("2026-Q2", None, "2026-12-31"),
        ("2026-H2", None, "2028-06-30"),
        ("2026", None, "2029-12-31"),
    ],
)
def test_a_page_asks_about_the_end_of_the_year(key, closing, until):
    assert forecasts.until_end(Period.parse(key, closing_day=closing)).isoformat() == until


def test_what_was_kept_holds_until_a_value_moves(town, django_assert_num_queries, monkeypatch):
    services.measure(codes=[ONLINE], units=["14812"], periods=months(10), by=None, at=NOW)
    assert services.keep_forecasts([asked()], at=NOW) == 1
    assert services.keep_forecasts([asked()], at=NOW) == 0
    row = KeptForecast.objects.get()
    assert (row.told["answer"], row.until, row.scale) == ("made", YEAR_END, "share")

    fresh = rules.forecast
    monkeypatch.setattr(rules, "forecast", lambda *_a, **_k: pytest.fail("worked out again"))
    with django_assert_num_queries(3):
        held = forecasts.answered(forecasts.grounds([asked()], at=NOW))[asked()]
    assert held.made and held.end.key == "2026-12"
    # The measure's page says what the target's page says.
    assert forecasts.forecast(ONLINE, "14812", YEAR_END, at=NOW) == held
    monkeypatch.setattr(rules, "forecast", fresh)

    # A month goes by, or a value is corrected: what was kept holds no more.
    later = NOW + timedelta(days=20)
    assert forecasts.kept(forecasts.grounds([asked()], at=later)) == {}
    Value.objects.filter(period="2026-10").update(value=12, numerator=1)
    assert forecasts.answered(forecasts.grounds([asked()], at=NOW), fit=False) == {}
    assert services.keep_forecasts([asked()], at=NOW) == 1 and KeptForecast.objects.count() == 1


def test_many_are_read_in_as_many_queries_as_one(town, django_assert_num_queries):
    wanted = [
        asked(),
        Asked("dossiers.on_time", "14812", "month", YEAR_END),
        Asked(ONLINE, "16576", "month", YEAR_END),
    ]
    services.measure(
        codes=[ONLINE, "dossiers.on_time"], units=["14812", "16576"], periods=months(10), by=None, at=NOW
    )
    services.keep_forecasts(wanted, at=NOW)
    with django_assert_num_queries(3):
        made = forecasts.answered(forecasts.grounds(wanted, at=NOW), fit=False)
    assert len(made) == 3 and made[wanted[2]].answer == "short"


def test_only_so_many_are_worked_out_in_one_turn(town):
    services.measure(codes=[ONLINE, "dossiers.on_time"], units=["14812"], periods=months(10), by=None, at=NOW)
    wanted = [asked(), Asked("dossiers.on_time", "14812", "month", YEAR_END)]
    assert services.keep_forecasts(wanted, at=NOW, most=1) == 1
    assert services.keep_forecasts(wanted, at=NOW, most=1) == 1
    assert services.keep_forecasts(wanted, at=NOW, most=1) == 0


def test_the_month_that_runs_is_not_counted_but_said_where_it_turns(town):
    fill(1, last="2026-11", hits=(0,))
    services.measure(codes=[ONLINE], units=["14812"], periods=months(11, "2026-11"), by=None, at=NOW)
    made = forecasts.answered(forecasts.grounds([asked()], at=NOW))[asked()]
    assert made.known == 10 and made.running == 0 and made.turned
    assert any("đang chạy (tháng 11/2026)" in said for said in foretelling.told(made, "%").notes)


# ---------------------------------------------------------------- pages, JSON, command


def test_the_page_of_a_measure_shows_the_band_and_the_method(town, django_assert_max_num_queries):
    client = sign_in("viewer", "14812")
    url = reverse("measures.one", args=[ONLINE])
    client.get(url, {"ky": "2026-10"})
    with django_assert_max_num_queries(24):
        page = client.get(url, {"ky": "2026-10"}).content.decode()
    assert 'class="fc"' in page and 'class="fcl"' in page and "Mười hai kỳ và dự báo" in page
    assert "Theo đà này, đến hết 31/12/2026 đạt khoảng" in page
    assert "san bằng hàm mũ" in page and "khoảng dự báo 80% và 95%" in page and "thang logit" in page


def test_the_page_says_honestly_that_there_is_too_little(lake_home, ward):
    fill(3)
    page = sign_in("viewer", "14812").get(reverse("measures.one", args=[ONLINE]), {"ky": "2026-10"})
    told = page.content.decode()
    assert "mới có 3 kỳ có số, cần ít nhất 6 kỳ" in told and "Chưa dự báo được" in told
    assert 'class="fc"' not in told


@pytest.fixture
def recent(lake_home, ward):
    """The ten months before this one, whatever the day."""
    last = containing(timezone.localdate(), "month").previous()
    fill(10, last=last.key)
    return forecasts.until_end(last)


def test_programs_get_the_same(recent):
    found = ask(f"/units/14812/measures/{ONLINE}/forecast").json()
    made = forecasts.forecast(ONLINE, "14812", recent)
    assert found["until"] == recent.isoformat() and made.steps
    assert (found["answer"], found["known"], found["needed"]) == (made.answer, made.known, 6)
    assert [each["middle"] for each in found["steps"]] == [round(each.middle, 4) for each in made.steps]
    assert found["steps"][0].keys() == {"period", "last", "middle", "low", "high", "lowest", "highest"}


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/units/16576/measures/dossiers.online/forecast", {}, 404),
        ("/units/14812/measures/dossiers.none/forecast", {}, 404),
        ("/units/14812/measures/dossiers.online/forecast", {"until": "31/12"}, 422),
        ("/units/14812/measures/dossiers.online/forecast", {"kind": "week"}, 422),
    ],
)
def test_what_is_not_there_or_wrong_is_told(town, path, query, status):
    assert ask(path, **query).status_code == status


def test_the_command_says_it_and_its_code_says_whether_there_is_one(recent, capsys, monkeypatch):
    from dinh.frame import cli

    monkeypatch.setattr(cli, "setup", lambda: None)
    said = COMMANDS["forecast"]([ONLINE, "--unit", "14812", "--until", recent.isoformat(), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert said == 0 and told["steps"] and told["until"] == recent.isoformat()
    assert COMMANDS["forecast"](["dossiers.rated", "--unit", "16576"]) == 1
    assert COMMANDS["forecast"]([ONLINE, "--unit", "99999"]) == 1
    assert COMMANDS["forecast"]([ONLINE, "--unit", "14812", "--closing", "40"]) == 2
