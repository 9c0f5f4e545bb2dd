"""Announcements: stored with the deed, told after commit, once for each listener, again after a failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from dinh.ground import queries, services
from dinh.ground.models import Delivery, LedgerLine, News
from dinh.ground.services import news
from dinh.ground.shapes import Announcement, Ref

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LampLit(Announcement):
    room: str
    watts: int
    hours: tuple[int, ...] = ()


@dataclass(frozen=True)
class LampOut(Announcement):
    room: str


@pytest.fixture
def heard():
    """Two listeners whose hearing can be watched, and made to fail."""
    log: dict[str, list] = {"a": [], "b": []}
    log["fail"] = []

    def listener(name):
        def hear(announcement):
            services.write(deed="tests.heard", about=Ref("listener", name), by=None, at=NINE)
            if name in log["fail"]:
                raise RuntimeError("đèn hỏng")
            log[name].append(announcement)

        return hear

    for name in ("a", "b"):
        services.listen(LampLit, name=f"tests.{name}")(listener(name))
    yield log
    for name in ("tests.a", "tests.b", "tests.again", "tests.out"):
        services.stop_listening(name)


@pytest.mark.django_db(transaction=True)
def test_every_listener_hears_it_after_commit_and_not_before(heard):
    with transaction.atomic():
        services.announce(LampLit("bếp", 40, (18, 22)))
        assert heard["a"] == []
    assert heard["a"] == heard["b"] == [LampLit("bếp", 40, (18, 22))]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_a_deed_rolled_back_announces_nothing(heard):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.announce(LampLit("bếp", 40))
        raise RuntimeError
    assert heard["a"] == []
    assert not News.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failing_listener_disturbs_neither_the_deed_nor_the_other_and_is_told_again(heard):
    heard["fail"].append("a")
    services.announce(LampLit("bếp", 40))
    row = Delivery.objects.get(listener="tests.a")
    assert (row.state, row.tries) == ("failed", 1)
    assert "đèn hỏng" in row.error
    assert heard["b"] == [LampLit("bếp", 40)]
    assert [line.about.id for line in LedgerLine.objects.all()] == ["b"], (
        "what the failed one wrote is undone"
    )

    assert services.tell() == (0, 0), "not due yet"
    assert services.tell(now=row.next_try) == (0, 1)
    heard["fail"].clear()
    assert services.tell(now=LATER) == (1, 0)
    assert services.tell(now=LATER, everything=True) == (0, 0), "heard once, never again"
    assert heard["a"] == [LampLit("bếp", 40)]
    row.refresh_from_db()
    assert (row.state, row.tries, row.error) == ("done", 3, "")


@pytest.mark.django_db
def test_what_was_stored_but_never_told_is_told_by_the_next_round(heard):
    services.announce(LampLit("bếp", 40))  # on_commit does not come inside this test: as after a crash
    assert heard["a"] == []
    assert services.tell(everything=True) == (2, 0)
    assert heard["a"] == [LampLit("bếp", 40)]
    assert heard["b"] == [LampLit("bếp", 40)]


@pytest.mark.django_db
def test_a_listener_that_always_fails_is_given_up_in_the_end(heard):
    heard["fail"].append("a")
    services.announce(LampLit("bếp", 40))
    for _round in range(20):
        services.tell(everything=True)
    assert Delivery.objects.get(listener="tests.a").tries == news.MOST_TRIES
    assert queries.untold() == {"given_up": 1}


@pytest.mark.django_db(transaction=True)
def test_a_listener_may_announce_in_its_turn(heard):
    out = []
    services.listen(LampLit, name="tests.again")(lambda lit: services.announce(LampOut(lit.room)))
    services.listen(LampOut, name="tests.out")(out.append)
    services.announce(LampLit("bếp", 40))
    assert out == [LampOut("bếp")]


@pytest.mark.django_db
def test_news_without_a_listener_is_still_kept():
    services.announce(LampOut("bếp"), at=NINE)
    stored = News.objects.get()
    assert (stored.name, stored.data, stored.at) == ("ground.LampOut", {"room": "bếp"}, NINE)
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_listener_that_is_gone_leaves_its_news_waiting(heard):
    services.announce(LampLit("bếp", 40))
    services.stop_listening("tests.a")
    services.tell(everything=True)
    assert queries.untold() == {"waiting": 1}


def test_an_older_announcement_with_a_field_no_longer_known_is_understood():
    stored = {"room": "bếp", "watts": 40, "colour": "vàng", "hours": [1, 2]}
    assert news.rebuild(LampLit, stored) == LampLit("bếp", 40, (1, 2))


def test_two_listeners_may_not_share_a_name(heard):
    with pytest.raises(ValueError, match="two listeners"):
        services.listen(LampOut, name="tests.a")(print)


def test_waiting_grows_and_ends_at_six_hours():
    waits = [news.wait_after(tries) for tries in range(1, 12)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


@pytest.mark.django_db
def test_old_news_that_all_have_heard_is_forgotten(heard):
    services.announce(LampLit("bếp", 40), at=NINE - timedelta(days=91))
    services.tell(everything=True)
    heard["fail"].append("a")
    services.announce(LampLit("sân", 40), at=NINE - timedelta(days=91))
    services.tell(everything=True)
    services.announce(LampOut("bếp"), at=NINE - timedelta(days=89))
    news.forget_old_news(NINE)
    assert [kept.data["room"] for kept in News.objects.order_by("pk")] == ["sân", "bếp"]


@pytest.mark.django_db(transaction=True)
def test_a_listener_says_what_is_nothing_to_it_and_nothing_is_stored_for_it(heard):
    out: list[LampOut] = []
    services.listen(LampOut, name="tests.out", when=lambda lamp: lamp.room != "kho")(out.append)
    services.announce(LampOut("kho"))
    assert not out and not Delivery.objects.exists() and News.objects.count() == 1
    services.announce(LampOut("bếp"))
    services.announce_many([LampOut("kho"), LampOut("sân")])
    assert [lamp.room for lamp in out] == ["bếp", "sân"] and Delivery.objects.count() == 2
    services.announce_many([LampOut("hiên"), LampOut("ngõ")], at=[NINE, LATER], by_the_clock=True)
    assert len(out) == 2 and list(News.objects.order_by("-pk").values_list("at", flat=True)[:2]) == [
        LATER,
        NINE,
    ]
    services.tell()
    assert [lamp.room for lamp in out[2:]] == ["hiên", "ngõ"]
