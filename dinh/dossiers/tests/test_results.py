"""Results: drafted, signed with the step that decides, sealed, handed over, made anew, taken back, used again."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dinh.catalog.models import ResultKind
from dinh.dossiers import services
from dinh.dossiers.models import Dossier, DossierPaper, Handing, Result, ResultBook, StoredResult
from dinh.dossiers.queries import results as queries
from dinh.dossiers.results_book import template_of
from dinh.dossiers.services import results as deeds
from dinh.dossiers.shapes import GivenPaper
from dinh.ground import queries as ledger
from dinh.papers import signing
from dinh.papers.signing.making_keys import DemoRoot, lay
from dinh.town import testing

from .builders import Ward, at, go, opens, somebody

ROOT = DemoRoot("Gốc chứng thư thử", at=at(8))
WORDS = {"ho_ten": "Nguyễn Thị Con Mẫu", "ngay_sinh": "01/02/1990", "noi_sinh": "Ngọc Sơn"}


@pytest.fixture
def keys(ward: Ward, tmp_path: Path, settings: Any) -> Path:
    """A home with keys for the leader, the deputy and the ward."""
    settings.DINH_HOME = tmp_path
    _lay(ward, tmp_path, at_once=True)
    return tmp_path


def _lay(ward: Ward, home: Path, *, at_once: bool) -> None:
    rows: list[dict[str, Any]] = [
        {"holder": f"person:{ward.leader.person_id}", "name": ward.leader.name, "body": "UBND phường"},
        {"holder": f"person:{ward.deputy.person_id}", "name": ward.deputy.name, "body": "UBND phường"},
        {"holder": f"unit:{ward.ward.code}", "name": "UBND phường Ngọc Sơn", "body": "Mẫu", "seals_at_once": at_once},
    ]  # fmt: skip
    lay(home / "signing", ROOT, rows)


@pytest.fixture
def edition(ward: Ward) -> Any:
    return _edition(ward)


def _edition(ward: Ward, code: str = "1.004884", kind: str = "giay-khai-sinh", **more: Any) -> Any:
    made = ward.procedure(code, **more)
    made.state = "draft"
    ResultKind.objects.create(edition=made, code=kind, name="Giấy khai sinh")
    return made


def waits_for_signature(ward: Ward, edition: Any, **more: Any) -> Dossier:
    dossier = ward.receive(edition, **more)
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, at(9, 30))
    return go(dossier, "tham-tra", "dat", ward.officer, at(10))


def drafted(ward: Ward, edition: Any, **more: Any) -> tuple[Dossier, Result]:
    dossier = waits_for_signature(ward, edition, **more)
    return dossier, services.draft_result(
        dossier_id=dossier.pk, kind="giay-khai-sinh", words=WORDS, by=ward.officer, at=at(10, 30)
    )


def signed(ward: Ward, edition: Any, **more: Any) -> tuple[Dossier, Result]:
    dossier, _row = drafted(ward, edition, **more)
    (row,) = services.sign_step(holding_id=opens(dossier)["ky"].pk, by=ward.leader, at=at(11))
    dossier.refresh_from_db()
    return dossier, row


def bytes_of(row: Result) -> bytes:
    return deeds.ground_file(row.sha256)


def roots() -> Any:
    return deeds.book().roots


# ---------------------------------------------------------------- signing


def test_the_leader_signs_and_the_step_comes_out_as_granted(ward: Ward, edition: Any, keys: Path) -> None:
    dossier, row = signed(ward, edition)

    assert (dossier.decided_as, list(opens(dossier))) == ("grant", ["tra-ket-qua"])
    assert (row.state, row.symbol) == ("issued", "01/2026")
    assert [(each.role, each.name) for each in row.signatures.all()] == [
        ("leader", ward.leader.name), ("body", "UBND phường Ngọc Sơn"),
    ]  # fmt: skip
    checked = signing.check(bytes_of(row), roots())
    assert checked.standing is signing.Standing.GOOD and len(checked.signatures) == 2
    file = keys / "ra.pdf"
    file.write_bytes(bytes_of(row))
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, timeout=60).stdout
    assert said.count("Signature is Valid") == 2
    assert [line.deed for line in ledger.story_of(dossier.ref)][:2] == [
        "dossiers.stepped",
        "dossiers.result-signed",
    ]


def test_what_nobody_drafted_is_drafted_of_what_is_known_or_refused_by_line(
    ward: Ward, edition: Any, keys: Path
) -> None:
    dossier = waits_for_signature(ward, edition)

    with pytest.raises(services.WrongInput, match="Ngày, tháng, năm sinh"):
        services.sign_step(holding_id=opens(dossier)["ky"].pk, by=ward.leader, at=at(11))

    assert not Result.objects.exists() and list(opens(dossier)) == ["ky"]
    other = waits_for_signature(
        ward, edition, form={"nguoi": {"ho_ten": "Trần Thị Thử", "ngay_sinh": "1990-02-01"}}
    )
    (row,) = services.sign_step(holding_id=opens(other)["ky"].pk, by=ward.leader, at=at(11))
    assert row.words()["ngay_sinh"] == "01/02/1990"


def test_who_has_no_key_signs_nothing_and_nothing_moves(ward: Ward, edition: Any, keys: Path) -> None:
    dossier, row = drafted(ward, edition)
    newcomer = testing.actor("leader", ward.ward, name="Lê Văn Mới")

    with pytest.raises(services.NoKey, match="Lê Văn Mới chưa có khóa"):
        services.sign_step(holding_id=opens(dossier)["ky"].pk, by=newcomer, at=at(11))

    row.refresh_from_db()
    assert row.state == "draft" and list(opens(dossier)) == ["ky"] and not ResultBook.objects.exists()


def test_only_who_may_decide_signs(ward: Ward, edition: Any, keys: Path) -> None:
    dossier, _row = drafted(ward, edition)

    for who in (ward.officer, ward.counter, ward.viewer, ward.stranger):
        with pytest.raises(services.NotAllowed):
            services.sign_step(holding_id=opens(dossier)["ky"].pk, by=who, at=at(11))


def test_numbers_of_a_book_follow_and_a_failed_signature_takes_none(
    ward: Ward, edition: Any, keys: Path
) -> None:
    first = signed(ward, edition)[1]
    broken = waits_for_signature(ward, edition)
    with pytest.raises(services.WrongInput):
        services.sign_step(holding_id=opens(broken)["ky"].pk, by=ward.leader, at=at(11))
    second = signed(ward, edition)[1]

    assert (first.symbol, second.symbol) == ("01/2026", "02/2026")


def test_one_draft_of_a_kind_stands_and_whoever_saw_an_older_one_is_told(
    ward: Ward, edition: Any, keys: Path
) -> None:
    dossier, row = drafted(ward, edition)
    given = {"dossier_id": dossier.pk, "kind": row.kind, "by": ward.officer, "at": at(10, 40)}

    again = services.draft_result(words={**WORDS, "me": "Mẹ Thử"}, seen=row.version, **given)

    assert again.pk == row.pk and again.words()["me"] == "Mẹ Thử"
    with pytest.raises(services.WrongState, match="vừa có người khác sửa"):
        services.draft_result(words=WORDS, seen=row.version, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.create(
            dossier=dossier, kind=row.kind, unit=ward.ward, citizen=dossier.applicant, made_at=at(11)
        )


def test_a_book_begins_anew_each_year_though_its_symbol_does_not_name_it(
    ward: Ward, edition: Any, keys: Path
) -> None:
    template = template_of("thong-bao", "Thông báo", [{"kind": "thong-bao", "symbol": "{number}/TB"}])
    rows = [drafted(ward, edition, request_key=f"nam-{n}")[1] for n in range(2)]
    for row, year in zip(rows, (0, 365), strict=True):
        deeds._number(row, template, at(11) + timedelta(days=year))
        row.save()

    assert [row.symbol for row in rows] == ["01/TB", "01/TB"]
    assert rows[1].year == rows[0].year + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=rows[1].pk).update(year=rows[0].year)


def test_what_is_signed_is_not_drafted_again(ward: Ward, edition: Any, keys: Path) -> None:
    dossier, row = signed(ward, edition)

    with pytest.raises(services.WrongState, match="đã ký"):
        services.draft_result(dossier_id=dossier.pk, kind=row.kind, words=WORDS, by=ward.officer, at=at(12))
    with pytest.raises(services.WrongState, match="đã ký rồi"):
        services.sign_result(result_id=row.pk, by=ward.leader, at=at(12))


def test_words_of_a_result_are_closed_in_the_database(ward: Ward, edition: Any, keys: Path) -> None:
    _dossier, row = drafted(ward, edition)

    stored = Result.objects.filter(pk=row.pk).values().get()

    assert "Con Mẫu" not in str(stored) and row.words()["ho_ten"] == "Nguyễn Thị Con Mẫu"


# ---------------------------------------------------------------- the seal


def test_a_result_waits_for_the_seal_where_the_clerk_puts_it_on(ward: Ward, edition: Any, keys: Path) -> None:
    _lay(ward, keys, at_once=False)
    clerk = testing.actor("clerk", ward.ward, name="Phạm Thị Văn Thư")
    dossier, row = signed(ward, edition)
    assert row.state == "signed" and not StoredResult.objects.exists()
    before = bytes_of(row)
    with pytest.raises(services.WrongState, match="chưa đóng dấu"):
        services.hand_out(dossier_id=dossier.pk, way="counter", taken_by="A", by=ward.counter, at=at(12))
    assert [each.pk for each in queries.to_seal(clerk, at(12).date())] == [row.pk]
    assert queries.to_seal(ward.officer, at(12).date()) == []

    with pytest.raises(services.NotAllowed):
        services.seal_result(result_id=row.pk, by=ward.officer, at=at(12))
    row = services.seal_result(result_id=row.pk, by=clerk, at=at(12))

    assert row.state == "issued" and bytes_of(row).startswith(before)
    assert signing.check(bytes_of(row), roots()).standing is signing.Standing.GOOD
    with pytest.raises(services.WrongState, match="không chờ đóng dấu"):
        services.seal_result(result_id=row.pk, by=clerk, at=at(13))


# ---------------------------------------------------------------- handing over


def test_a_result_is_handed_over_the_counter_and_the_dossier_ends(
    ward: Ward, edition: Any, keys: Path
) -> None:
    dossier, row = signed(ward, edition)
    step = opens(dossier)["tra-ket-qua"]
    given: dict[str, Any] = {
        "dossier_id": dossier.pk,
        "holding_id": step.pk,
        "by": ward.counter,
        "at": at(14),
    }

    with pytest.raises(services.WrongInput, match="tên người nhận"):
        services.hand_out(way="counter", **given)
    services.hand_out(way="counter", taken_by="Nguyễn Văn Mẫu", **given)

    dossier.refresh_from_db()
    assert (dossier.delivery, dossier.closed_at) == ("delivered", at(14))
    assert [(each.way, each.taken_by, each.state) for each in row.handings.all()] == [
        ("counter", "Nguyễn Văn Mẫu", "done")
    ]


def test_by_post_the_letter_is_followed_until_it_arrives_or_comes_back(
    ward: Ward, edition: Any, keys: Path
) -> None:
    dossier, _row = signed(ward, edition)
    given: dict[str, Any] = {"dossier_id": dossier.pk, "by": ward.counter, "at": at(14), "way": "post"}
    with pytest.raises(services.WrongInput, match="mã vận đơn"):
        services.hand_out(**given)
    services.hand_out(carrier="Bưu điện mẫu", tracking="VN123", **given)
    letter = Handing.objects.get()
    assert letter.state == "sent"

    services.post_said(
        handing_id=letter.pk, arrived=False, note_words="Sai địa chỉ", by=ward.counter, at=at(15)
    )

    letter.refresh_from_db()
    assert (letter.state, letter.note) == ("returned", "Sai địa chỉ")
    with pytest.raises(services.WrongState, match="đã có kết quả"):
        services.post_said(handing_id=letter.pk, arrived=True, by=ward.counter, at=at(15))


def test_who_asked_on_line_has_it_on_line_at_once(ward: Ward, edition: Any, keys: Path) -> None:
    papers = tuple(
        GivenPaper(paper.pk, file=b"%PDF-1.4 x", file_name="a.pdf") for paper in edition.papers.all()
    )
    _dossier, row = signed(ward, edition, channel="online", papers=papers)

    assert [each.way for each in row.handings.all()] == ["online"]
    assert [each.result_id for each in queries.store_of(row.citizen)] == [row.pk]


# ---------------------------------------------------------------- made anew, taken back


def test_a_mistake_is_put_right_by_a_new_paper_and_the_old_one_stays(
    ward: Ward, edition: Any, keys: Path
) -> None:
    _dossier, old = signed(ward, edition)
    with pytest.raises(services.NotAllowed):
        services.correct_result(result_id=old.pk, why="Sai", by=ward.officer, at=at(13))

    new = services.correct_result(
        result_id=old.pk, why="Sai nơi sinh", words={"noi_sinh": "Hải Châu"}, by=ward.leader, at=at(13)
    )
    old.refresh_from_db()
    assert old.state == "issued"  # it counts until the new one is signed
    services.sign_result(result_id=new.pk, by=ward.leader, at=at(14))

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.ended_why, new.state) == ("replaced", "Sai nơi sinh", "issued")
    assert bytes_of(old) and [each.stands for each in queries.store_of(old.citizen)] == [True, False]


def test_a_result_taken_back_counts_no_more_and_is_not_erased(ward: Ward, edition: Any, keys: Path) -> None:
    _dossier, row = signed(ward, edition)
    with pytest.raises(services.NotAllowed):
        services.revoke_result(result_id=row.pk, why="Giả", by=ward.head, at=at(13))
    with pytest.raises(services.WrongInput):
        services.revoke_result(result_id=row.pk, why=" ", by=ward.leader, at=at(13))

    services.revoke_result(result_id=row.pk, why="Giấy tờ giả mạo", by=ward.leader, at=at(13))

    found = queries.by_code(row.code.lower())
    assert found is not None and (found.state, found.ended_why) == ("revoked", "Giấy tờ giả mạo")
    assert bytes_of(found) and not queries.store_of(row.citizen)[0].stands


# ---------------------------------------------------------------- used again


def _next(ward: Ward) -> Any:
    return ward.procedure(
        "1.004222", name="Đăng ký thường trú",
        papers=(
            {"name": "Tờ khai", "originals": 1},
            {"name": "Giấy tờ chứng minh quan hệ", "required": False, "reusable_from": ["giay-khai-sinh"]},
        ),
    )  # fmt: skip


def test_a_result_serves_in_the_next_dossier_by_one_touch_and_is_counted(
    ward: Ward, edition: Any, keys: Path
) -> None:
    _dossier, row = signed(ward, edition)
    after = _next(ward)
    first, asked = list(after.papers.all())
    dossier = ward.receive(after, papers=(GivenPaper(first.pk, originals=1),), on=at(15))
    (fits,) = queries.fitting(dossier, at(15).date())

    paper = services.reuse_result(
        dossier_id=dossier.pk,
        stored_id=fits.stored.pk,
        paper_id=fits.paper.pk,
        by=ward.counter,
        at=at(15, 10),
    )

    assert (fits.paper.pk, paper.reused, paper.sha256) == (asked.pk, True, row.sha256)
    assert StoredResult.objects.get().times_used == 1 and queries.fitting(dossier, at(15).date()) == []


def test_at_intake_a_stored_result_stands_for_the_paper(ward: Ward, edition: Any, keys: Path) -> None:
    signed(ward, edition)
    after = _next(ward)
    first, asked = list(after.papers.all())
    stored = StoredResult.objects.get()

    dossier = ward.receive(
        after,
        papers=(GivenPaper(first.pk, originals=1), GivenPaper(asked.pk, stored_id=stored.pk)),
        on=at(15),
    )

    row = DossierPaper.objects.get(dossier=dossier, paper=asked)
    assert row.reused and row.stored_id == stored.pk and row.file_name.endswith(".pdf")


@pytest.mark.parametrize("what", ["stranger", "kind", "revoked", "expired"])
def test_what_does_not_fit_is_refused_by_paper(ward: Ward, edition: Any, keys: Path, what: str) -> None:
    _dossier, row = signed(ward, edition)
    after = _next(ward)
    first, asked = list(after.papers.all())
    stored = StoredResult.objects.get()
    if what == "revoked":
        services.revoke_result(result_id=row.pk, why="Giả", by=ward.leader, at=at(13))
    if what == "expired":
        StoredResult.objects.update(valid_until=at(9).date() - timedelta(days=1))
    who = somebody("Đỗ Văn Khác", "038079000999") if what == "stranger" else somebody()
    given = (
        GivenPaper(first.pk, originals=1),
        GivenPaper((first if what == "kind" else asked).pk, stored_id=stored.pk),
    )

    with pytest.raises(services.WrongInput) as refused:
        ward.receive(after, applicant=who, papers=given, on=at(15))

    assert refused.value.faults[0].field == f"paper-{first.pk if what == 'kind' else asked.pk}"
    assert StoredResult.objects.get().times_used == 0
