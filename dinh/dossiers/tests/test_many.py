"""The same deed on many steps at once: what is left is, field by field, what the single deeds leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from dinh.dossiers import services
from dinh.dossiers.models import Dossier, Holding
from dinh.dossiers.shapes import GivenPerson, StepGiven
from dinh.dossiers.simulate.compare import picture
from dinh.ground import services as ground
from dinh.ground.models import Delivery, LedgerLine, News
from dinh.ground.outbox.models import Letter

from .builders import Ward, at, go, opens, somebody

SPLITS = "2.001263"


class _Undone(Exception):
    pass


def left_by(deed: Callable[[], Any]) -> tuple[dict[str, Any], list[Any], Any]:
    """Every dossier field by field, what was announced to whom, and what the deed gave; nothing of it stays."""
    seen: list[Any] = []
    try:
        with transaction.atomic():
            last = News.objects.order_by("pk").values_list("pk", flat=True).last() or 0
            given = deed()
            told = News.objects.filter(pk__gt=last)
            heard = Delivery.objects.filter(news__in=told).values_list("news__name", "news__data", "listener")
            news = sorted(map(repr, [*told.values_list("name", "data", "at"), *heard]))
            seen = [picture(), news, given]
            assert ground.verify().ok
            raise _Undone
    except _Undone:
        return seen[0], seen[1], seen[2]


def singly(ward: Ward, given: list[StepGiven], by: Any) -> list[Any]:
    told: list[Any] = []
    for one in given:
        try:
            with transaction.atomic():
                services.step(
                    holding_id=one.holding_id, outcome=one.outcome, reason=one.reason, items=one.items,
                    seen=one.seen, by=by, at=at(11),
                )  # fmt: skip
            told.append(None)
        except services.REFUSALS as refused:
            told.append((type(refused), str(refused)))
    return told


def together(given: list[StepGiven], by: Any) -> list[Any]:
    told = services.step_many(steps=given, by=by, at=at(11))
    assert [one.holding_id for one in told] == [one.holding_id for one in given]
    return [None if one.ok else (type(one.refused), str(one.refused)) for one in told]


@pytest.fixture
def crowd(ward: Ward) -> dict[str, Dossier]:
    """Dossiers at all kinds of steps, each of another citizen."""
    plain, free, wide = ward.procedure(), ward.procedure("1.001193", fee=None), ward.procedure(SPLITS)
    found: dict[str, Dossier] = {}

    def come(name: str, edition: Any, *led: tuple[str, str]) -> None:
        minute = len(found)
        who = somebody(identity=f"0380790{minute:05d}")
        found[name] = ward.receive(edition, on=at(9, minute), applicant=who)
        for step, outcome in led:
            go(found[name], step, outcome, None, at(9, minute), reason="Ghi thử.", items=("Giấy tờ mẫu",))

    come("new", plain)
    come("to pay", plain)
    come("at work", plain, ("tiep-nhan", "khong-thu"))
    come("asks more", plain, ("tiep-nhan", "khong-thu"))
    come("was asked", plain, ("tiep-nhan", "khong-thu"), ("tham-tra", "thieu"))
    come("waits long", plain, ("tiep-nhan", "thieu"))
    come("to sign", plain, ("tiep-nhan", "khong-thu"), ("tham-tra", "dat"))
    come("to refuse", plain, ("tiep-nhan", "khong-thu"), ("tham-tra", "khong-dat"))
    come("handed on", plain, ("tiep-nhan", "khong-thu"))
    come("free refused", free, ("tiep-nhan", "khong-nhan"))
    come("free", free)
    come("signed", plain, ("tiep-nhan", "khong-thu"), ("tham-tra", "dat"), ("ky", "ky"))
    come("both opinions", wide, ("tiep-nhan", "khong-thu"), ("tham-tra", "lay-y-kien"), ("gui-y-kien", ""))
    row = opens(found["handed on"])["tham-tra"]
    services.hand_over(holding_id=row.pk, to_person_id=ward.colleague.person_id, by=ward.officer, at=at(10))
    return found


def steps(crowd: dict[str, Dossier]) -> list[StepGiven]:
    def one(name: str, key: str, outcome: str, **more: Any) -> StepGiven:
        return StepGiven(opens(crowd[name])[key].pk, outcome, **more)

    closed = Holding.objects.filter(dossier=crowd["signed"], closed_at__isnull=False).first()
    assert closed is not None
    return [
        one("new", "tiep-nhan", "khong-thu", seen=crowd["new"].version),
        one("to pay", "tiep-nhan", "du"),
        one("at work", "tham-tra", "dat", reason="Đủ điều kiện."),
        one("asks more", "tham-tra", "thieu", reason="Thiếu giấy.", items=("Bản sao", " ")),
        one("was asked", "cho-bo-sung", "da-bo-sung", reason="Đã mang đến."),
        one("waits long", "cho-bo-sung", "qua-han", reason="Quá hạn."),
        one("to sign", "ky", "ky"),
        one("to refuse", "ky-tu-choi", "ky", reason="Không đủ điều kiện."),
        one("handed on", "tham-tra", "dat"),
        one("free", "tiep-nhan", "khong-nhan"),  # without the reason that it needs
        one("signed", "tra-ket-qua", "da-tra"),
        StepGiven(closed.pk, "khong-thu"),
        StepGiven(10**9, "khong-thu"),
        one("both opinions", "y-kien-cong-an", "dong-y"),
        one("both opinions", "y-kien-nguoi-lien-quan", "khong-dong-y"),
    ]


@pytest.mark.parametrize("who", ["machine", "officer", "leader", "counter"])
def test_a_batch_leaves_field_by_field_what_the_steps_one_by_one_leave(
    ward: Ward, crowd: dict[str, Dossier], who: str
) -> None:
    by = None if who == "machine" else getattr(ward, who)
    given = steps(crowd)
    alone, alone_told, alone_said = left_by(lambda: singly(ward, given, by))
    all_at_once, told, said = left_by(lambda: together(given, by))
    assert said == alone_said
    assert told == alone_told
    for code, one in alone.items():
        for what, there in one.items():
            assert all_at_once[code][what] == there, (code, what)
    assert all_at_once == alone
    stored = said.count(None)
    assert stored == {"machine": 12, "officer": 4, "leader": 2, "counter": 5}[who], said


def test_who_saw_an_older_version_is_refused_and_the_others_are_stored(ward: Ward) -> None:
    edition = ward.procedure()
    dossiers = [
        ward.receive(edition, on=at(9, n), applicant=somebody(identity=f"0380790{n:05d}")) for n in range(3)
    ]
    ids = [opens(each)["tiep-nhan"].pk for each in dossiers]
    go(dossiers[1], "tiep-nhan", "du", ward.counter, at(9, 40))
    given = [StepGiven(pk, "du", seen=each.version) for pk, each in zip(ids, dossiers, strict=True)]
    told = services.step_many(steps=given, by=ward.counter, at=at(10))
    assert [one.ok for one in told] == [True, False, True]
    assert isinstance(told[1].refused, services.StaleDossier)
    assert {row.step.key for each in dossiers for row in opens(each).values()} == {"cho-nop-tien"}
    assert told[0].dossier is not None and told[0].dossier.version == dossiers[0].version + 1


@pytest.mark.parametrize(
    ("given", "said"),
    [([StepGiven(1)] * 2, "chỉ gửi một lần"), ([StepGiven(n) for n in range(1, 202)], "nhiều nhất 200")],
)
def test_what_no_batch_may_be(ward: Ward, given: list[StepGiven], said: str) -> None:
    with pytest.raises(services.WrongInput, match=said):
        services.step_many(steps=given, by=ward.counter, at=at(10))


def test_queries_do_not_grow_with_the_steps(
    ward: Ward, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.DINH_KNOWN_SECONDS = 60  # as in use: whose desk a step comes to is asked once
    edition = ward.procedure()
    ids = []
    for n in range(30):
        who = somebody(identity=f"0380790{n:05d}")
        ids.append(opens(ward.receive(edition, on=at(9, n), applicant=who))["tiep-nhan"].pk)
    given = [StepGiven(pk, "khong-thu") for pk in ids]
    # SQLite has no lists: rows that changed go one after another.
    written = 2 * 30 if connection.vendor == "sqlite" else 0
    with django_assert_max_num_queries(20 + written):
        told = services.step_many(steps=given, by=ward.counter, at=at(11))
    assert all(one.ok for one in told)
    lines = LedgerLine.objects.filter(deed="dossiers.stepped")
    assert lines.count() == 30 and ground.verify().ok


def test_taking_and_handing_over_many_is_as_one_by_one(ward: Ward) -> None:
    edition = ward.procedure()
    dossiers = [
        ward.receive(edition, on=at(9, n), applicant=somebody(identity=f"0380790{n:05d}")) for n in range(4)
    ]
    for each in dossiers[:3]:
        go(each, "tiep-nhan", "khong-thu", ward.counter, at(9, 30))
    rows = [next(iter(opens(each).values())) for each in dossiers]
    services.take(holding_id=rows[1].pk, by=ward.colleague, at=at(9, 40))
    given = [StepGiven(row.pk) for row in rows]

    def each_alone(deed: Callable[[int], Any]) -> list[bool]:
        done = []
        for row in rows:
            try:
                with transaction.atomic():
                    deed(row.pk)
                done.append(True)
            except services.REFUSALS:
                done.append(False)
        return done

    one = left_by(lambda: each_alone(lambda pk: services.take(holding_id=pk, by=ward.officer, at=at(10))))
    other = left_by(lambda: [told.ok for told in services.take_many(steps=given, by=ward.officer, at=at(10))])
    assert one == other and one[2] == [True, False, True, False]

    to: dict[str, Any] = {"to_person_id": ward.colleague.person_id, "reason": "Nghỉ phép."}
    one = left_by(
        lambda: each_alone(lambda pk: services.hand_over(holding_id=pk, by=ward.head, at=at(10), **to))
    )
    other = left_by(
        lambda: [told.ok for told in services.hand_over_many(steps=given, by=ward.head, at=at(10), **to)]
    )
    assert one == other and one[2] == [True, False, True, False]


@pytest.mark.django_db(transaction=True)
def test_the_citizens_are_told_of_a_batch_as_of_single_steps() -> None:
    ward = Ward()
    edition = ward.procedure()
    rows = []
    for n in range(3):
        who = GivenPerson("Nguyễn Văn Mẫu", identity=f"0380790{n:05d}", email=f"mau{n}@vidu.vn")
        dossier = ward.receive(edition, on=at(9, n), applicant=who)
        go(dossier, "tiep-nhan", "khong-thu", None, at(9, 30))
        go(dossier, "tham-tra", "dat", None, at(9, 40))
        rows.append(opens(dossier)["ky"])
    Letter.objects.all().delete()
    given = [StepGiven(row.pk, "ky") for row in rows]
    assert all(one.ok for one in services.step_many(steps=given[:2], by=ward.leader, at=at(11)))
    assert Delivery.objects.filter(state="waiting").count() == 2, "by the clock, not by whoever signs"
    ground.tell()
    services.step(holding_id=rows[2].pk, outcome="ky", by=ward.leader, at=at(11))
    assert not Delivery.objects.exclude(state="done").exists()
    told = list(Letter.objects.order_by("pk").values_list("channel", "subject", "about_id"))
    assert [(channel, about) for channel, _subject, about in told] == [
        ("email", str(row.dossier_id)) for row in rows
    ]
    assert all("đã có kết quả" in subject for _channel, subject, _about in told)
