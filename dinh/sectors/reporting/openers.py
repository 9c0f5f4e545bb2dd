"""Titles and links of this room's things, for pages of any room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened

from .models import Regime, Report, Request


def _reports(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Report.objects.in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(rows[int(ref.id)].title, reverse("reporting.report", args=[ref.id]))
        for ref in refs
        if int(ref.id) in rows
    }


def _regimes(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Regime.objects.in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(rows[int(ref.id)].name, reverse("reporting.regime", args=[ref.id]))
        for ref in refs
        if int(ref.id) in rows
    }


def _requests(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Request.objects.in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(rows[int(ref.id)].title, reverse("reporting.request", args=[ref.id]))
        for ref in refs
        if int(ref.id) in rows
    }


def register() -> None:
    """Hang the openers; called at start-up."""
    openers.register("report", _reports)
    openers.register("regime", _regimes)
    openers.register("report-request", _requests)
