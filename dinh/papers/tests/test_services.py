from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from dinh.ground import queries as ground
from dinh.ground import services as ground_services
from dinh.papers import services
from dinh.papers.models import Paper, PaperAltered
from dinh.papers.shapes import PaperFiled
from dinh.papers.tests import builders as make

pytestmark = pytest.mark.django_db


def test_a_filed_paper_says_what_was_given_and_the_ledger_tells_it() -> None:
    clerk = make.actor("clerk", make.ward())
    paper = make.filed(clerk, make.ward())
    assert (paper.number, paper.symbol, paper.whole_number) == ("27", "KH-UBND", "27/KH-UBND")
    assert paper.name == "Kế hoạch 27/KH-UBND" and paper.ref.kind == "paper" and not paper.already
    (line,) = ground.story_of(paper.ref)
    assert line.deed == "papers.filed" and line.by == clerk.ref and line.data["sha256"] == paper.kept_sha256
    assert line in ground.story_of(make.ward().ref)


def test_filing_is_announced(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    heard: list[PaperFiled] = []
    ground_services.listen(PaperFiled, name="papers.test-ear")(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            paper = make.filed(None, make.ward())
    finally:
        ground_services.stop_listening("papers.test-ear")
    assert heard == [PaperFiled(paper.pk, "97001", "Kế hoạch", "27/KH-UBND", paper.kept_sha256)]


def test_the_same_file_is_filed_once_in_a_unit_and_may_lie_in_another() -> None:
    first = make.filed(None, make.ward())
    again = make.filed(None, make.ward(), number="99/KH-UBND", title="khác")
    assert again.pk == first.pk and again.already and again.whole_number == "27/KH-UBND"
    assert len(ground.story_of(first.ref)) == 1
    assert make.filed(None, make.province()).pk != first.pk


def test_who_has_no_mandate_is_told_who_has() -> None:
    make.actor("clerk", make.ward(), "Vũ Thị Mẫu")
    viewer = make.actor("viewer", make.ward())
    with pytest.raises(services.NotAllowed, match=r"Vũ Thị Mẫu \(Văn thư\)"):
        make.filed(viewer, make.ward())
    with pytest.raises(services.NotAllowed):
        make.filed(make.actor("clerk", make.elsewhere()), make.ward())
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "hai bảy"}, "number"),
        ({"number": "27", "symbol": "KH UBND"}, "symbol"),
        ({"number": None, "symbol": "KH-UBND"}, "number"),
        ({"date": date(2026, 3, 11)}, "date"),
        ({"number": "45/2020/NĐ-CP", "kind": "Nghị định"}, "date"),
        ({"kind": "Thư tay"}, "kind"),
        ({"title": "x" * 2001}, "title"),
        ({"issuer": "x" * 201}, "issuer"),
    ],
)
def test_a_fact_that_cannot_be_so_names_its_field(said: dict[str, object], field: str) -> None:
    with pytest.raises(services.PaperRefused) as refused:
        make.filed(None, make.ward(), **said)
    assert refused.value.field == field
    assert not Paper.objects.exists()


def test_a_filed_paper_is_never_altered() -> None:
    paper = make.filed(None, make.ward())
    paper.title = "khác"
    with pytest.raises(PaperAltered, match="không sửa được"):
        paper.save()
    with pytest.raises(PaperAltered):
        paper.delete()
    with pytest.raises(PaperAltered):
        Paper.objects.all().update(title="khác")
    with pytest.raises(PaperAltered):
        Paper.objects.all().delete()


@pytest.mark.parametrize(
    "change",
    [
        "title = 'khác'",
        "kept_sha256 = 'x'",
        "number = '28'",
        "kind = 'Báo cáo'",
        "date = NULL",
        "filed_by_id = NULL",
        "received_at = '2020-01-01 00:00:00+00:00'",
        "size = 1",
        "date = '2020-01-01'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_paper(change: str) -> None:
    clerk = make.actor("clerk", make.ward())
    paper = make.filed(clerk, make.ward())
    with (
        pytest.raises(DatabaseError, match="never altered"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE papers_paper SET {change} WHERE id = {paper.pk}")


def test_what_was_left_blank_is_filled_once_and_told() -> None:
    clerk = make.actor("clerk", make.ward())
    blank = {"number": None, "date": None, "issuer": "", "signer": "", "title": ""}
    paper = make.filed(clerk, make.ward(), **blank)
    assert paper.name == "ke-hoach.txt"
    services.fill_in(
        paper_id=paper.pk,
        number="816/QĐ-UBND",
        date=date(2021, 3, 31),
        kind="Quyết định",
        by=clerk,
        at=make.NINE,
    )
    again = services.fill_in(
        paper_id=paper.pk, number="1/KH-UBND", kind="Kế hoạch", title="Chuyển đổi số", by=clerk, at=make.NINE
    )
    paper = Paper.objects.get()
    assert (paper.name, paper.date, paper.title) == (
        "Quyết định 816/QĐ-UBND",
        date(2021, 3, 31),
        "Chuyển đổi số",
    )
    assert again.whole_number == "816/QĐ-UBND" and " chuyen doi so" in paper.search
    deeds = [line.deed for line in ground.story_of(paper.ref)]
    assert deeds == ["papers.filled", "papers.filled", "papers.filed"]
    assert ground.story_of(paper.ref)[0].data == {"title": "Chuyển đổi số"}


def test_filling_nothing_writes_nothing() -> None:
    paper = make.filed(None, make.ward())
    services.fill_in(paper_id=paper.pk, title="khác", number="9/KH-UBND", by=None, at=make.NINE)
    assert len(ground.story_of(paper.ref)) == 1


def test_a_look_is_written_once_a_day() -> None:
    viewer = make.actor("viewer", make.ward())
    paper = make.filed(None, make.ward())
    assert services.note_look(paper=paper, by=viewer, at=make.NINE)
    assert not services.note_look(paper=paper, by=viewer, at=make.NINE.replace(hour=17))
    assert services.note_look(paper=paper, by=viewer, at=make.NINE.replace(day=11))
    assert services.note_look(paper=paper, by=viewer, at=make.NINE, taken=True)
    assert [line.deed for line in ground.story_of(paper.ref)][:3] == [
        services.TAKEN,
        services.LOOKED,
        services.LOOKED,
    ]
