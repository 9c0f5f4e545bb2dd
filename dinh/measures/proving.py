"""The question that `dinh prove` asks upstairs: which numbers a target stands by. Plans answers; without plans only measures can be
proved."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from dinh.ground.services import SocketEmpty, declare_socket, socket

from .queries.values import Claim


class Targets(Protocol):
    """Answered above: what was published of a target."""

    def claims(self, target: str, period_key: str, unit_code: str | None) -> list[Claim]:
        """The measured values in force of a target (its number, or words of its text) in a period, or of every target for "all"."""


def declare() -> None:
    """Declare the socket; from `apps.ready`."""
    declare_socket("measures.targets", Targets, caption=_("Chỉ tiêu nào lấy số từ số đo nào"))


def claims(target: str, period_key: str, unit_code: str | None) -> list[Claim]:
    """What stands upstairs; nothing where nobody answers."""
    try:
        found: Targets = socket("measures.targets")
    except SocketEmpty:
        return []
    return found.claims(target, period_key, unit_code)
