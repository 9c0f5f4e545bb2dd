"""How a person likes the screen: theme, text size, single-letter keys. Kept in cookies, so it works before sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEAR = 365 * 24 * 3600
THEMES: dict[str, str | Promise] = {
    "auto": _("Theo máy"),
    "light": _("Sáng"),
    "dark": _("Tối"),
    "contrast": _("Tương phản cao"),
}
SIZES: dict[str, str | Promise] = {
    "vua": _("Vừa"),
    "lon": _("Lớn"),
    "rat-lon": _("Rất lớn"),
}
KEYS: dict[str, str | Promise] = {"on": _("Bật"), "off": _("Tắt")}
_ALL = {"theme": THEMES, "size": SIZES, "keys": KEYS}
_COOKIE = {"theme": "giao-dien", "size": "co-chu", "keys": "phim-tat"}


@dataclass(frozen=True)
class Preferences:
    """What was chosen, or the defaults."""

    theme: str = "auto"
    size: str = "vua"
    keys: str = "on"

    @property
    def next_theme(self) -> str:
        """What the button in the bar turns to: light, dark, high contrast, round again."""
        order = ["light", "dark", "contrast"]
        return "dark" if self.theme == "auto" else order[(order.index(self.theme) + 1) % len(order)]


def of(request: HttpRequest | None) -> Preferences:
    """Read from the request's cookies; a value we do not know counts as not chosen."""
    if request is None:
        return Preferences()
    chosen = {name: request.COOKIES.get(cookie, "") for name, cookie in _COOKIE.items()}
    return Preferences(**{name: value for name, value in chosen.items() if value in _ALL[name]})


def keep(response: HttpResponse, chosen: dict[str, str], *, secure: bool) -> None:
    """Write the choices we know into cookies for a year."""
    for name, value in chosen.items():
        if value in _ALL.get(name, {}):
            response.set_cookie(
                _COOKIE[name], value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True
            )
