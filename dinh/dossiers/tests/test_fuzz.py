"""Every page and form of the room, and every file it takes, is handed nonsense: each answers, none falls, nothing typed comes
back as markup."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.dossiers.models import Holding
from dinh.dossiers.pages import routes
from dinh.dossiers.pages.deeds import DOSSIER_DEEDS, STEP_DEEDS
from dinh.dossiers.queries import citizens
from dinh.dossiers.shapes import GivenPaper
from dinh.town import testing

from .builders import Ward
from .test_looks import signed_in

MARK = "<script>alert(1)</script>"
HOSTILE = (
    "", " ", "0", "-1", "1", "99999999999999999999999", "1e9", "NaN", "'; --", MARK, f'"{MARK}', "\x00", "a\x00b", "\u202etxt",
    "ế" * 300, "x" * 5000, "31/02/2026", "99/99/9999", "2026-13-45", "../../etc/passwd", "%s%n", "{{7*7}}", "=1+1", "on", "null",
    "2026-11-20T09:00:00+07:00,99999999999999999999999", "2026-11", "9999-M99", "person-99999999999999999999",
)  # fmt: skip
FILES = (b"", b"\x00", b"MZ\x90\x00", b"%PDF-1.4\n%mau\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"<svg onload=alert(1)>", b"\x89PNG\r\n")  # fmt: skip
NAMES = ("a.pdf", "../a.pdf", "a\x00.pdf", "a.pdf.exe", "ế" * 200 + ".pdf", ".", "<script>.pdf", "a.svg")
ASKED = (
    "q", "xem", "sau", "ngay", "tinh-den", "ky", "don-vi", "tu", "den", "trang-thai", "tre", "thu-tuc", "truong-hop", "ma", "next",
    "kenh", "to",
)  # fmt: skip
POSTED = (
    "hai-long",
    "seen",
    "reason",
    "words",
    "ids",
    "deed",
    "viec",
    "code",
    "secret",
    "state",
    "text",
    "name",
    "identity",
)
_FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*\bname=\"([^\"]+)\"[^>]*", re.S)
FINE = {200, 301, 302, 303, 400, 403, 404, 405, 409, 410, 413, 415, 422, 429}

value = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
upload = st.tuples(st.sampled_from(NAMES), st.one_of(st.sampled_from(FILES), st.binary(max_size=200)))


class Room:
    """A ward with a dossier, and addresses of every page with what stands in them."""

    def __init__(self, ward: Ward) -> None:
        edition = ward.procedure()
        scan = GivenPaper(edition.papers.first().pk, originals=1, file=b"%PDF-1.4\n%mau\n", file_name="a.pdf")
        other = GivenPaper(edition.papers.last().pk, copies=1)
        self.dossier = ward.receive(edition, papers=(scan, other), on=timezone.now() - timedelta(hours=1))
        holding = Holding.objects.filter(dossier=self.dossier, closed_at=None).first()
        paper = self.dossier.papers.exclude(sha256="").first()
        assert holding is not None and paper is not None
        self.known = {
            "code": self.dossier.code,
            "holding_id": str(holding.pk),
            "paper_id": str(paper.pk),
            "procedure": "1.004884",
        }
        self.slugs = [*STEP_DEEDS, *DOSSIER_DEEDS, "tiep-nhan", "khong-co"]

    def addresses(self, patterns: list[URLPattern]) -> list[str]:
        found = []
        for one in patterns:
            route = str(one.pattern)
            for slug in self.slugs if "<slug:slug>" in route else [""]:
                text = route.replace("<slug:slug>", slug)
                text = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: self.known.get(m[1], "1"), text)
                found.append("/" + text)
        return found


def fields_of(client: Client, address: str) -> tuple[list[str], list[str]]:
    """The names of a page's own fields, and those of its files."""
    page = client.get(address)
    if page.status_code != 200 or page.streaming or "html" not in page.get("Content-Type", ""):
        return list(POSTED), []
    found = {m[1]: m[0] for m in _FIELD.finditer(page.content.decode())}
    found.pop("csrfmiddlewaretoken", None)
    files = [name for name, tag in found.items() if 'type="file"' in tag]
    return [name for name in (found or POSTED) if name not in files], files


def said(answer: Any) -> str:
    if answer.streaming:
        return "".join(part.decode(errors="replace") for part in answer.streaming_content)
    return str(answer.content.decode(errors="replace"))


def held(client: Client, addresses: list[str], values: list[str], one: tuple[str, bytes]) -> None:
    at = 0

    def following() -> str:
        nonlocal at
        at += 1
        return values[at % len(values)]

    for address in addresses:
        asked = {name: following() for name in ASKED}
        shown = client.get(address, asked)
        assert shown.status_code in FINE, (address, asked)
        names, files = fields_of(client, address)
        given: dict[str, Any] = {name: following() for name in names}
        for name in files:
            given[name] = SimpleUploadedFile(one[0], one[1], "application/pdf")
        answer = client.post(address, given)
        assert answer.status_code in FINE, (address, given)
        for each in (shown, answer):
            if "html" in each.get("Content-Type", ""):
                assert MARK not in said(each), address


QUIET = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
lists = st.lists(value, min_size=23, max_size=23)


@pytest.fixture
def room(ward: Ward) -> Room:
    return Room(ward)


DESK = [one for one in routes if not str(one.pattern).startswith(("dich-vu/", "nop-ho-so/"))]
OPEN = [one for one in routes if one not in DESK]


@QUIET
@given(values=lists, one=upload)
def test_the_desk_answers_nonsense(room: Room, ward: Ward, values: list[str], one: tuple[str, bytes]) -> None:
    person = testing.actor("leader", ward.ward, office=ward.desk, name="Vũ Thị Thử")
    held(signed_in(person, f"u{timezone.now().timestamp()}"), room.addresses(DESK), values, one)


@QUIET
@given(values=lists, one=upload)
def test_the_pages_of_citizens_answer_nonsense(room: Room, values: list[str], one: tuple[str, bytes]) -> None:
    client = Client()
    session = client.session
    session[citizens.BY_SECRET] = {str(room.dossier.pk): timezone.now().isoformat()}
    session.save()
    held(client, room.addresses(OPEN), values, one)
