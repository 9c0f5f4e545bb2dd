"""The register in tables: loading, questions as of a day, bounded queries. Loaded once for all of these."""

from datetime import date

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from dinh.ground.models import LedgerLine
from dinh.town import queries, register, services
from dinh.town.models import Unit, UnitName, UnitSuccession
from dinh.town.testing import EVE, NOON, TODAY

pytestmark = pytest.mark.django_db


class UnitsInTables(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.report = services.load_units(at=NOON)

    def names(self, text, day, level=None):
        return [unit.full_name for unit in queries.units_named(text, day, level)]

    def test_everything_is_in(self):
        book = register.load()
        assert self.report.units == Unit.objects.count() == len(book.units)
        assert UnitSuccession.objects.count() == len(book.successions)
        assert UnitName.objects.count() == sum(len(unit.names) for unit in book.units)
        assert queries.count_by_level(TODAY) == {1: 34, 3: 3321}
        assert queries.count_by_level(EVE) == {1: 63, 2: 696, 3: 10035}

    def test_loading_again_changes_nothing_and_writes_no_line(self):
        again = services.load_units(at=NOON)
        assert (again.new, again.changed) == (0, 0)
        assert LedgerLine.objects.filter(deed="town.units-loaded").count() == 1

    def test_a_newer_edition_mends_rows_and_keeps_the_rest(self):
        from dinh.town.models import Edition

        Edition.objects.all().delete()
        Unit.objects.filter(code="14812", since=date(2025, 7, 1)).update(name="Sai Tên")
        again = services.load_units(at=NOON)
        assert (again.new, again.changed) == (0, 1)
        assert queries.unit_by_code("14812", TODAY).full_name == "Phường Bỉm Sơn"

    def test_a_code_used_again_is_two_units(self):
        assert queries.unit_by_code("14818", EVE).full_name == "Phường Ngọc Trạo"
        assert queries.unit_by_code("14818", TODAY).full_name == "Phường Quang Trung"
        assert queries.unit_by_code("15", EVE).full_name == "Tỉnh Yên Bái"
        assert queries.unit_by_code("15", TODAY).full_name == "Tỉnh Lào Cai"
        assert queries.unit_by_code("381", TODAY) is None
        assert queries.unit_by_code("38", TODAY, level=3) is None

    def test_a_question_as_of_a_day_gets_that_days_answer(self):
        assert self.names("bim son", EVE) == ["Thị xã Bỉm Sơn"]
        assert self.names("bim son", TODAY) == ["Phường Bỉm Sơn"]
        assert self.names("thị xã Bỉm Sơn", TODAY) == []
        assert [unit.called.name for unit in queries.units_named("Thua Thien Hue", date(2024, 1, 1))] == [
            "Thừa Thiên Huế"
        ]
        assert self.names("Thừa Thiên Huế", TODAY) == []

    def test_tables_and_memory_answer_alike(self):
        book = register.load()
        for text in ("hòa bình", "Quảng", "phường 5", "thanh pho ho chi minh", "ba ria vung tau", "38", "an"):
            for day in (EVE, TODAY):
                there = [unit.code for unit in queries.units_named(text, day, limit=15)]
                here = [unit.code for unit in book.named(text, day)]
                if len(here) <= 300:
                    assert there == here[:15], (text, day)

    def test_successors_and_predecessors(self):
        town = queries.unit_by_code("381", EVE)
        assert [line.new.code for line in queries.successors(town)] == ["14812", "14818"]
        ward = queries.unit_by_code("14818", TODAY)
        assert [line.old.name for line in queries.predecessors(ward)] == [
            "Bắc Sơn",
            "Ngọc Trạo",
            "Phú Sơn",
            "Quang Trung",
        ]
        assert "Bỉm Sơn" in {line.old.name for line in queries.predecessors(ward, derived=True)}

    def test_a_mandate_over_todays_unit_reaches_the_old_units_that_went_into_it(self):
        from dinh.town.testing import person

        city = queries.unit_by_code("79", TODAY)
        given = services.give_mandate(
            person=person(), role="leader", unit=city, since=date(2025, 7, 1), by=None, at=NOON
        )
        assert {"/74/", "/77/"} <= {shape.unit_path for shape in given.shapes()}

    def test_reading_takes_few_queries(self):
        town = queries.unit_by_code("38", TODAY)
        for most, ask in (
            (1, lambda: queries.unit_by_code("14812", TODAY)),
            (1, lambda: queries.units_named("hòa", TODAY)),
            (1, lambda: queries.provinces(TODAY)),
            (1, lambda: list(queries.children_of(town, TODAY))),
            (1, lambda: queries.successors(town)),
            (1, lambda: queries.predecessors(town)),
            (1, lambda: queries.called_on([town], TODAY)),
            (1, lambda: queries.offices_of(town, TODAY)),
            (1, lambda: queries.posts_in(town, TODAY)),
        ):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                ask()
            assert len(seen) <= most
