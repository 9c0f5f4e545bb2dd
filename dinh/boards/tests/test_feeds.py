"""Calendar addresses: what they give, to whom, and that programs read it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from dinh.boards import calendars, services
from dinh.boards.models import Feed
from dinh.boards.shapes import Dated, DateKind
from dinh.ground.models import LedgerLine
from dinh.ground.shapes import Ref
from dinh.plans.tests.builders import Town
from dinh.plans.tests.test_pages import browser
from dinh.town.models import Account, Mandate
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor
from dinh.town.testing import HANOI
from dinh.work import services as work
from dinh.work.models import Assignment
from dinh.work.shapes import Ask

NOW = datetime(2026, 11, 20, 9, tzinfo=HANOI)


def ask(town: Town, title: str, due: date, *, by: Actor | None = None, **more: Any) -> Assignment:
    asked = Ask(title, town.unit.pk, town.office.pk, due, asker_unit_id=town.unit.pk, **more)
    return work.ask(ask=asked, by=by or town.leader, at=NOW)


def read(token: str, at: datetime = NOW) -> Calendar:
    found = services.read_feed(token=token, at=at)
    assert found is not None
    body = calendars.calendar(
        found.dates,
        name="thử",
        host="dinh.test",
        base="https://dinh.test",
        now=at,
        todos=found.feed.form == "todo",
    )
    return Calendar.from_ical(body)  # type: ignore[return-value]


@pytest.fixture
def head(town: Town) -> Actor:
    browser(town.head)  # gives an account and rows for the mandates
    return town.head


def test_the_secret_is_told_once_and_only_its_hash_is_kept(town: Town, head: Actor) -> None:
    opened = services.open_feed(by=head, at=NOW)
    row = Feed.objects.get()
    assert len(opened.token) >= 40 and opened.token not in {row.token_hash, row.hint}
    assert opened.token[:4] == row.hint
    told = "".join(LedgerLine.objects.values_list("data_text", flat=True))
    assert opened.token not in told and row.token_hash not in told


def test_what_the_office_owes_is_there_with_a_stable_uid_and_a_growing_sequence(
    town: Town, head: Actor
) -> None:
    row = ask(town, "Khảo sát trạm phát sóng", date(2026, 11, 25))
    token = services.open_feed(by=head, at=NOW).token
    first = read(token).walk("VEVENT")[0]
    assert first["UID"] == f"assignment-{row.pk}@dinh.test"
    assert first["SUMMARY"] == "Việc: Khảo sát trạm phát sóng"
    assert first["DTSTART"].dt == date(2026, 11, 25) and first["DTEND"].dt == date(2026, 11, 26)
    assert first["STATUS"] == "CONFIRMED" and first["URL"] == f"https://dinh.test/viec/{row.pk}/"
    work.drop(assignment_id=row.pk, reason="Không cần nữa", by=town.leader, at=NOW)
    second = read(token).walk("VEVENT")[0]
    assert second["UID"] == first["UID"] and second["SEQUENCE"] > first["SEQUENCE"]
    assert second["STATUS"] == "CANCELLED"


def test_things_to_do_say_how_far_they_are(town: Town, head: Actor) -> None:
    row = ask(town, "Mở lớp", date(2026, 11, 25))
    work.note_progress(assignment_id=row.pk, note="Đã chốt", percent=40, by=head, at=NOW)
    token = services.open_feed(by=head, at=NOW, form="todo").token
    todo = read(token).walk("VTODO")[0]
    assert (
        todo["STATUS"] == "IN-PROCESS"
        and todo["PERCENT-COMPLETE"] == 40
        and todo["DUE"].dt == date(2026, 11, 25)
    )


def test_a_revoked_ended_or_made_up_address_gives_nothing(town: Town, head: Actor) -> None:
    opened = services.open_feed(by=head, at=NOW)
    of_office = services.open_feed(by=head, at=NOW, office=town.office)
    assert services.read_feed(token="x" * 43, at=NOW) is None
    services.revoke_feed(feed_id=opened.feed.pk, by=head, at=NOW)
    assert services.read_feed(token=opened.token, at=NOW) is None
    assert services.read_feed(token=of_office.token, at=NOW) is not None
    Mandate.objects.filter(person=head.person_id).update(until=date(2026, 11, 19))
    assert services.read_feed(token=of_office.token, at=NOW) is None, "the mandate over the office is over"
    personal = services.open_feed(by=head, at=NOW)
    Account.objects.filter(person=head.person_id).update(is_active=False)
    assert services.read_feed(token=personal.token, at=NOW) is None, "the account is closed"


def test_an_office_one_has_nothing_to_do_with_is_refused(town: Town, head: Actor) -> None:
    with pytest.raises(NotAllowed):
        services.open_feed(by=head, at=NOW, office=town.other_office)
    with pytest.raises(NotAllowed):
        services.revoke_feed(feed_id=services.open_feed(by=head, at=NOW).feed.pk, by=town.leader, at=NOW)


def test_the_office_feed_shows_that_office_alone(town: Town, head: Actor) -> None:
    ask(town, "Của phòng tôi", date(2026, 11, 25))
    other = Ask(
        "Của phòng khác", town.unit.pk, town.other_office.pk, date(2026, 11, 25), asker_unit_id=town.unit.pk
    )
    work.ask(ask=other, by=town.leader, at=NOW)
    told = [
        part["SUMMARY"]
        for part in read(services.open_feed(by=head, at=NOW, office=town.office).token).walk("VEVENT")
    ]
    assert told == ["Việc: Của phòng tôi"]


def test_the_page_opens_shows_once_and_revokes(town: Town) -> None:
    client = browser(town.head)
    page = client.post("/lich/dia-chi/", {"office": str(town.office.pk), "form": "event"}).content.decode()
    address = page.split('class="feed-url" tabindex="0">')[1].split("<")[0]
    path = address.removeprefix("http://testserver")
    assert path.startswith("/lich/") and path.endswith(".ics")
    from django.test import Client

    stranger = Client()
    answer = stranger.get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert (
        answer.content.startswith(b"BEGIN:VCALENDAR")
        and stranger.get("/lich/khong-co.ics").status_code == 404
    )
    assert path not in client.get("/lich/dia-chi/").content.decode(), "told once"
    client.post(f"/lich/dia-chi/{Feed.objects.get().pk}/thu-hoi/")
    assert stranger.get(path).status_code == 404


KHAL = Path(sys.executable).with_name("khal")


def test_khal_reads_the_calendar_as_we_meant_it(tmp_path: Path) -> None:
    """An outside program: each component in a file of its own, as a synchroniser lays them."""
    day = date(2026, 11, 25)
    dates = [
        Dated(
            Ref("assignment", 1),
            DateKind.WORK,
            "Khảo sát trạm; lần 1, ghi “đủ”",
            day,
            "/viec/1/",
            note="Biên bản",
        ),
        Dated(
            Ref("event", 2),
            DateKind.EVENT,
            "Ngày Chuyển đổi số",
            day,
            "/su-kien/2/",
            until=day + timedelta(1),
            note="Nhà văn hóa",
        ),
        Dated(
            Ref("report", 3), DateKind.REPORT, "Báo cáo tháng 11/2026 " + "rất dài " * 20, day, "/bao-cao/3/"
        ),
    ]
    body = calendars.calendar(dates, name="thử", host="h", base="https://h", now=NOW, changes={})
    assert all(len(line) <= 75 for line in body.split(b"\r\n")), "RFC 5545: lines are folded"
    vdir = tmp_path / "lich"
    vdir.mkdir()
    whole = Calendar.from_ical(body)
    for part in whole.walk("VEVENT"):
        alone = Calendar()
        alone.add("prodid", "-//thử//")
        alone.add("version", "2.0")
        alone.add_component(part)
        (vdir / f"{part['UID']}.ics").write_bytes(alone.to_ical())
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[dinh]]\npath = {vdir}\n[locale]\ntimeformat = %H:%M\ndateformat = %d/%m/%Y\n"
        "longdateformat = %d/%m/%Y\ndatetimeformat = %d/%m/%Y %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n",
        encoding="utf-8",
    )
    said = subprocess.run(
        [str(KHAL), "-c", str(config), "list", "--format", "{title}", "25/11/2026", "3d"],
        env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.returncode == 0, said.stderr
    assert "Việc: Khảo sát trạm; lần 1, ghi “đủ”" in said.stdout
    assert said.stdout.count("Sự kiện: Ngày Chuyển đổi số") == 2, "two days"
    assert "Báo cáo: Báo cáo tháng 11/2026" in said.stdout
