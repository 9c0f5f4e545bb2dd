"""Querysets whose SQL is worked out once and asked many times.

Half of what a page of twenty questions costs is Django writing the same SQL again, for the same person on the same day.
Here the text and its parameters are kept for a key, and only the asking is done anew: rows are as fresh as ever.

    rows_of("work.owed", (reach, today), lambda: Assignment.objects.filter(owed_q(reach), ...))

The key must say everything that the queryset is made of: whoever leaves something out is given another's rows. Tests check each use: with
DINH_CHECK_SQL_MEMO a kept text is compared with one written anew (see `_checked`)."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

R = TypeVar("R")
MOST = 20_000
"""Texts kept: a few hundred bytes each, since those that differ in parameters only share the rest."""
SHAPES = 2_000


@dataclass(frozen=True, slots=True)
class _Shape:
    """What texts of one question share that read alike: they differ in their parameters only."""

    sql: str
    queryset: QuerySet[Any]
    compiler: Any


@dataclass(frozen=True, slots=True)
class _Text:
    shape: _Shape
    params: tuple[Any, ...]


class _Memo:
    def __init__(self) -> None:
        self._texts: OrderedDict[Hashable, _Text | None] = OrderedDict()
        self._shapes: dict[tuple[str, str], _Shape] = {}
        self._lock = Lock()

    def text(self, name: str, key: Hashable, build: Callable[[], QuerySet[Any, Any]]) -> _Text | None:
        whole = (name, key)
        with self._lock:
            known = whole in self._texts
            found = self._texts.get(whole)
            if known:
                self._texts.move_to_end(whole)
        if not known:
            return self._keep(whole, _written(build()))
        if getattr(settings, "DINH_CHECK_SQL_MEMO", False):
            _checked(name, key, found, _written(build()))
        return found

    def _keep(self, whole: tuple[str, Hashable], made: _Text | None) -> _Text | None:
        with self._lock:
            if made is not None:
                shape = self._shapes.setdefault((whole[0], made.shape.sql), made.shape)
                made = _Text(shape, made.params)
            self._texts[whole] = made
            if len(self._texts) > MOST:
                self._texts.popitem(last=False)
            if len(self._shapes) > SHAPES:  # none is needed by those who hold a text
                self._shapes.clear()
        return made


_memo = _Memo()


def rows_of(name: str, key: Hashable, build: Callable[[], QuerySet[Any, R]]) -> list[R]:
    """The rows of `build()`, asked now. `name` is the question, `key` everything that its answer depends on beside the
    records. One query, and those of prefetches."""
    text = _memo.text(name, key, build)
    if text is None:
        return []
    return _rows(text.shape, text.params)


def _rows(shape: _Shape, params: tuple[Any, ...]) -> list[Any]:
    compiler = copy.copy(shape.compiler)
    compiler.connection = connections[DEFAULT_DB_ALIAS]
    compiler.as_sql = lambda *_args, **_kwargs: (shape.sql, params)
    rows: Any = QuerySet.__new__(type(shape.queryset))
    rows.__dict__ = {**shape.queryset.__dict__, "_result_cache": None, "_prefetch_done": False}
    rows._query = _Fixed(compiler, shape.queryset.query)
    return list(rows)


def asked(name: str, build: Callable[..., QuerySet[Any, R]], *given: Hashable) -> list[R]:
    """The rows of `build(*given)`, asked now; its text is kept by name alone, with a hole for each of `given`, which are texts
    and numbers that stand in it as they are: for questions that nobody asks twice alike, such as a row by its key."""
    kind = (name, tuple(type(each) for each in given))
    holed = _holed.get(kind)
    if holed is None:
        holed = _holed[kind] = _with_holes(name, build, given)
    shape, places = holed
    params = tuple(given[place] if place is not None else known for place, known in places)
    if getattr(settings, "DINH_CHECK_SQL_MEMO", False):
        _checked(name, given, _Text(shape, params), _written(build(*given)))
    return _rows(shape, params)


_holed: dict[Hashable, tuple[_Shape, tuple[tuple[int | None, Any], ...]]] = {}


def _with_holes(
    name: str, build: Callable[..., QuerySet[Any, Any]], given: tuple[Hashable, ...]
) -> tuple[_Shape, tuple[tuple[int | None, Any], ...]]:
    """The text asked with marks in the place of what is given, and where the marks came to stand."""
    marks: list[Any] = [
        7_046_029_254_386_353 + n if isinstance(each, int) else f"\x01hole {n}\x01"
        for n, each in enumerate(given)
    ]
    text = _written(build(*marks))
    if text is None:
        raise ValueError(f"{name} can never be answered")
    numbers = {mark: n for n, mark in enumerate(marks)}
    places = tuple((numbers.get(each) if isinstance(each, int | str) else None, each) for each in text.params)
    if {place for place, _each in places} - {None} != set(range(len(given))):
        raise ValueError(f"{name}: what is given does not stand in its text as it is")
    return text.shape, places


def count_of(name: str, key: Hashable, build: Callable[[], QuerySet[Any, Any]]) -> int:
    """How many rows `build()` has, counted now; `build` gives them bounded and narrow: `.order_by().values("pk")[:100]`."""
    text = _memo.text(name, key, build)
    if text is None:
        return 0
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({text.shape.sql}) counted", text.params)  # noqa: S608 - our own text
        return int(cursor.fetchone()[0])


class _Fixed:
    """A query whose compiler is made already."""

    def __init__(self, compiler: Any, query: Any) -> None:
        self._compiler, self._query = compiler, query

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _written(queryset: QuerySet[Any, Any]) -> _Text | None:
    """The text of a queryset; None when no row can answer it."""
    compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Text(_Shape(sql, queryset, compiler), tuple(params)) if sql else None


def _checked(name: str, key: Hashable, kept: _Text | None, anew: _Text | None) -> None:
    """What is kept must be what would be written now: else the key leaves something out."""
    before = (kept.shape.sql, kept.params) if kept else None
    after = (anew.shape.sql, anew.params) if anew else None
    if before != after:
        raise AssertionError(
            f"the key {key!r} of {name} leaves something out: {before} was kept, {after} is asked"
        )
