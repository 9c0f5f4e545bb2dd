"""The result of a dossier as a file that stands: what a citizen can take away and a machine can count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from ..models import Result
from ..models.results import ResultState


@dataclass(frozen=True, slots=True)
class Proof:
    """A result's number and where its file is checked and taken."""

    code: str
    link: str


def proofs_q() -> QuerySet[Any]:
    """The standing results with a file; rows have `dossier`."""
    return Result.objects.filter(state=ResultState.ISSUED).exclude(sha256="")


def proofs_of(dossier_ids: Sequence[int]) -> dict[int, Proof]:
    """By dossier, its standing result, the newest. 1 query."""
    rows = proofs_q().filter(dossier__in=dossier_ids).order_by("issued_at", "pk")
    return {
        pk: Proof(symbol or code, f"{settings.DINH_URL}/kiem-tra/{code}/")
        for pk, code, symbol in rows.values_list("dossier_id", "code", "symbol")
    }
