"""A province with a ward and another province, and people with mandates, made without the whole register."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dinh.ground import services as ground
from dinh.ground.text import fold
from dinh.papers import services
from dinh.papers.models import Paper
from dinh.town.models import Account, Mandate, Person, Unit
from dinh.town.queries import actor_of
from dinh.town.shapes import Actor

NINE = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def unit(code: str, name: str, parent: Unit | None = None, kind: str = "phuong", level: int = 3) -> Unit:
    path = f"{parent.path if parent else '/'}{code}/"
    made, _ = Unit.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "level": level,
            "parent": parent,
            "path": path,
            "folded": fold(name),
            "folded_name": fold(name),
        },
    )
    return made


def province() -> Unit:
    return unit("97", "Mẫu", kind="tinh", level=1)


def ward() -> Unit:
    return unit("97001", "Mẫu Sơn", province())


def elsewhere() -> Unit:
    return unit("98", "Thử", kind="tinh", level=1)


def account(username: str, role: str, place: Unit, name: str = "Nguyễn Văn Mẫu") -> Account:
    person = Person.objects.create(name=name, folded=fold(name))
    Mandate.objects.create(person=person, role=role, unit=place, since=date(2025, 7, 1))
    return Account.objects.create_user(username, "mat-khau-mau-2026", person=person)


def actor(role: str, place: Unit, name: str = "Nguyễn Văn Mẫu") -> Actor:
    return actor_of(account(f"{role}.{place.code}.{Account.objects.count()}", role, place, name), NINE)


def filed(by: Actor | None, place: Unit, content: bytes = b"ke hoach", **said: object) -> Paper:
    facts: dict[str, object] = {
        "number": "27/KH-UBND",
        "date": date(2026, 1, 15),
        "issuer": "Ủy ban nhân dân phường Mẫu Sơn",
        "kind": "Kế hoạch",
        "signer": "Trần Thị Thử",
        "title": "Chuyển đổi số trên địa bàn phường Mẫu Sơn năm 2026",
        "at": NINE,
        **said,
    }
    kept = ground.keep(stream_or_bytes=content, name="ke-hoach.txt")
    return services.file(kept=kept, unit=place, by=by, **facts)  # type: ignore[arg-type]
