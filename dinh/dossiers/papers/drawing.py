"""From facts to a PDF with its QR."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from dinh.papers.making import make
from dinh.town.models import Unit

from ..models import Dossier
from ..services.following import address_of, secret_of
from .facts import facts_of, follow_url, register_facts
from .shapes import Apology


def square(text: str) -> SafeString:
    """A QR as an <svg> to stand on a paper."""
    made = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=2, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return mark_safe(made)  # noqa: S308 made of squares by the library


def draw(
    form: str,
    dossier: Dossier,
    *,
    letter: Apology | None = None,
    now: datetime | None = None,
    secret: bool = True,
) -> bytes:
    """The form ("01" to "07") of a dossier as PDF. "04" tells a letter, "07" is the register of the day it came in. Without
    `secret` the paper says how to follow the dossier, and not the word that opens it.
    Raises NothingToSay when the dossier has nothing that the form tells, papers.making.NoPdf without the library."""
    facts = facts_of(form, dossier, letter=letter, now=now or timezone.now())
    if form == "07":
        return _pdf("07", facts)
    if form == "06" or not secret:  # the slip stays inside the office: no secret of the citizen on it
        return _pdf(form, {**facts, "qr": square(follow_url(dossier))})
    return _pdf(form, {**facts, "qr": square(address_of(dossier)), "secret": secret_of(dossier)})


def draw_register(
    unit: Unit, rows: Iterable[Dossier], *, since: datetime, until: datetime | None = None
) -> bytes:
    """Form 07 of the given rows, which come with applicant, unit and office."""
    return _pdf("07", register_facts(unit, rows, since, until))


def _pdf(form: str, facts: dict[str, Any]) -> bytes:
    # Papers of the state are in Vietnamese, whatever language the officer reads their pages in.
    with translation.override("vi"):
        return make(render_to_string(f"dossiers/papers/{form}.html", facts)).pdf
