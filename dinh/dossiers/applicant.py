"""A citizen who does something with a dossier of their own. They have no mandate in the town and get none: what they may is
the few deeds below, on the dossiers that their page was opened for."""

from __future__ import annotations

from dataclasses import dataclass

from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

BY_CITIZEN = frozenset({"dossiers.receive", "dossiers.answer_completion", "dossiers.withdraw"})
"""Deeds of the room that a citizen does too: sends in (on line), answers, takes back."""


@dataclass(frozen=True, slots=True)
class Applicant(Actor):
    """Handed on as `by=`. Made by `queries.citizens` once the page is known to be theirs."""

    said_by: Ref | None = None
    dossiers: frozenset[int] = frozenset()

    @property
    def ref(self) -> Ref | None:
        return self.said_by

    def may(self, dossier_id: int, deed: str) -> bool:
        return deed in BY_CITIZEN and dossier_id in self.dossiers
