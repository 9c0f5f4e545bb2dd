"""Papers that come to a dossier after its intake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dinh.town.shapes import Actor

from ..models import Dossier
from ..rules import intake
from ..shapes import GivenPaper
from .common import WrongInput
from .intake import asked_of, keep_paper


def add_to(dossier: Dossier, papers: Sequence[GivenPaper], by: Actor | None, at: datetime) -> int:
    """Take papers in under the caller's lock; gives how many. Raises WrongInput naming the paper."""
    there = [paper for paper in papers if paper.there]
    handed = {
        each.paper_id: intake.Handed(each.originals, each.copies, each.reused, bool(each.file))
        for each in there
        if each.paper_id is not None
    }
    faults = intake.paper_faults(
        asked_of(dossier.edition), handed, [each.name for each in there if each.paper_id is None]
    )
    if faults:
        raise WrongInput(faults)
    asked = {paper.pk: paper for paper in dossier.edition.papers.all()}
    for each in there:
        keep_paper(dossier, each, asked.get(each.paper_id) if each.paper_id else None, by, at)
    return len(there)
