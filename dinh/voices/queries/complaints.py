"""Ratings and complaints: for the citizen's page, for the desk, for those who count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Avg, Count, Exists, OuterRef, Q

from dinh.ground.periods import Period
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor

from ..models import Complaint, Rating
from ..models.dossier import DISLIKED
from ..rules import WHO_MAY

PAGE = 50


def rating_of(dossier_id: int) -> Rating | None:
    """What who handed in said of it. 1 query."""
    return Rating.objects.filter(dossier=dossier_id).first()


def complaints_of(dossier_id: int) -> list[Complaint]:
    """The complaints about one dossier, the newest first. 1 query."""
    return list(Complaint.objects.filter(dossier=dossier_id).select_related("unit").order_by("-number"))


def _seeing(actor: Actor | None, day: date) -> Q:
    if actor is None:
        return Q(pk__in=[])
    mandates = tuple(m for m in actor.mandates if m.role in WHO_MAY["voices.see_complaints"])
    return unit_scope_q(replace(actor, mandates=mandates), day)


def complaints(
    actor: Actor | None, day: date, *, waiting: bool, after: int | None = None, limit: int = PAGE
) -> tuple[list[Complaint], int | None]:
    """Complaints that the actor may see: those that wait, the nearest day first; or all, the newest first. 1 query."""
    rows = Complaint.objects.filter(_seeing(actor, day)).select_related("unit", "dossier")
    if waiting:
        return list(rows.filter(state__in=("waiting", "asked")).order_by("due_on", "id")[:limit]), None
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id")[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def complaint_for(actor: Actor | None, complaint_id: int, day: date) -> Complaint | None:
    """One complaint, when this person may see it. 1 query."""
    rows = Complaint.objects.filter(_seeing(actor, day), pk=complaint_id)
    return rows.select_related("unit", "dossier__unit", "dossier__applicant").first()


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of the dossiers of a period: how many rated, how content, complaints and how they were answered."""

    rated: int
    stars: float | None
    disliked: int
    complained: int
    answered: int
    answered_in_time: int
    content: int


def said_in(actor: Actor | None, day: date, period: Period) -> Said:
    """Of the units that the actor may see. 2 queries."""
    scope = _seeing(actor, day)
    span = {"at__date__gte": period.first, "at__date__lte": period.last}
    rated = Rating.objects.filter(scope, **span).aggregate(
        n=Count("pk"), mean=Avg("stars"), bad=Count("pk", filter=Q(stars__lte=DISLIKED))
    )
    put = {"put_at__date__gte": period.first, "put_at__date__lte": period.last}
    done = Q(answered_at__isnull=False)
    told = Complaint.objects.filter(scope, **put).aggregate(
        n=Count("pk"),
        done=Count("pk", filter=done),
        in_time=Count("pk", filter=done & Q(late=False)),
        content=Count("pk", filter=done & ~Q(content=False) & Q(late=False)),
    )
    return Said(
        rated["n"], rated["mean"], rated["bad"], told["n"], told["done"], told["in_time"], told["content"]
    )


class VoicesOfDossiers:
    """Fills `dossiers.voices`: which dossiers their citizens were not content with, for the index of 766."""

    def unhappy(self) -> Q:
        """Of a query over dossiers: those complained about, or disliked."""
        bad = Rating.objects.filter(dossier=OuterRef("pk"), stars__lte=DISLIKED)
        said = Complaint.objects.filter(dossier=OuterRef("pk")).exclude(state="declined")
        return Q(Exists(bad)) | Q(Exists(said))

    def rated(self) -> Q:
        """Of a query over dossiers: those rated."""
        return Q(Exists(Rating.objects.filter(dossier=OuterRef("pk"))))
