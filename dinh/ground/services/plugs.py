"""Sockets: a lower room declares the question, an upper room plugs in the answer at start-up."""

from __future__ import annotations

import inspect
from typing import Any

from dinh.ground.shapes import Socket

_sockets: dict[str, Socket] = {}


class SocketEmpty(LookupError):
    """Nobody has filled this socket."""


def declare_socket(name: str, protocol: type, *, caption: Any = "") -> Socket:
    """Declare a socket ("papers.signer") that asks for `protocol`. Declaring again gives the same socket."""
    already = _sockets.get(name)
    if already is None:
        already = _sockets[name] = Socket(name=name, protocol=protocol, caption=caption)
    elif already.protocol.__qualname__ != protocol.__qualname__:
        raise ValueError(f"socket {name!r} is declared twice with different protocols")
    return already


def fill_socket(name: str, filler: Any) -> None:
    """Plug an answer in. Raises TypeError at start-up when it lacks what the protocol asks for."""
    try:
        socket = _sockets[name]
    except KeyError:
        raise LookupError(
            f"no socket is called {name!r}; declared: {', '.join(sorted(_sockets)) or 'none'}"
        ) from None
    missing = [member for member in _asked(socket.protocol) if not hasattr(filler, member)]
    if missing:
        raise TypeError(f"{filler!r} cannot fill {name!r}: it lacks {', '.join(missing)}")
    socket.filler = filler
    socket.filled_by = getattr(filler, "__module__", type(filler).__module__)


def socket(name: str) -> Any:
    """What fills the socket; SocketEmpty when nothing does."""
    found = _sockets.get(name)
    if found is None or not found.filled:
        raise SocketEmpty(f"Chưa có phần nào cắm vào “{name}”.")
    return found.filler


def sockets() -> list[Socket]:
    """Every declared socket, by name."""
    return [_sockets[name] for name in sorted(_sockets)]


def _asked(protocol: type) -> list[str]:
    names = {
        name
        for base in protocol.__mro__[:-1]
        if base.__module__ not in {"typing", "abc"}
        for name, member in vars(base).items()
        if (inspect.isfunction(member) and not name.startswith("_"))
        or (name == "__call__" and base is protocol)
    }
    names |= {name for name in getattr(protocol, "__annotations__", {}) if not name.startswith("_")}
    return sorted(names)
