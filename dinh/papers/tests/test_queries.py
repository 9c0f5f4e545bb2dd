from __future__ import annotations

from datetime import timedelta

import pytest

from dinh.papers import queries
from dinh.papers.tests import builders as make

pytestmark = pytest.mark.django_db
DAY = make.NINE.date()


def _some(count: int) -> None:
    for index in range(count):
        make.filed(
            None,
            make.ward(),
            f"tệp {index}".encode(),
            number=f"{index + 1}/KH-UBND",
            at=make.NINE + timedelta(hours=index),
        )


def test_the_archive_pages_forth_and_back_in_one_query_each(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    viewer = make.actor("viewer", make.ward())
    _some(7)
    with django_assert_num_queries(1):
        first = queries.papers(viewer, DAY, limit=3)
        assert [row.unit.name for row in first.rows] == ["Mẫu Sơn"] * 3
    second = queries.papers(viewer, DAY, limit=3, after=first.later)
    third = queries.papers(viewer, DAY, limit=3, after=second.later)
    numbers = [row.number for page in (first, second, third) for row in page.rows]
    assert numbers == ["7", "6", "5", "4", "3", "2", "1"]
    assert (first.earlier, third.later) == ("", "") and second.earlier and third.earlier
    assert queries.papers(viewer, DAY, limit=3, before=third.earlier).rows == second.rows
    assert queries.papers(viewer, DAY, limit=3, before=second.earlier) == first


@pytest.mark.parametrize("word", ["", "nhảm", "9-", "-9", "1-2-3", "99999999999999999999-1"])
def test_a_broken_page_word_shows_the_first_page(word: str) -> None:
    viewer = make.actor("viewer", make.ward())
    _some(2)
    assert len(queries.papers(viewer, DAY, after=word).rows) == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chuyen doi so", 1),
        ("Chuyển đổi", 1),
        ("27/KH-UBND", 1),
        ("27 kh", 1),
        ("tran thi thu", 1),
        ("khác hẳn", 0),
        ("?!", 0),
    ],
)
def test_papers_are_found_with_and_without_marks(words: str, found: int) -> None:
    viewer = make.actor("viewer", make.ward())
    make.filed(None, make.ward())
    assert len(queries.papers(viewer, DAY, words=words).rows) == found


def test_kind_and_year_narrow_the_list() -> None:
    viewer = make.actor("viewer", make.ward())
    make.filed(None, make.ward())
    assert queries.papers(viewer, DAY, kind="Kế hoạch", year=2026).rows
    assert not queries.papers(viewer, DAY, kind="Báo cáo").rows
    assert not queries.papers(viewer, DAY, year=2025).rows


def test_one_sees_the_papers_below_and_above_and_no_others() -> None:
    here = make.filed(None, make.ward(), b"phuong")
    above = make.filed(None, make.province(), b"tinh")
    make.filed(None, make.elsewhere(), b"noi khac")
    for place in (make.ward(), make.province()):
        viewer = make.actor("viewer", place)
        assert {row.pk for row in queries.papers(viewer, DAY).rows} == {here.pk, above.pk}
    stranger = make.actor("viewer", make.elsewhere())
    assert queries.paper(stranger, here.pk, DAY) is None
    assert not queries.papers(None, DAY).rows


def test_the_same_file_elsewhere_is_named_as_far_as_one_may_know() -> None:
    here, above = make.filed(None, make.ward()), make.filed(None, make.province())
    make.filed(None, make.elsewhere())
    found = queries.same_file(here.kept_sha256, make.actor("viewer", make.ward()), DAY)
    assert {row.pk for row in found} == {here.pk, above.pk}


def test_a_story_names_its_people_in_two_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    clerk = make.actor("clerk", make.ward(), "Vũ Thị Mẫu")
    paper = make.filed(clerk, make.ward())
    with django_assert_num_queries(2):
        told = queries.story(paper.ref)
    assert [(t.who, t.words) for t in told] == [("Vũ Thị Mẫu", "Nộp văn bản")]


def test_papers_of_a_number_are_found_by_unit_and_year() -> None:
    paper = make.filed(None, make.ward())
    assert queries.by_number("27/KH-UBND", make.ward(), 2026) == [paper]
    assert not queries.by_number("27/KH-UBND", make.ward(), 2025)


def test_a_file_that_changed_on_the_disk_is_noticed() -> None:
    from dinh.ground import queries as ground

    paper = make.filed(None, make.ward(), b"con nguyen ven")
    assert queries.is_intact(paper)
    path = ground.path_of(paper.kept_sha256)
    path.chmod(0o644)
    path.write_bytes(b"bi sua lai roi")
    assert not queries.is_intact(paper)
    path.unlink()
    assert not queries.is_intact(paper)
