"""Lines cast from moulds are the lines that `write` would have written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dinh.ground import queries, services
from dinh.ground.copying import copy_in
from dinh.ground.models import KeptFile, LedgerLine
from dinh.ground.services import Mould, Others
from dinh.ground.shapes import Done, Ref

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CLERK = Ref("person", 7)
ALSO = (Ref("office", 3), Ref("unit", "00123"))
DATA = {"code": "X", "words": 'nói "thế" \\ rồi\txong', "at": NINE, "none": None}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.DINH_HOME = tmp_path


def test_a_cast_line_is_the_line_that_would_have_been_written() -> None:
    cases = [(None, ()), (CLERK, ALSO), (CLERK, ()), (None, ALSO[:1])]
    written = services.write_many(
        [Done("plans.tried", Ref("plan", 5), by, NINE, DATA, also) for by, also in cases]
    )
    cast = services.cast(
        (Mould.of("plans.tried", "plan", by, NINE, DATA).encoded(), b"5", Others.of(*also).encoded())
        for by, also in cases
    )
    assert (written, cast) == (range(1, 5), range(5, 9))
    fields = ("deed", "about_kind", "about_id", "by_kind", "by_id", "at", "also_text", "data_text")
    one, other = (
        list(LedgerLine.objects.filter(id__in=some).values_list(*fields)) for some in (written, cast)
    )
    assert one == other
    assert services.verify().ok and services.verify().lines == 8
    assert services.write(deed="plans.tried", about=Ref("plan", 5), by=None, at=NINE).id == 9
    assert [line.id for line in queries.story_of(ALSO[1])] == [6, 2]
    assert services.cast([]) == range(0)


def test_a_mould_wants_a_moment_with_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        Mould.of("plans.tried", "plan", None, datetime(2026, 1, 1), {})


def test_rows_as_text_come_back_as_they_were() -> None:
    names = ["sha256", "size", "media_type", "name", "at"]
    name = "a\\\\tb"  # two backslashes and a t: no tab
    row = "\t".join(["k" * 64, "12", "x", name.replace("\\", "\\\\") + "\\t\\n.", str(NINE)]) + "\n"
    copy_in(KeptFile, names, [row])
    copy_in(KeptFile, names, [row.replace("k" * 64, "l" * 64).encode()])  # bytes are the same
    for there in KeptFile.objects.all():
        assert (there.name, there.size, there.at) == (name + "\t\n.", 12, NINE)
    assert KeptFile.objects.count() == 2
