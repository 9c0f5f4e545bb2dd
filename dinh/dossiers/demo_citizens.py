"""Made-up citizens who sign in: one with dossiers of her own, one who acts for her."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings

from dinh.ground.text import nfc
from dinh.town.demo import DEMO_PASSWORD

from .models import CitizenAccount, Dossier
from .services import accounts, acting

LOGINS = ("0900000101", "0900000102")
AGENT = ("Trần Thị Đại Diện Mẫu", "038900000102")
WARD_PATH = "/38/16576/"


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, clock: Clock) -> int:
    """Two accounts, proven at the counter, and a mandate between them. Running it again adds nothing; gives how many."""
    if not settings.DINH_DEMO or any(accounts.by_login(login) for login in LOGINS):
        return 0
    dossier = _to_answer()
    if dossier is None:
        return 0
    at = clock.at(clock.today, 8)
    first = _account(LOGINS[0], dossier.applicant.name, dossier.applicant.identity(), at)
    second = _account(LOGINS[1], *AGENT, at)
    assert second.citizen is not None
    wanted = acting.Wanted("household", *AGENT, since=clock.today)
    row = acting.give(account=first, wanted=wanted, at=at)
    acting.accept(acting_id=row.pk, account=second, at=at)
    return 2


def _to_answer() -> Dossier | None:
    """A dossier that waits for its applicant, else any that is open."""
    rows = Dossier.objects.select_related("applicant").filter(
        closed_at=None, acted_for=None, applicant__kind="person"
    )
    rows = rows.exclude(applicant__identity_index="").order_by("-received_at", "-id")
    return rows.filter(business="waits-citizen").first() or rows.first()


def _account(login: str, name: str, identity: str, at: datetime) -> CitizenAccount:
    row = accounts.sign_up(name=nfc(name), login=login, password=DEMO_PASSWORD, identity=identity, at=at)
    return accounts.prove(code=row.code, identity=identity, unit_path=WARD_PATH, by=None, at=at)


def sign_ins_shown() -> list[dict[str, Any]]:
    """For the sign-in page: only where the demo is allowed and furnished."""
    if not settings.DINH_DEMO:
        return []
    found = [accounts.by_login(login) for login in LOGINS]
    return [
        {"login": login, "name": row.name, "password": DEMO_PASSWORD}
        for login, row in zip(LOGINS, found, strict=True)
        if row
    ]
