"""Everything of the pretend province can be found."""

from __future__ import annotations

from dinh.boards import search
from dinh.look.formats import num
from dinh.town.demo import Clock, Say


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """The index of search is laid over what the rooms below hold."""
    changed = search.reindex()
    search.catch_up()
    say(f"Tìm kiếm: {num(changed)} mục")
