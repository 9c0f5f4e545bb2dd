"""The register of a day reads as it read on any later day, whatever was corrected, reopened or answered since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dinh.dossiers import services
from dinh.dossiers.models import Citizen, Dossier
from dinh.dossiers.queries.as_of import register_as_of
from dinh.dossiers.rules import on_time
from dinh.ground import queries as ledger

from .builders import FRIDAY, Ward, at, go, opens, somebody
from .test_looks import NUMBER, signed_in


@dataclass(frozen=True)
class Then:
    """What the tables themselves said at a moment."""

    name: str
    business: str
    answered_as: str
    decided_at: Any
    due_at: Any
    requests: int
    flags: tuple[str, ...]


def now_of(dossier: Dossier) -> Then:
    row = Dossier.objects.select_related("applicant").get(pk=dossier.pk)
    answer = row.answers.filter(undone_at=None).first()
    return Then(
        row.applicant.name,
        row.business,
        answer.kind if answer else "",
        row.decided_at,
        row.due_at,
        row.requests,
        tuple(sorted(row.flags)),
    )


def days(n: int, hour: int = 9) -> datetime:
    return at(hour, day=FRIDAY + timedelta(days=n))


def test_every_moment_reads_later_as_it_read_then(ward: Ward, django_assert_max_num_queries: Any) -> None:
    edition = ward.procedure()
    one = ward.receive(edition)
    refused = services.refuse_intake(
        intake=ward.intake(edition, applicant=somebody("Lê Thị Nháp", "038079000222")),
        reason="không thuộc thẩm quyền", by=ward.counter, at=at(10),
    )  # fmt: skip
    seen: list[tuple[datetime, dict[int, Then]]] = []

    def look(moment: datetime) -> None:
        seen.append((moment + timedelta(minutes=1), {row.pk: now_of(row) for row in (one, refused)}))

    look(at(10))
    services.ask_completion(
        holding_id=opens(one)["tiep-nhan"].pk, reason="thiếu", by=ward.counter, at=days(0, 11)
    )
    look(days(0, 11))
    services.answer_completion(dossier_id=one.pk, by=ward.counter, at=days(3))
    look(days(3))
    services.correct(
        dossier_id=one.pk, reason="gõ nhầm tên", applicant=somebody("Nguyễn Văn Mẫu Mới"),
        by=ward.officer, at=days(3, 10),
    )  # fmt: skip
    look(days(3, 10))
    go(one, "tiep-nhan", "khong-thu", ward.counter, days(3, 14))
    look(days(3, 14))
    services.correct(
        dossier_id=one.pk, reason="gõ nhầm số", applicant=somebody("Trần Thị Thử", "038079000333"),
        by=ward.officer, at=days(3, 15),
    )  # fmt: skip
    look(days(3, 15))
    go(one, "tham-tra", "dat", ward.officer, days(4))
    go(one, "ky", "ky", ward.leader, days(4, 10))
    look(days(4, 10))
    services.reopen(dossier_id=one.pk, reason="sai năm sinh", by=ward.leader, at=days(5))
    look(days(5))
    # The same number under another name, in a later dossier: the register of the first keeps its own.
    ward.receive(edition, applicant=somebody("Trần Thị Thử Khác", "038079000333"), on=days(6))

    for moment, rows in seen:
        with django_assert_max_num_queries(9):
            entries = register_as_of(ward.viewer, ward.ward, FRIDAY, moment, FRIDAY)
        assert {
            each.dossier.pk: Then(
                each.name,
                each.business,
                each.answered_as,
                each.decided_at,
                each.due_at,
                each.requests,
                each.flags,
            )
            for each in entries
        } == rows, moment
    assert register_as_of(ward.viewer, ward.ward, FRIDAY, at(8), FRIDAY) == []
    assert register_as_of(ward.stranger, ward.ward, FRIDAY, days(9), FRIDAY) == []
    last = register_as_of(ward.viewer, ward.ward, FRIDAY, days(30), FRIDAY)[0]
    assert last.late and last.verdict == on_time.Verdict.OVERDUE
    assert last.shown().applicant.name == "Trần Thị Thử Khác"
    assert (
        register_as_of(ward.viewer, ward.ward, FRIDAY, days(4, 12), FRIDAY)[0].shown().decided_as == "grant"
    )


def test_what_is_written_down_later_is_not_in_the_register_of_before(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure(), on=days(3), received_at=at(9))
    assert dossier.received_day == FRIDAY
    assert register_as_of(ward.viewer, ward.ward, FRIDAY, days(0, 23), FRIDAY) == []
    (row,) = register_as_of(ward.viewer, ward.ward, FRIDAY, days(4), FRIDAY)
    assert row.flags == ("back-dated",)


def test_a_number_typed_wrong_does_not_stay_with_a_stranger(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure())
    wrong = dossier.applicant
    row = services.correct(
        dossier_id=dossier.pk, reason="gõ nhầm số", applicant=somebody(identity="038079000148"),
        by=ward.officer, at=at(10),
    )  # fmt: skip
    assert row.applicant_id != wrong.pk and row.applicant.identity() == "038079000148"
    wrong.refresh_from_db()
    assert (wrong.identity_closed, wrong.identity_index, wrong.contact_closed) == ("", "", "")
    line = ledger.story_of(dossier.ref)[0]
    assert line.deed == "dossiers.corrected" and NUMBER not in str(line.data) and "Mẫu" not in str(line.data)


def test_a_citizen_with_other_dossiers_keeps_the_number(ward: Ward) -> None:
    edition = ward.procedure()
    dossier = ward.receive(edition)
    other = ward.receive(edition, on=at(10))
    services.correct(
        dossier_id=dossier.pk, reason="gõ nhầm số", applicant=somebody("Lê Văn Tập", "038079000148"),
        by=ward.officer, at=at(11),
    )  # fmt: skip
    assert Citizen.objects.get(pk=other.applicant_id).identity() == NUMBER


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"applicant": somebody()}, "Không có gì khác"),
        ({"applicant": somebody(identity="12")}, "số định danh có 12 chữ số"),
        ({"case_name": "không có"}, "không có trường hợp"),
        ({"applicant": somebody("Lê Văn Tập"), "reason": " "}, "Ghi lý do"),
    ],
)
def test_what_cannot_be_put_right_is_said(ward: Ward, more: dict[str, Any], said: str) -> None:
    papers = [{"name": "Tờ khai", "originals": 1, "case_name": "Trẻ em"}] if "case_name" in more else None
    edition = ward.procedure(papers=papers) if papers else ward.procedure()
    dossier = ward.receive(edition, case_name="Trẻ em" if papers else "")
    with pytest.raises(services.WrongInput, match=said):
        services.correct(
            **{"dossier_id": dossier.pk, "reason": "nhầm", "by": ward.officer, "at": at(11), **more}
        )


def test_the_page_puts_right_without_showing_the_number_and_the_register_shows_the_day(ward: Ward) -> None:
    long_ago = timezone.localtime() - timedelta(days=10)
    dossier = ward.receive(ward.procedure(), on=long_ago)
    client = signed_in(ward.counter)
    url = f"/ho-so/{dossier.code}/dinh-chinh/"
    assert NUMBER not in client.get(url).content.decode()
    assert client.post(url, {"name": "Đỗ Văn Ví Dụ", "reason": ""}).status_code == 422
    assert client.post(url, {"name": "Đỗ Văn Ví Dụ", "reason": "gõ nhầm"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.applicant.name == "Đỗ Văn Ví Dụ" and dossier.applicant.identity() == NUMBER
    day = long_ago.strftime("%d/%m/%Y")
    old = client.get(f"/ho-so/so-theo-doi/?ngay={day}&tinh-den={day}").content.decode()
    assert "Nguyễn Văn Mẫu" in old and "Đỗ Văn Ví Dụ" not in old
    assert "Đỗ Văn Ví Dụ" in client.get(f"/ho-so/so-theo-doi/?ngay={day}").content.decode()
    wrong = client.get(f"/ho-so/so-theo-doi/?ngay={day}&tinh-den=01/01/2020").content.decode()
    assert "chưa có vào ngày" in wrong
    assert signed_in(ward.viewer, "x").post(url, {"name": "Sai", "reason": "sai"}).status_code == 403
