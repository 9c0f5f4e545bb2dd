"""Numbers beside the menu: counted once a page, kept for some seconds for each person, anew after their own deed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dinh.ground.fresh import Fresh
from dinh.look import shell

ITEM = SimpleNamespace(route="home", words="Bàn việc", icon="desk", deed=None, phone=True)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[int]:
    """Whom a count was made for; two parts of the menu show it."""
    asked: list[int] = []

    def count(request: Any) -> shell.Waiting:
        asked.append(request.user.pk)
        return shell.Waiting(len(asked))

    monkeypatch.setattr(shell._sockets, "counts", {"home": count})
    monkeypatch.setattr(shell, "_fresh", Fresh())
    monkeypatch.setattr(shell, "_url", lambda route: f"/{route}/")
    settings.DINH_COUNT_SECONDS = 20
    return asked


def page(who: int = 1) -> shell.Shell:
    user = SimpleNamespace(pk=who, is_authenticated=True)
    made = shell.Shell(SimpleNamespace(user=user, path="/", method="GET"))  # type: ignore[arg-type]
    made._current = ""
    return made


def test_a_page_counts_once_though_two_menus_show_it(counted: list[int], settings: Any) -> None:
    settings.DINH_COUNT_SECONDS = 0
    one = page()

    assert [one._entries([ITEM])[0].count, one._entries([ITEM])[0].count] == [1, 1]
    assert page()._entries([ITEM])[0].count == 2, "with no seconds to keep, every page counts"


def test_a_count_is_kept_for_its_person_and_for_nobody_else(counted: list[int]) -> None:
    assert [page()._entries([ITEM])[0].count for _ in range(3)] == [1, 1, 1]
    assert page(2)._entries([ITEM])[0].count == 2
    assert counted == [1, 2]


def test_after_a_deed_of_ones_own_it_is_counted_anew(counted: list[int]) -> None:
    for who in (1, 2):
        page(who)._entries([ITEM])

    shell.forget(page().request)

    assert page()._entries([ITEM])[0].count == 3
    assert page(2)._entries([ITEM])[0].count == 2
