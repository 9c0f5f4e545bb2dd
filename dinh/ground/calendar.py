"""The working calendar of the country: weekends, public holidays, days made up and days swapped. Pure.

What was announced stands in dated editions with its source; a year not yet announced is computed by the rules of the
Labour Code (article 112, and article 111.3 on rest days that fall together) and marked "dự kiến"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

import lunar_vn
import yaml

_EDITION = Path(__file__).parent / "editions" / "holidays-vn.yaml"
_DAY = timedelta(days=1)
_SATURDAY = 5

Why = Literal["statutory", "made_up", "swapped", "local"]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off that is not merely a weekend. `announced` is False when it was computed ahead of the announcement."""

    day: date
    name: str
    why: Why
    announced: bool
    source: str

    @property
    def words(self) -> str:
        return self.name if self.announced else f"{self.name} (dự kiến)"


class WorkingCalendar:
    """Which days are worked. Weekends are Saturday and Sunday, as for state offices."""

    def __init__(self, edition: dict[str, Any], local: dict[str, Any] | None = None) -> None:
        self._rules: list[dict[str, Any]] = edition["rules"]
        self._years: dict[int, dict[str, Any]] = edition["years"]
        self.limit_source = str(edition.get("time_limits", {}).get("source", ""))
        """The law by which a time limit never ends on a day off."""
        self.edition = str(edition["edition"])
        self._last_announced = max((y for y, row in self._years.items() if row["confirmed"]), default=0)
        self._extra = [*self._given_days(self._years.values(), "off"), *_local_days(local, "off")]
        self._worked = {row.day: row for row in self._given_days(self._years.values(), "work")}
        self._worked |= {row.day: row for row in _local_days(local, "work")}
        self._cache: dict[int, dict[date, Holiday]] = {}
        self._counts: dict[int, list[int]] = {}

    @property
    def last_announced_year(self) -> int:
        """The last year whose days off were announced; later ones are computed."""
        return self._last_announced

    def is_announced(self, year: int) -> bool:
        """Whether the days off of that year stand in an edition with a source."""
        return bool(year in self._years and self._years[year]["confirmed"])

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day. A Saturday worked in exchange counts."""
        if day in self._worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays(day.year)

    def holiday(self, day: date) -> str | None:
        """The name of the day off, "(dự kiến)" added when computed ahead; None for ordinary days and weekends."""
        found = self.holidays(day.year).get(day)
        return found.words if found else None

    def worked_instead(self, day: date) -> str | None:
        """Why a Saturday or Sunday is worked; None for other days."""
        found = self._worked.get(day)
        return found.name if found else None

    def holidays(self, year: int) -> dict[date, Holiday]:
        """Every day off of the year with its name and source, weekends left out unless they are holidays."""
        if year not in self._cache:
            self._cache[year] = dict(sorted(self._make(year).items()))
        return self._cache[year]

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the first worked day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself does not count; before it when n is negative.

        0 gives `day` unchanged. A time limit of n working days from `day` ends on this day."""
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days after `a` up to and including `b`; negative when b lies before a.

        working_days_between(a, add_working_days(a, n)) == n."""
        if b < a:
            return -self.working_days_between(b - _DAY, a - _DAY)
        if a.year == b.year:
            return self._worked_by(b) - self._worked_by(a)
        whole = sum(self._counted(year)[-1] for year in range(a.year, b.year))
        return whole - self._worked_by(a) + self._worked_by(b)

    # ------------------------------------------------------------ time limits: the one rule of lateness

    def ends_on(self, due: date) -> date:
        """The day a time limit ends: `due`, or the next working day when `due` is a day off (Civil Code 2015, article
        148.5: `limit_source`)."""
        return self.next_working_day(due)

    def days_late(self, due: date, day: date) -> int:
        """Calendar days that `day` lies after the end of the limit; 0 when it is not late."""
        return max(0, (day - self.ends_on(due)).days) if day > due else 0

    def days_left(self, due: date, day: date) -> int:
        """Working days from `day` until the limit ends, 0 on its last day; when late, minus the calendar days late."""
        end = self.ends_on(due)
        return -(day - end).days if day > end else self.working_days_between(day, end)

    def ending_by(self, day: date) -> date:
        """The last day owed whose limit has ended when `day` is over: for conditions in a database, where
        `due <= ending_by(day)` says what `ends_on(due) <= day` says."""
        return day if self.is_working(day) else self.add_working_days(day, -1)

    def late_before(self, day: date) -> date:
        """What was owed before this day is late on `day`, the rest is not: `due < late_before(day)` says what
        `days_late(due, day) > 0` says."""
        return self.ending_by(day - _DAY) + _DAY

    def _worked_by(self, day: date) -> int:
        """Working days of the year up to and including the day."""
        return self._counted(day.year)[day.timetuple().tm_yday]

    def _counted(self, year: int) -> list[int]:
        """Working days up to each day of the year, counted once: lists of what is late ask for hundreds of spans."""
        if year not in self._counts:
            first = date(year, 1, 1)
            days = (date(year, 12, 31) - first).days + 1
            worked = (self.is_working(first + timedelta(days=n)) for n in range(days))
            self._counts[year] = [0, *accumulate(int(each) for each in worked)]
        return self._counts[year]

    def _make(self, year: int) -> dict[date, Holiday]:
        announced = self.is_announced(year)
        row = self._years.get(year, {})
        # A past year without an edition is not "expected" any more; it simply follows the rule.
        certain = announced or year < self._last_announced
        source = str(row.get("source", ""))
        found: dict[date, Holiday] = {}
        for rule in self._rules:
            if not rule["since"].year <= year <= _until_year(rule):
                continue
            days = row.get("instead", {}).get(rule["key"]) or _days_of(rule, year, row)
            for day in days:
                sure = certain and rule.get("confirmed", True)
                said = source if announced and rule["key"] in ("tet", "national_day_2") else rule["source"]
                found.setdefault(day, Holiday(day, rule["name"], "statutory", sure, said))
        made_up = _made_up(found)
        found |= made_up
        found |= {extra.day: extra for extra in self._extra if extra.day.year == year}
        return found

    def _given_days(self, rows: Iterable[dict[str, Any]], word: str) -> list[Holiday]:
        return [
            Holiday(
                day=given["day"],
                name=given["name"],
                why="swapped",
                announced=row["confirmed"],
                source=given.get("source", row["source"]),
            )
            for row in rows
            for given in row.get(word, ())
        ]


def for_country() -> WorkingCalendar:
    """The calendar of Vietnam, with the locality's own days when it has any."""
    return _country(_local_path)


_local_path: Path | None = None


def use_local_editions(path: Path | None) -> None:
    """Add a locality's own days off or worked: a YAML file with lists `off` and `work` of {day, name, source}."""
    global _local_path
    _local_path = path
    _country.cache_clear()


@lru_cache(maxsize=4)
def _country(local: Path | None) -> WorkingCalendar:
    return WorkingCalendar(_load(_EDITION) or {}, _load(local) if local and local.exists() else None)


def _load(path: Path) -> dict[str, Any] | None:
    found: dict[Any, Any] | None = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML reads an unquoted `off:` as "no"; whoever writes a local file must not lose their days for it.
    return found and {"off" if key is False else key: value for key, value in found.items()}


def _local_days(local: dict[str, Any] | None, word: str) -> list[Holiday]:
    return [
        Holiday(row["day"], row["name"], "local", True, row.get("source", ""))
        for row in (local or {}).get(word) or ()
    ]


def tet(year: int) -> date:
    """The first day of the lunar year that begins in that year, by the Vietnamese calendar (UTC+7)."""
    return lunar(year, 1, 1)


def lunar(year: int, month: int, day: int) -> date:
    """The solar day of a day of an ordinary lunar month of that lunar year; 1900 to 2100."""
    found: date = lunar_vn.convert_lunar_to_solar(day, month, year)
    return found


def _days_of(rule: dict[str, Any], year: int, row: dict[str, Any]) -> list[date]:
    if "on" in rule:
        month, day = (int(part) for part in rule["on"].split("-"))
        return [date(year, month, day)]
    if not 1901 <= year <= 2099:
        return []  # beyond the lunar tables
    if "lunar" in rule:
        month, day = (int(part) for part in rule["lunar"].split("-"))
        return [lunar(year, month, day)]
    if rule["key"] == "tet":
        first = tet(year)
        before = row.get("tet_before") or rule["days_before"][first.weekday()]
        return [first + timedelta(days=i) for i in range(-before, rule["length"] - before)]
    beside = date(year, 9, 2)
    return [beside + timedelta(days=rule["beside"][beside.weekday()])]


def _until_year(rule: dict[str, Any]) -> int:
    return rule["until"].year if rule.get("until") else 9999


def _made_up(found: dict[date, Holiday]) -> dict[date, Holiday]:
    """The working days taken off because a holiday fell on a weekend: the next ones free, in order."""
    made: dict[date, Holiday] = {}
    for day, holiday in sorted(found.items()):
        if day.weekday() < _SATURDAY:
            continue
        instead = day + _DAY
        while instead.weekday() >= _SATURDAY or instead in found or instead in made:
            instead += _DAY
        made[instead] = Holiday(
            instead,
            f"Nghỉ bù {holiday.name}",
            "made_up",
            holiday.announced,
            "Bộ luật Lao động 2019, Điều 111.3",
        )
    return made
