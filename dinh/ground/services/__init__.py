"""Front door of the ground: write, announce, listen, keep, verify, sockets."""

from dinh.ground.services.files import FileRefused, keep
from dinh.ground.services.ledger import (
    LedgerBroken,
    deed_words,
    name_deed,
    named_deeds,
    when_written,
    withheld,
    write,
    write_many,
)
from dinh.ground.services.moulds import Casting, Mould, Others, cast
from dinh.ground.services.news import announce, announce_many, listen, listeners, stop_listening, tell
from dinh.ground.services.plugs import SocketEmpty, declare_socket, fill_socket, socket, sockets
from dinh.ground.services.walk import note_seal, verify

__all__ = [
    "Casting",
    "FileRefused",
    "LedgerBroken",
    "Mould",
    "Others",
    "SocketEmpty",
    "announce",
    "announce_many",
    "cast",
    "declare_socket",
    "deed_words",
    "fill_socket",
    "keep",
    "listen",
    "listeners",
    "name_deed",
    "named_deeds",
    "note_seal",
    "socket",
    "sockets",
    "stop_listening",
    "tell",
    "verify",
    "when_written",
    "withheld",
    "write",
    "write_many",
]
