"""The counter: cards scanned, letters by post, numbers of those who wait."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dinh.dossiers import card_book, services
from dinh.dossiers.models import Dossier, QueueTicket
from dinh.dossiers.pages.queueing import key_of
from dinh.dossiers.rules.cards import NotACard
from dinh.dossiers.rules.queueing import Lane, Waiting, whose_turn
from dinh.dossiers.services import queueing

from .builders import Ward, at
from .test_pages import signed_in, typed

CARD = "038079000147|172345678|Nguyễn Văn Mẫu|15081979|Nam|Thôn Mẫu, Phường Ngọc Sơn, Thanh Hóa|01012022"


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


def test_a_card_is_read_and_what_is_none_is_refused() -> None:
    card = card_book.read(CARD)
    assert (card.identity, card.name, card.born) == ("038079000147", "Nguyễn Văn Mẫu", date(1979, 8, 15))
    assert not card.damaged and card_book.read(CARD + "|thêm|nữa") == card
    assert card_book.read(CARD.replace("Nguyễn", "Nguy?n")).damaged
    assert card_book.read(CARD.replace("15081979", "99999999")).born is None
    for wrong in ("", "https://mau.example", "123|a", "038079000147|chỉ hai"):
        with pytest.raises(NotACard):
            card_book.read(wrong)


@given(st.text(max_size=300))
def test_whatever_is_scanned_is_read_or_refused(text: str) -> None:
    try:
        assert card_book.read(text).identity.isdigit()
    except NotACard as refused:
        assert str(refused)


@pytest.mark.parametrize(
    ("waiting", "called", "turn"),
    [
        ([], "", None),
        ([(1, "usual"), (2, "first")], "", 2),
        ([(1, "usual"), (3, "first")], "F", 3),
        ([(1, "usual"), (4, "first")], "FF", 1),
        ([(4, "first")], "FF", 4),
        ([(1, "usual"), (4, "first")], "FFU", 4),
        ([(2, "usual"), (1, "usual")], "", 1),
    ],
)
def test_whose_turn_it_is(waiting: list[tuple[int, str]], called: str, turn: int | None) -> None:
    lanes = [Lane.FIRST if each == "F" else Lane.USUAL for each in called]
    found = whose_turn([Waiting(n, Lane(lane)) for n, lane in waiting], lanes, 2)
    assert (found.number if found else None) == turn


@given(st.lists(st.sampled_from(list(Lane)), max_size=30), st.integers(1, 4))
def test_everybody_is_called_once_and_nobody_usual_waits_for_ever(lanes: list[Lane], run: int) -> None:
    waiting = [Waiting(n, lane) for n, lane in enumerate(lanes)]
    called: list[Waiting] = []
    while (one := whose_turn(waiting, [each.lane for each in called], run)) is not None:
        waiting.remove(one)
        called.append(one)
    assert sorted(each.number for each in called) == list(range(len(lanes)))
    for n in range(len(called) - run):
        stretch = called[n : n + run + 1]
        if all(each.lane == Lane.FIRST for each in stretch):
            later = called[n + run :]
            assert all(each.lane == Lane.FIRST for each in later)


def test_numbers_follow_and_two_officers_call_two(ward: Ward) -> None:
    drawn = [queueing.draw(office_id=ward.desk.pk, lane=lane, at=at(8, n)) for n, lane in enumerate(("usual", "first", "usual"))]  # fmt: skip
    assert [row.shown for row in drawn] == ["A-001", "U-002", "A-003"]
    who = {"office_id": ward.desk.pk, "at": at(8, 30)}
    one = queueing.call_next(window="1", by=ward.counter, **who)
    two = queueing.call_next(window="2", by=ward.counter_too, **who)
    assert one and two and (one.shown, two.shown) == ("U-002", "A-001")
    assert queueing.call_again(ticket_id=one.pk, by=ward.counter, at=at(8, 31)).calls == 2
    queueing.end(ticket_id=one.pk, absent=True, by=ward.counter, at=at(8, 32))
    with pytest.raises(services.WrongState, match="không đang được gọi"):
        queueing.end(ticket_id=one.pk, absent=False, by=ward.counter, at=at(8, 33))
    three = queueing.call_next(window="2", by=ward.counter_too, **who)
    two.refresh_from_db()
    assert three and three.shown == "A-003" and two.state == "served"
    assert queueing.call_next(window="1", by=ward.counter, **who) is None
    with pytest.raises(services.NotAllowed):
        queueing.call_next(window="1", by=ward.stranger, **who)
    with pytest.raises(services.WrongInput, match="số quầy"):
        queueing.call_next(window=" ", by=ward.counter, **who)
    assert queueing.draw(office_id=ward.desk.pk, lane="usual", at=at(8) + timedelta(days=1)).number == 1


def test_whoever_comes_draws_at_the_door_is_called_and_their_dossier_is_bound(
    ward: Ward, edition: Any
) -> None:
    door, key = Client(), key_of(ward.desk.pk)
    url = f"/lay-so/{key}/"
    assert door.get(f"/lay-so/{key}x/").status_code == 404
    door.post(url, {"hang": "usual"})
    door.post(url, {"hang": "usual"})
    ticket = QueueTicket.objects.get()
    drawn = door.get(url).content.decode()
    assert "A-001" in drawn and "Anh, chị là người tiếp theo" in drawn
    desk = signed_in(ward.counter)
    assert "1 người đang chờ" in desk.get("/ho-so/quay/").content.decode()
    desk.post("/ho-so/quay/", {"viec": "goi", "quay": "3"})
    assert "Mời đến quầy 3" in door.get(url).content.decode()
    board = door.get(url + "bang/")
    assert "A-001" in board.content.decode() and board["Refresh"]
    assert f"so={ticket.pk}" in desk.get("/ho-so/quay/").content.decode()
    desk.post("/ho-so/nhan/?thu-tuc=1.004884", typed(edition, so=str(ticket.pk)))
    ticket.refresh_from_db()
    assert ticket.dossier == Dossier.objects.get()
    desk.post("/ho-so/quay/", {"viec": "xong", "so": ticket.pk, "quay": "3"})
    ticket.refresh_from_db()
    assert ticket.state == "served"
    assert signed_in(ward.viewer, "xem").get("/ho-so/quay/").status_code == 403


def test_a_scanned_card_fills_the_form_and_takes_nothing_in(ward: Ward, edition: Any) -> None:
    desk = signed_in(ward.counter)
    given = {"viec": "the", "card": CARD, "applicant_phone": "0912", "applicant_kind": "person"}
    page = desk.post("/ho-so/nhan/?thu-tuc=1.004884", given)
    text = page.content.decode()
    assert page.status_code == 200 and 'value="Nguyễn Văn Mẫu"' in text and 'value="038079000147"' in text
    assert 'value="0912"' in text and not Dossier.objects.exists()
    wrong = desk.post("/ho-so/nhan/?thu-tuc=1.004884", {**given, "card": "xyz"})
    assert wrong.status_code == 422 and "không phải của thẻ căn cước" in wrong.content.decode()
    garbled = desk.post("/ho-so/nhan/?thu-tuc=1.004884", {**given, "card": CARD.replace("Văn", "V?n")})
    assert garbled.status_code == 422 and "gõ lại theo thẻ" in garbled.content.decode()
    assert desk.post("/ho-so/nhan/?thu-tuc=1.004884", {**given, "card": ""}).status_code == 200


def test_a_letter_has_its_number_and_its_day(ward: Ward) -> None:
    edition = ward.procedure(ways=[("direct", 5, "working-day"), ("post", 5, "working-day")])
    dossier = ward.receive(
        edition, channel="post", post_code="ra 123-456-789 vn", posted_on=date(2026, 11, 18)
    )
    assert dossier.form["post"] == {"code": "RA123456789VN", "on": "2026-11-18"}
    with pytest.raises(services.WrongInput) as refused:
        ward.receive(edition, channel="post", post_code="!", posted_on=date(2026, 11, 21))
    assert [fault.field for fault in refused.value.faults] == ["post_code", "posted_on"]
