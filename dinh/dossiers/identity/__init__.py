"""The socket for providers of identities: who says of somebody that they are who they are (VNeID, a province's own sign-in).

    identity.offer(provider)      at start-up; OpenID Connect is offered when the settings name an issuer

A provider leads away with `begin` and, when the citizen is back, says who they are with `finish`."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest, HttpResponse

from ..services.accounts import Proven


class NotKnown(Exception):
    """The provider did not say who it is. `str()` is a Vietnamese sentence."""


class Provider(Protocol):
    """Somebody who vouches for citizens. `key` stands in addresses and with the account, `name` on the button."""

    key: str
    name: str

    def begin(self, request: HttpRequest, back: str) -> HttpResponse:
        """Lead the citizen to the provider; it sends them to `back`. Raises NotKnown when it cannot be reached."""

    def finish(self, request: HttpRequest) -> Proven:
        """Who came back. Raises NotKnown."""


_providers: dict[str, Provider] = {}


def offer(provider: Provider) -> None:
    """Let citizens sign in by this provider."""
    _providers[provider.key] = provider


def withdraw(key: str) -> None:
    """No more by this one; for tests."""
    _providers.pop(key, None)


def providers() -> list[Provider]:
    """Everybody one may sign in by, in the order offered."""
    return list(_providers.values())


def provider(key: str) -> Provider | None:
    return _providers.get(key)
