"""A socket of the ground: whoever knows what a ref is called, and which thing bears a written code, says so, for stories
told on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from dinh.ground.services.plugs import SocketEmpty, declare_socket, socket
from dinh.ground.shapes import Ref


class Namer(Protocol):
    """Gives words to refs; leaves out those it does not know."""

    def names(self, refs: Iterable[Ref]) -> dict[Ref, str]: ...

    def bearing(self, code: str, kind: str) -> list[Ref]:
        """The things that bear a code as people write it; of one kind, or of any when `kind` is ""."""
        ...


NAMER = declare_socket("ground.namer", Namer, caption="Gọi tên vật mà một dòng sổ nhắc đến")


def names_of(refs: Iterable[Ref]) -> dict[Ref, str]:
    """The words for each ref; the ref itself in letters where nobody knows better."""
    wanted = list(dict.fromkeys(refs))
    try:
        known: dict[Ref, str] = socket("ground.namer").names(wanted)
    except SocketEmpty:
        known = {}
    return {ref: known.get(ref) or str(ref) for ref in wanted}


def refs_bearing(code: str, kind: str = "") -> list[Ref]:
    """The things that bear a written code ("H56.34.12-250701-0001"); none where nobody knows such codes."""
    try:
        found: list[Ref] = socket("ground.namer").bearing(code, kind)
    except SocketEmpty:
        return []
    return found
