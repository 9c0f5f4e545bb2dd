"""Who may see a thing, as words of the index: what an entry bears and what an asker holds must share one. Pure.

| token | an entry bears it when | an asker holds it when |
|---|---|---|
| `all` | everybody signed in may see it | signed in |
| `u38x14812x` | its unit lies at or under /38/14812/ | a mandate reaches /38/14812/ |
| `a38x` | it is of /38/ and those below may read it | a mandate lies under /38/ |
| `o12` | it is of office 12 alone | a mandate over office 12, or over the whole unit by role (the room says) |
| `rleaderu38x` | those who hold the role over its unit as a whole may see it | such a mandate |
| `p7` | it is person 7's own | being person 7 |
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dinh.town import rules
from dinh.town.shapes import Actor

ALL = "all"


def _code(path: str) -> str:
    return path.strip("/").replace("/", "x") + "x"


def _above(path: str) -> list[str]:
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes))]


def under(path: str) -> set[str]:
    """Borne by a thing of a unit: for every mandate at or above the unit."""
    return {f"u{_code(each)}" for each in (*_above(path), path)}


def under_and_below(path: str) -> set[str]:
    """Borne by a thing that the units below may read too: a plan, a paper."""
    return under(path) | {f"a{_code(path)}"}


def for_roles(roles: Iterable[str], path: str) -> set[str]:
    """Borne by a thing that only some roles see, and they for the unit as a whole: what waits for a moderator."""
    return {f"r{role.replace('_', '')}{token}" for role in roles for token in under(path)}


def office(office_id: int) -> str:
    return f"o{office_id}"


def person(person_id: int) -> str:
    return f"p{person_id}"


def of_actor(actor: Actor | None, day: date) -> frozenset[str]:
    """What an asker holds on a day: by every mandate in force, and as the person they are."""
    if actor is None:
        return frozenset()
    held = {ALL}
    if actor.person_id is not None:
        held.add(person(actor.person_id))
    for mandate in actor.mandates:
        if not rules.covers(mandate, mandate.unit_path, day, mandate.office_id):
            continue
        held.add(f"u{_code(mandate.unit_path)}")
        held |= {f"a{_code(path)}" for path in _above(mandate.unit_path)}
        if mandate.office_id is not None:
            held.add(office(mandate.office_id))
        else:
            held.add(f"r{mandate.role.replace('_', '')}u{_code(mandate.unit_path)}")
    return frozenset(held)


def borne(tokens: Iterable[str]) -> str:
    """Tokens as one text to index."""
    return " ".join(sorted(tokens))
