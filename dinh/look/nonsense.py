"""For tests: every page, form and file of a room is handed nonsense, one client, one furnished town.

    walk(browser(town.cashier), addresses(routes, {"code": bill.code}))

Each page answers; what is refused is refused with a sentence, and leaves every table as it was; nothing typed comes back as markup."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern

MARK = "<script>alert(1)</script>"
HOSTILE = (
    "", " ", "0", "-1", "1", "99999999999999999999999", "1e9", "NaN", "Infinity", "'; --", MARK, f'"{MARK}', "\x00", "a\x00b",
    "\u202etxt", "\ud7ff", "ế" * 300, "x" * 5000, "31/02/2026", "99/99/9999", "2026-13-45", "0000-00-00", "9999-12-31",
    "01/01/0001", "../../etc/passwd", "%s%n", "{{7*7}}", "=1+1", "on", "null", "[]", "{}", '{"a": [1,', "1,5", "-0,0", "٣",
    "2026-11-20T09:00:00+07:00,99999999999999999999999", "2026-11", "9999-M99", "2026-W60", "person-99999999999999999999", ",", "1,,1",
)  # fmt: skip
FILES = (
    ("a.pdf", b""), ("../a.xlsx", b"\x00"), ("a\x00.csv", b"a;b\n1\n"), ("a.pdf.exe", b"MZ\x90\x00"), ("a.pdf", b"%PDF-1.4\n%mau\n"),
    ("ế" * 200 + ".json", b"[" * 3000), (".xlsx", b"PK\x03\x04"), ("<script>.csv", b"\xff\xfe\x00\xd8"), ("a.svg", b"<svg onload=alert(1)>"),
    ("a.json", b'{"a": NaN}'), ("a.xlsx", b"PK\x05\x06" + b"\x00" * 18), ("a.bpmn", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
)  # fmt: skip
ASKED = (
    "q",
    "xem",
    "sau",
    "ngay",
    "ky",
    "don-vi",
    "tu",
    "den",
    "trang-thai",
    "tre",
    "ma",
    "next",
    "tep",
    "cot",
    "trang",
)
POSTED = ("reason", "words", "ids", "deed", "viec", "code", "state", "text", "name", "amount", "file")
FINE = {200, 301, 302, 303, 400, 403, 404, 405, 409, 410, 413, 415, 422, 429}
QUIET = ("sessions", "axes", "contenttypes")
"""Apps whose tables a refused deed may write to: who is signed in, who tried too often."""
_SENTENCE = re.compile(r"[A-ZÀ-Ỹ“][^<>{}]*[à-ỹđ][^<>{}]*", re.S)


class _Forms(HTMLParser):
    """The forms of a page that are posted: where to, and what they send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], set[str]]] = []
        self._at: tuple[str, dict[str, str], set[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._at = (said.get("action", ""), {}, set())
            if said.get("method", "").lower() == "post":
                self.found.append(self._at)
        elif self._at is not None and tag in ("input", "select", "textarea", "button") and said.get("name"):
            name = said["name"]
            if said.get("type") == "file":
                self._at[2].add(name)
            elif name != "csrfmiddlewaretoken":
                self._at[1].setdefault(name, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._at = None


def addresses(
    patterns: Iterable[URLPattern], known: Mapping[str, str | Sequence[str]], leave_out: Sequence[str] = ()
) -> list[str]:
    """The address of every route with what is `known` in its holes (of several, one address each); what is not known is "1"."""
    found = []
    for one in patterns:
        texts = ["/" + str(one.pattern)]
        if any(word in texts[0] for word in leave_out):
            continue
        for name in re.findall(r"<(?:\w+:)?(\w+)>", texts[0]):
            value = known.get(name, "1")
            values = [value] if isinstance(value, str) else value
            texts = [re.sub(rf"<(?:\w+:)?{name}>", each, text) for text in texts for each in values]
        found += texts
    return found


def walk(client: Client, places: Sequence[str], *, rounds: int = 2, keep: Sequence[str] = ()) -> int:
    """Look at each place with nonsense in its question, then send every form found there, and the place itself, nonsense: all of it,
    then one field at a time beside what the form holds by itself. Fields to `keep` are sent as they stand. Gives how often something
    was sent."""
    values, files = cycle(HOSTILE), cycle(FILES)
    faults: list[str] = []
    sent = 0
    for place, fields, uploads in _forms(client, places, values, faults):
        for turn in range(rounds):
            given: dict[str, Any] = {name: next(values) for name in fields}
            if turn and fields:
                # One wrong field beside others that are right: it comes further in than nonsense alone.
                wrong = list(fields)[sent % len(fields)]
                given = {**fields, wrong: next(values)}
            given |= {name: fields[name] for name in keep if fields.get(name)}
            for name in uploads:
                title, contents = next(files)
                given[name] = SimpleUploadedFile(title or "a", contents, "application/pdf")
            faults += _send(client, place, given)
            sent += 1
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:40])
    return sent


def _forms(
    client: Client, places: Sequence[str], values: Iterator[str], faults: list[str]
) -> list[tuple[str, dict[str, str], set[str]]]:
    found: dict[tuple[str, frozenset[str]], tuple[str, dict[str, str], set[str]]] = {}
    for place in places:
        forms = _Forms()
        nothing: dict[str, str] = {}
        for asked in (nothing, {name: next(values) for name in ASKED}):
            page, fell = _answer(partial(client.get, place, asked), f"GET {place} {asked}")
            faults += fell
            if page is not None and not asked and "html" in page.get("Content-Type", ""):
                # What frames the page is the house's: its language, the way out.
                forms.feed(_main(said(page)))
        rows = [(place, dict.fromkeys(POSTED, ""), {"file"})]
        rows += [(urljoin(place, action or place), fields, files) for action, fields, files in forms.found]
        for to, fields, uploads in rows:
            if urlsplit(to).netloc == "":
                found.setdefault((re.sub(r"\d+", "1", to), frozenset(fields)), (to, fields, uploads))
    return list(found.values())


def _send(client: Client, place: str, given: dict[str, Any]) -> list[str]:
    """What is wrong with the answer to this."""
    about = f"POST {place} { {name: str(value)[:50] for name, value in given.items()} }"
    before = _stock()
    answer, faults = _answer(partial(client.post, place, given), about)
    if answer is not None and answer.status_code < 400:
        return faults
    left = {name: (before.get(name), count) for name, count in _stock().items() if count != before.get(name)}
    if left:
        faults.append(f"refused, and yet stored {left}: {about}")
    if answer is not None and answer.status_code not in (404, 405):
        words = _words(said(answer))
        if not _SENTENCE.search(words):
            faults.append(
                f"refused {answer.status_code} without a sentence: {about}: {' '.join(words.split())[:200]!r}"
            )
    return faults


def _answer(ask: Callable[[], Any], about: str) -> tuple[Any, list[str]]:
    """The answer, and what is wrong with it; none where the page fell."""
    try:
        with transaction.atomic():
            answer = ask()
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        ours = [row for row in traceback.extract_tb(error.__traceback__) if "/dinh/" in row.filename][-1:]
        where = " < ".join(f"{Path(row.filename).name}:{row.lineno}" for row in [last, *ours])
        return None, [f"{type(error).__name__} {str(error)[:150]!r} at {where}: {about}"]
    faults = []
    if answer.status_code not in FINE:
        faults.append(f"{answer.status_code}: {about}")
    if "html" in answer.get("Content-Type", "") and MARK in said(answer):
        faults.append(f"markup came back: {about}")
    return answer, faults


def said(answer: Any) -> str:
    """The words of an answer, also of one that streams."""
    if answer.streaming:
        answer.__dict__.setdefault("whole", b"".join(answer.streaming_content))
        return str(answer.whole.decode(errors="replace"))
    return str(answer.content.decode(errors="replace"))


def _words(page: str) -> str:
    """What is said in the middle of a page, without its menus."""
    return re.sub(r"<[^>]+>", " ", _main(page))


def _main(page: str) -> str:
    middle = re.search(r"<main\b.*?</main>", page, re.S)
    return middle[0] if middle else page


def _stock() -> dict[str, int]:
    """How many rows stand in each table of ours. One question."""
    names = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label not in QUIET and model._meta.managed and not model._meta.proxy
    ]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        found: dict[str, int] = {}
        for start in range(0, len(names), 100):
            some = names[start : start + 100]
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {quote(name)}" for name in some)  # noqa: S608
            )
            found |= dict(cursor.fetchall())
    return found
