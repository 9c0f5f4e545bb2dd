"""Socket: a room that owns a kind of thing says what its things are called and where they open.

A lower room can then show `Ref("plan", 3)` as a title and a link without knowing plans. Register in `apps.ready`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from dinh.ground.shapes import Ref

from .shapes import Opened

Opener = Callable[[Sequence[Ref]], Mapping[Ref, Opened]]
Finder = Callable[[str], Sequence[Ref]]
_openers: dict[str, Opener] = {}
_finders: dict[str, Finder] = {}


def register(kind: str, opener: Opener, *, finder: Finder | None = None) -> None:
    """Answer for every Ref of `kind`. The opener gets many at once and should ask the database once. `finder` gives the
    things of the kind that bear a code as people write it, none for words that are no such code."""
    if kind in _openers and _openers[kind] is not opener:
        raise ValueError(f"Loại “{kind}” đã có phòng khác mở.")
    _openers[kind] = opener
    if finder is not None:
        _finders[kind] = finder


def kinds() -> frozenset[str]:
    """Kinds some room opens."""
    return frozenset(_openers)


def open_all(refs: Iterable[Ref]) -> dict[Ref, Opened]:
    """Titles and links of many refs, one call a kind. A ref nobody opens, or that is gone, is simply not there."""
    by_kind: defaultdict[str, list[Ref]] = defaultdict(list)
    for ref in dict.fromkeys(refs):
        by_kind[ref.kind].append(ref)
    found: dict[Ref, Opened] = {}
    for kind, some in by_kind.items():
        if kind in _openers:
            found.update(_openers[kind](some))
    return found


def open_one(ref: Ref) -> Opened | None:
    """Title and link of one ref. For a list use `open_all` once and `{% opened ref from_these %}`."""
    return open_all([ref]).get(ref)


def bearing(code: str, kind: str = "") -> list[Ref]:
    """The things that bear a written code: of one kind, or of every kind that has codes when `kind` is ""."""
    finders = [_finders[kind]] if kind in _finders else [] if kind else list(_finders.values())
    return list(dict.fromkeys(ref for find in finders for ref in find(code)))
