"""`dinh measure`, `dinh forecast`, `dinh prove`, `dinh score`. Nothing of the room is imported before the word is said: it needs the database."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def measure(argv: list[str]) -> int:
    """`dinh measure`: see `engine.command`."""
    return _said("engine", "measure", argv)


def forecast(argv: list[str]) -> int:
    """`dinh forecast`: see `engine.command`."""
    return _said("engine", "forecast", argv)


def prove(argv: list[str]) -> int:
    """`dinh prove`: see `engine.command`."""
    return _said("engine", "prove", argv)


def score(argv: list[str]) -> int:
    """`dinh score`: see `scorecards.command`."""
    return _said("scorecards", "score", argv)


def _said(part: str, word: str, argv: list[str]) -> int:
    import_module("dinh.frame.cli").setup()
    command: Callable[[list[str]], int] = getattr(import_module(f"dinh.measures.{part}.command"), word)
    return command(argv)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "measure": measure,
    "forecast": forecast,
    "prove": prove,
    "score": score,
}
