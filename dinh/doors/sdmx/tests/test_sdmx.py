"""The statistics door as outsiders read it: `sdmx1` and `pysdmx` on every form, some over the wire. The second checks SDMX-ML by the
schemas of the standard."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sdmx
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pysdmx.io import read_sdmx

from dinh.doors.sdmx import mapping
from dinh.doors.sdmx.asking import ACCEPTED, DETAILS, asked, form_of
from dinh.doors.sdmx.shapes import DIMENSIONS, Refused
from dinh.ground.periods import Period
from dinh.lake.services import store_rows
from dinh.lake.testing import lake_home
from dinh.measures import recipes, services
from dinh.measures.models import Value
from dinh.town import testing
from dinh.town.models import Account

__all__ = ["lake_home"]
AT = datetime(2026, 11, 5, 3, tzinfo=UTC)
WARD, OTHER, PROVINCE = "16576", "14812", "38"
ROOT = "/sdmx/2.1/"
CODES = ("dossiers.received", "dossiers.online")


def fact(number: int, unit: str, day: date, channel: int) -> dict[str, Any]:
    moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return {
        "id": f"thu:{number}", "code": f"H56-{number}", "unit": unit, "received_unit": unit, "procedure": "1.001193",
        "channel": channel, "received_at": moment, "received_on": day, "status": 4, "refused": False, "requests": 0,
    }  # fmt: skip


@pytest.fixture
def measured(db: None, lake_home: Any) -> None:
    """Two wards and their province, three months and the quarter: 3 and 2, 4 and 1, 5 and 0 dossiers, of them n on line."""
    for code in (PROVINCE, WARD, OTHER):
        testing.unit(code)
    rows, number = [], 0
    for month, (ours, theirs) in {8: (3, 2), 9: (4, 1), 10: (5, 0)}.items():
        for unit, count in ((WARD, ours), (OTHER, theirs)):
            for place in range(count):
                number += 1
                rows.append(fact(number, unit, date(2026, month, 3), 2 if place % 2 == 0 else 1))
    store_rows("dossiers", rows, import_id=1, source="thu", at=AT)
    periods = [Period.parse(key) for key in ("2026-08", "2026-09", "2026-10", "2026-Q3")]
    services.measure(codes=CODES, units=[PROVINCE, WARD, OTHER], periods=periods, by=None, at=AT)
    Value.objects.filter(unit_code=PROVINCE).update(published_at=AT)


@pytest.fixture
def officer(measured: None) -> Client:
    actor = testing.actor("leader", testing.unit(PROVINCE), name="Lê Thị Thử")
    client = Client()
    client.force_login(Account.objects.create_user("thu", "mot cau du dai 1", person_id=actor.person_id))
    return client


class Told(NamedTuple):
    text: str
    status: int


def got(client: Client, path: str, accept: str = "") -> Told:
    answer: Any = client.get(ROOT + path, headers={"Accept": accept} if accept else {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Told(body.decode(), answer.status_code)


def structure(client: Client) -> Any:
    answer = got(client, "dataflow/DINH/MEASURES/1.0?references=descendants")
    return sdmx.read_sdmx(io.BytesIO(answer.text.encode()))


# ---------------------------------------------------------------- rules


def test_every_measure_has_an_id_of_its_own_that_leads_back() -> None:
    codes = [each.code for each in recipes.all_recipes()]
    assert sorted(mapping.indicators(codes).values()) == sorted(codes)


@pytest.mark.parametrize(
    ("key", "words"),
    [("2026-10", "2026-10"), ("2026-Q3", "2026-Q3"), ("2026-H1", "2026-S1"), ("2026-9M", "2026-01-01/P9M"), ("2026", "2026")],
)  # fmt: skip
def test_a_period_is_written_as_the_standard_does(key: str, words: str) -> None:
    assert mapping.period_id(Period.parse(key)) == words


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-S2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-M02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-02-03", date(2026, 2, 3), date(2026, 2, 3)),
    ],
)
def test_a_period_is_read_as_the_standard_writes_it(words: str, first: date, last: date) -> None:
    assert mapping.days_of(words, "startPeriod") == (first, last)


@given(st.text(max_size=20))
def test_whatever_period_is_asked_for_is_read_or_refused_with_its_name(words: str) -> None:
    try:
        first, last = mapping.days_of(words, "endPeriod")
    except Refused as refused:
        assert refused.code == 140
        assert "endPeriod" in refused.words
    else:
        assert first <= last


@given(st.text(alphabet="AM.+1_ é", max_size=30))
def test_whatever_key_is_asked_for_is_read_or_refused(key: str) -> None:
    try:
        wanted = asked(key, {}).wanted
    except Refused as refused:
        assert refused.code == 140
    else:
        assert len(wanted) == len(DIMENSIONS)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "generic"),
        ("*/*", "generic"),
        ("application/vnd.sdmx.data+json;version=1.0.0", "json"),
        ("application/vnd.sdmx.data+csv;version=2.0.0", "csv2"),
        ("text/csv;q=0.2, application/vnd.sdmx.structurespecificdata+xml;version=2.1", "specific"),
        ("application/vnd.sdmx.genericdata+xml;version=3.0, text/csv", "csv"),
    ],
)
def test_the_form_follows_the_accept_header(accept: str, form: str) -> None:
    assert form_of(accept, structure=False) == form


def test_a_form_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        form_of("image/png", structure=False)
    assert refused.value.status == 501


# ---------------------------------------------------------------- structures


def test_the_structure_is_read_with_all_that_it_leans_on(officer: Client) -> None:
    message = structure(officer)
    dsd = message.structure["DSD_MEASURES"]
    assert [each.id for each in dsd.dimensions.components] == [*DIMENSIONS, "TIME_PERIOD"]
    areas = message.codelist["CL_AREA"]
    assert str(areas[WARD].name.localizations["vi"]) == "Phường Ngọc Sơn"
    assert areas[WARD].parent.id == PROVINCE
    assert "DOSSIERS__ONLINE" in message.codelist["CL_INDICATOR"]


def test_structures_hold_by_the_schemas_of_the_standard(officer: Client) -> None:
    found = read_sdmx(got(officer, "structure?references=all").text, validate=True)
    assert {type(each).__name__ for each in found.structures} == {
        "AgencyScheme", "Codelist", "ConceptScheme", "DataStructureDefinition", "Dataflow"
    }  # fmt: skip


def test_stubs_carry_names_only_and_json_the_same_ids(officer: Client) -> None:
    stub = got(officer, "codelist/DINH/CL_FREQ/1.0?detail=allstubs").text
    assert "str:Codelist" in stub
    assert "str:Code " not in stub
    told = json.loads(
        got(officer, "datastructure/DINH/DSD_MEASURES", "application/vnd.sdmx.structure+json").text
    )
    components = told["data"]["dataStructures"][0]["dataStructureComponents"]
    assert [each["id"] for each in components["dimensionList"]["dimensions"]] == list(DIMENSIONS)


# ---------------------------------------------------------------- data


def values_of(message: Any) -> dict[tuple[str, str, str], float]:
    return {
        (str(row.key["REF_AREA"].value), str(row.key["INDICATOR"].value), str(row.key["TIME_PERIOD"].value)): float(row.value)
        for row in message.data[0].obs
        if row.value not in (None, "")
    }  # fmt: skip


EXPECTED = {
    (unit, "DOSSIERS__RECEIVED", period): count
    for unit, counts in {WARD: (3, 4, 5), OTHER: (2, 1), PROVINCE: (5, 5, 5)}.items()
    for period, count in zip(("2026-08", "2026-09", "2026-10"), counts, strict=False)
}


def test_monthly_counts_are_read_from_xml_however_grouped(officer: Client) -> None:
    dsd = structure(officer).structure["DSD_MEASURES"]
    for kind in ("genericdata", "structurespecificdata"):
        for across in ("TIME_PERIOD", "AllDimensions", "REF_AREA"):
            path = f"data/MEASURES/M..DOSSIERS__RECEIVED.?dimensionAtObservation={across}"
            text = got(officer, path, f"application/vnd.sdmx.{kind}+xml;version=2.1").text
            found = values_of(sdmx.read_sdmx(io.BytesIO(text.encode()), structure=dsd))
            assert {key: value for key, value in found.items() if value} == EXPECTED, (kind, across)
            assert len(read_sdmx(text, validate=True).data[0].data) >= len(found)


def test_json_and_both_csv_say_the_same(officer: Client, tmp_path: Path) -> None:
    path = "data/MEASURES/M..DOSSIERS__RECEIVED.CAL"
    draft = tmp_path / "so-lieu.json"
    draft.write_text(
        got(officer, path, "application/vnd.sdmx.draft-sdmx-json+json;version=1.0.0").text, encoding="utf-8"
    )
    found = values_of(sdmx.read_sdmx(draft))
    assert {key: value for key, value in found.items() if value} == EXPECTED
    whole = json.loads(got(officer, path, "application/vnd.sdmx.data+json;version=1.0.0").text)
    assert len(whole["data"]["dataSets"][0]["series"]) == 3
    first = read_sdmx(got(officer, path, "application/vnd.sdmx.data+csv;version=1.0.0").text).data[0].data
    assert {(row.REF_AREA, "DOSSIERS__RECEIVED", row.TIME_PERIOD): float(row.OBS_VALUE) for row in first.itertuples() if float(row.OBS_VALUE or 0)} == EXPECTED  # fmt: skip
    dsd = structure(officer).structure["DSD_MEASURES"]
    second = tmp_path / "so-lieu.csv"
    second.write_text(
        got(officer, path, "application/vnd.sdmx.data+csv;version=2.0.0").text, encoding="utf-8"
    )
    assert len(sdmx.read_sdmx(second, structure=dsd).data[0].obs) >= len(found)


def test_a_share_carries_what_it_is_made_of(officer: Client) -> None:
    text = got(
        officer, f"data/MEASURES/M.{WARD}.DOSSIERS__ONLINE.CAL?startPeriod=2026-09&endPeriod=2026-09"
    ).text
    row = sdmx.read_sdmx(io.BytesIO(text.encode())).data[0].obs[0]
    said = {name: str(value.value) for name, value in row.attached_attribute.items()}
    assert (float(row.value), said["NUMERATOR"], said["DENOMINATOR"], said["OBS_STATUS"]) == (
        50,
        "2",
        "4",
        "P",
    )


ASKS = {
    f"data/MEASURES/M.{WARD}.DOSSIERS__RECEIVED.CAL": 3,
    f"data/MEASURES/M.{WARD}.DOSSIERS__RECEIVED.CAL?lastNObservations=1": 1,
    f"data/MEASURES/M.{WARD}.DOSSIERS__RECEIVED.CAL?firstNObservations=1&lastNObservations=1": 2,
    f"data/MEASURES/M.{WARD}+{OTHER}..?startPeriod=2026-Q4": 4,
    f"data/MEASURES/Q.{WARD}..CAL": 2,
    "data/DINH,MEASURES,1.0/..DOSSIERS__ONLINE./DINH?startPeriod=2026-10&endPeriod=2026-10": 3,
    "data/MEASURES?updatedAfter=2026-01-01T00:00:00Z&startPeriod=2026-10": 6,
}


def test_a_question_gives_what_it_asks_for(officer: Client) -> None:
    for asks, count in ASKS.items():
        text = got(officer, asks, "application/vnd.sdmx.data+csv").text
        assert len(text.strip().split("\r\n")) - 1 == count, asks


def test_each_detail_leaves_out_what_it_says(officer: Client) -> None:
    for detail in DETAILS:
        text = got(officer, f"data/MEASURES/M.{WARD}.DOSSIERS__RECEIVED.CAL?detail={detail}").text
        assert ("gen:ObsValue" in text) == (detail in ("full", "dataonly"))
        assert ("UNIT_MEASURE" in text) == (detail in ("full", "nodata"))


def test_anybody_reads_what_was_published_and_no_more(measured: None) -> None:
    text = got(Client(), "data/MEASURES/M...", "application/vnd.sdmx.data+csv").text
    assert {line.split(",")[2] for line in text.strip().split("\r\n")[1:]} == {PROVINCE}


def test_a_ward_does_not_read_its_neighbours_unpublished_values(measured: None) -> None:
    actor = testing.actor("leader", testing.unit(WARD), name="Lê Văn Mẫu")
    client = Client()
    client.force_login(Account.objects.create_user("khac", "mot cau du dai 1", person_id=actor.person_id))
    text = got(client, "data/MEASURES/M...", "application/vnd.sdmx.data+csv").text
    assert {line.split(",")[2] for line in text.strip().split("\r\n")[1:]} == {PROVINCE, WARD}


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("data/KHAC", 404, 100),
        ("data/MEASURES/M.38", 400, 140),
        ("data/MEASURES/M.99999..", 404, 100),
        ("data/MEASURES?startPeriod=hôm%20qua", 400, 140),
        ("data/MEASURES?detail=tat-ca", 400, 140),
        ("data/MEASURES?includeHistory=true", 501, 501),
        ("codelist/DINH/CL_KHONG_CO", 404, 100),
        ("dataflow/IMF", 404, 100),
        ("metadataflow", 501, 501),
        ("dataflow/DINH/MEASURES/9.9", 404, 100),
    ],
)
def test_a_refusal_is_an_error_message_of_the_standard(db: None, path: str, status: int, code: int) -> None:
    answer = got(Client(), path)
    assert answer.status == status
    assert f'code="{code}"' in answer.text
    assert 'xml:lang="vi"' in answer.text


def test_a_bad_key_is_not_anybody(db: None) -> None:
    answer = Client().get(f"{ROOT}data/MEASURES", headers={"Authorization": "Bearer dinh_khong-co"})
    assert answer.status_code == 401
    assert 'code="110"' in answer.content.decode()


def test_writing_is_refused(db: None) -> None:
    assert Client().post(f"{ROOT}data/MEASURES").status_code == 501


def test_every_accepted_kind_is_known_by_its_version() -> None:
    assert {form for _media, form in ACCEPTED} >= {
        "generic",
        "specific",
        "json",
        "csv",
        "csv2",
        "structure-xml",
    }


# ---------------------------------------------------------------- over the wire


@pytest.fixture
def source(live_server: Any) -> Iterator[str]:
    sdmx.add_source(
        {"id": "DINH", "name": "Đình", "url": f"{live_server.url}/sdmx/2.1", "data_content_type": "XML"},
        override=True,
    )
    yield "DINH"
    sdmx.source.sources.pop("DINH", None)


@pytest.mark.django_db(transaction=True)
def test_clients_ask_over_the_wire_for_the_structure_and_then_the_data(source: str, measured: None) -> None:
    client = sdmx.Client(source)
    flow = client.dataflow("MEASURES", params={"references": "descendants"})
    dsd = flow.structure["DSD_MEASURES"]
    message = client.data(
        "MEASURES", key={"FREQ": "M", "REF_AREA": PROVINCE, "INDICATOR": "DOSSIERS__RECEIVED"}, dsd=dsd
    )
    assert sorted(float(row.value) for row in message.data[0].obs) == [5, 5, 5]
    found = read_sdmx(f"{source_url(source)}/data/MEASURES/M.{PROVINCE}.DOSSIERS__RECEIVED.CAL")
    assert sorted(float(value) for value in found.data[0].data["OBS_VALUE"]) == [5, 5, 5]


def source_url(source: str) -> str:
    return str(sdmx.source.sources[source].url)
