"""A year of dossiers of the pretend ward, made-up people, every state, some late, most paid: through services alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone

from dinh.catalog import queries as catalog
from dinh.catalog.models import Procedure
from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.catalog.services import load_edition
from dinh.catalog.services import offer as offer_procedures
from dinh.catalog.services.process_book import load_processes
from dinh.ground import calendar
from dinh.till import services as till
from dinh.till.models import Bill
from dinh.till.rules import signing
from dinh.town import demo as town_demo
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Account, Office, Unit
from dinh.town.shapes import Actor

from . import demo_citizens, demo_heir, demo_later, demo_neighbour, demo_online, demo_results, services
from .models import Dossier, Holding
from .services import apologising, fees, queueing
from .shapes import GivenPaper, GivenPerson, Intake

WARD = "16576"
KEEPER = "38"
_SIZES = {"small": 240, "full": 240, "medium": 600, "large": 2_400}
_YEAR = 250
"""Working days over which they are spread."""
_NEW, _LATELY = 0.5, 42
"""This share of them lies in the last so many working days."""
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
_GIVEN = (
    "Văn Mẫu",
    "Thị Thử",
    "Văn Ví Dụ",
    "Thị Minh Họa",
    "Văn Thí Dụ",
    "Thị Giả Định",
    "Văn Tập",
    "Thị Nháp",
)
_BACK = (
    ("hotich.ngocson", "Trịnh Văn Minh Họa", "Công chức tư pháp - hộ tịch", "van-phong"),
    ("quay2.ngocson", "Hoàng Thị Ví Dụ", "Công chức Trung tâm", "trung-tam-hanh-chinh-cong"),
)


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


Say = Callable[[str], None]


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """Some hundreds of dossiers in all states. Running it again adds nothing."""
    if not settings.DINH_DEMO:
        raise RuntimeError("Không dựng hồ sơ mẫu ở đây: DINH_DEMO đang tắt.")
    if Dossier.objects.exists():
        say("Hồ sơ mẫu: đã có")
        return
    ward = town_queries.unit_by_code(WARD, clock.today)
    if ward is None:
        return
    _people(ward, clock)
    editions = _editions(ward, clock)
    if not editions:
        say("Hồ sơ mẫu: danh mục chưa có thủ tục, bỏ qua")
        return
    made = _Town(ward, clock, random.Random(seed), editions)  # noqa: S311 made-up data
    demo_results.lay_keys(ward, made.leader, clock.at(clock.today - timedelta(days=500), 8))
    demo_heir.furnish(town=made)
    count = _SIZES.get(size, 36)
    for number in range(count):
        made.one(number, count)
    made.today()
    demo_results.furnish(ward=ward, officer=made.back, leader=made.leader, clock=clock, say=say)
    demo_online.furnish(ward=ward, clock=clock)
    demo_citizens.furnish(clock=clock)
    demo_neighbour.furnish(clock=clock)
    demo_later.furnish(town=made, intake=made._intake, say=say)
    say(
        f"Hồ sơ mẫu: {Dossier.objects.count()} hồ sơ, {Dossier.objects.filter(closed_at=None).count()} đang giải quyết"
    )


def _people(ward: Unit, clock: Clock) -> None:
    since = town_demo.START
    for username, name, title, kind in _BACK:
        if Account.objects.filter(username=username).exists():
            continue
        office = Office.objects.alive_on(since).get(unit=ward, kind=kind)
        at = clock.at(since, 10)
        person = town.register_person(name=name, unit=ward, email=f"{username}@mau.example", by=None, at=at)
        town.appoint(person=person, unit=ward, office=office, title=title, since=since, by=None, at=at)
        town.give_mandate(
            person=person, role="officer", unit=ward, office=office, since=since,
            basis="Quyết định mẫu số 01/QĐ-UBND", by=None, at=at,
        )  # fmt: skip
        town.open_account(
            person=person,
            username=username,
            password=town_demo.DEMO_PASSWORD,
            must_change=False,
            by=None,
            at=at,
        )


def _editions(ward: Unit, clock: Clock) -> list[Any]:
    """The procedures that the ward offers and that have a process; laid here when the catalogue's own part has not."""
    at = clock.at(town_demo.START, 11)
    keeper = town_queries.unit_by_code(KEEPER, clock.today)
    if keeper is not None and not Procedure.objects.exists():
        load_edition(keeper=keeper, by=None, at=at)
        load_processes(at=at)
    offers = catalog.offers_in(ward, clock.today)
    if not offers:
        for code in Procedure.objects.order_by("code").values_list("code", flat=True):
            _offer(ward, code, at)
        offers = catalog.offers_in(ward, clock.today)
    found = []
    for each in offers:
        edition = catalog.edition_on(each.procedure.code, clock.today)
        if edition and process_queries.process_on(each.procedure.code, clock.today, ward.path):
            found.append(edition)
    return found


def _offer(ward: Unit, code: str, at: datetime) -> None:
    office = Office.objects.alive_on(at.date()).filter(unit=ward, kind="van-phong").first()
    offer_procedures(unit=ward, codes=[code], since=at.date(), office=office, by=None, at=at)


def _in_hours(at: datetime) -> datetime:
    """That moment, or the next working morning when nobody is at work then."""
    here, working = timezone.localtime(at), calendar.for_country()
    if working.is_working(here.date()) and time(7, 30) <= here.time() <= time(17, 25):
        return at
    early = here.time() < time(7, 30) and working.is_working(here.date())
    day = here.date() if early else working.add_working_days(here.date(), 1)
    return here.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=here.minute)


class _Town:
    """Who does what in the pretend ward."""

    def __init__(self, ward: Unit, clock: Clock, chance: random.Random, editions: list[Any]) -> None:
        self.ward, self.clock, self.chance, self.editions = ward, clock, chance, editions
        self.habits = random.Random(chance.random())  # noqa: S311 who hands in on line, what is signed
        self.desk = Office.objects.alive_on(clock.today).get(unit=ward, kind="trung-tam-hanh-chinh-cong")
        at = clock.at(clock.today, 8)
        self.counter: Actor = town_demo.actor("motcua.ngocson", at)
        self.back: Actor = town_demo.actor("hotich.ngocson", at)
        self.leader: Actor = town_demo.actor("chutich.ngocson", at)
        self.cashier: Actor = town_demo.actor("thungan.ngocson", at)

    def one(self, number: int, count: int) -> None:
        """One dossier, received some working days ago, and led as far as its lot says."""
        share = (count - number) / count
        if share < _NEW:
            back = int(share / _NEW * _LATELY)
        else:
            back = int(_LATELY + (share - _NEW) / (1 - _NEW) * (_YEAR - _LATELY))
        day = calendar.for_country().add_working_days(self.clock.today, -back - 1)
        while not calendar.for_country().is_working(day):
            day -= timedelta(days=1)
        at = self.clock.at(day, self.chance.choice((8, 9, 10, 14, 15))) + timedelta(minutes=number % 50)
        edition = self.editions[self.chance.randrange(len(self.editions))]
        old = back > 25
        grown = number / count
        intake = self._intake(edition, number, at)
        if number % 12 == 11:
            services.refuse_intake(
                intake=intake, reason="Yêu cầu thuộc thẩm quyền của cơ quan khác.", by=self.counter, at=at
            )
            return
        if intake.channel == "direct" and self.habits.random() < 0.5 + 0.3 * grown:
            intake = demo_online.on_line(intake, edition, at) or intake
        if intake.channel == "online":
            dossier = demo_online.hand_in(intake, with_account=self.habits.random() < 0.85, at=at)
        else:
            dossier = services.receive(intake=intake, by=self.counter, at=at)
        lot = number % 5 if old and number % 40 else number % 9
        if lot == 8:
            reason = "Người nộp có đơn xin rút."
            services.withdraw(
                dossier_id=dossier.pk, reason=reason, by=self.counter, at=at + timedelta(hours=3)
            )
            return
        if lot == 7:
            row = Holding.objects.filter(dossier=dossier, closed_at=None).exclude(role="").first()
            if row is not None:
                self._by_whoever_may(
                    services.ask_completion,
                    holding_id=row.pk,
                    items=["Bản chính giấy tờ đã nộp bản chụp"],
                    reason="Bản chụp mờ, không đối chiếu được.",
                    at=at + timedelta(minutes=40),
                )
            return
        slow = timedelta(hours=60 if lot > 4 or number % 17 == 3 else 2)
        moves = {5: 2, 6: 1}.get(lot, 14 if back > 3 else 3)
        if lot == 3 and back <= 8:
            moves = 2  # on the leader's desk
        self._lead(dossier, at, moves=moves, pace=slow, signed=self.habits.random() < 0.3 + 0.5 * grown)

    def _lead(self, dossier: Dossier, at: datetime, *, moves: int, pace: timedelta, signed: bool) -> None:
        """Along the usual way; with `signed`, what is granted is signed as a file and lies in its citizen's store."""
        graph = process_queries.graph_of(dossier.process_id)
        end = self.clock.at(self.clock.today, 16)
        for _n in range(moves):
            row = (
                Holding.objects.filter(dossier=dossier, closed_at=None)
                .exclude(role="")
                .select_related("step", "unit")
                .first()
            )
            at = _in_hours(at + pace)
            if row is None or at > end:
                return
            if row.step.kind == "wait-money" and self._pay(dossier, at):
                continue
            way = process.outcomes(graph, row.step.key)[0]
            if (
                signed
                and way.effect == "grant"
                and demo_results.signed(row, self.back, self.leader, way.outcome, at)
            ):
                continue
            outcome = way.outcome
            self._by_whoever_may(services.step, holding_id=row.pk, outcome=outcome, at=at)

    def _pay(self, dossier: Dossier, at: datetime) -> bool:
        """Paid in cash or by transfer, turn about; the wait ends by the news of it. A fee nobody knows is said first."""
        bill = fees.bill_for(dossier)
        if bill is None:
            dossier = services.set_fee(
                dossier_id=dossier.pk,
                amount=20_000,
                reason="Nghị quyết mẫu số 02/NQ-HĐND",
                by=self.leader,
                at=at,
            )
            bill = fees.bill_for(dossier)
        if bill is None or not bill.owed:
            return bill is not None
        by_bank = bill.pk % 8 if dossier.channel == "online" else bill.pk % 3 == 0
        if by_bank and bill.account is not None:
            self._transfer(bill, at)
        else:
            till.take_cash(bill_id=bill.pk, amount=bill.owed, by=self.cashier, at=at)
        return True

    def _transfer(self, bill: Bill, at: datetime) -> None:
        """The pretend bank tells of a transfer, signed with its key."""
        account = bill.account
        assert account is not None
        key = account.keys.filter(until=None).order_by("pk").values_list("key_id", flat=True)[0]
        told = {
            "ref": f"FT{bill.pk:010d}",
            "account": account.number,
            "amount": bill.owed,
            "content": f"{bill.code} nop phi",
            "at": at.isoformat(),
        }
        raw, stamp = json.dumps(told).encode(), str(int(at.timestamp()))
        slug, signature = f"{account.bin}-{account.number}", signing.sign(till.secret_of(key), stamp, raw)
        till.hear_notice(slug=slug, raw=raw, key_id=key, timestamp=stamp, signature=signature, at=at)

    def today(self) -> None:
        """What the clock does by itself, and a few who wait at the counter."""
        at = self.clock.at(self.clock.today, 15)
        services.escalate(at=at)
        apologising.prepare(at=at)
        for number in range(6):
            drawn = self.clock.at(self.clock.today, 14) + timedelta(minutes=number * 4)
            queueing.draw(office_id=self.desk.pk, lane="first" if number == 3 else "usual", at=drawn)

    def _by_whoever_may(self, deed: Callable[..., object], **given: Any) -> None:
        """The first of the ward's people who may do it; what no made-up person does, the machine does."""
        for who in (self.counter, self.back, self.leader, None):
            try:
                deed(by=who, **given)
            except services.NotAllowed:
                continue
            return

    def _intake(self, edition: Any, number: int, at: datetime | None = None) -> Intake:
        """All that is handed in. Who has a result in their store that serves for a paper comes first, and uses it."""
        papers = list(edition.papers.all())
        cases = [paper.case_name for paper in papers if paper.case_name]
        case = cases[0] if cases else ""
        who = number % 150  # many come again within a year
        name = f"{_FAMILY[who % len(_FAMILY)]} {_GIVEN[(who // 3) % len(_GIVEN)]}"
        person = GivenPerson(name=name, identity=f"038{who:09d}", phone=f"09000{who:05d}")
        asked = [paper for paper in papers if paper.case_name in ("", case)]
        stored = demo_results.stored_for(asked, at) if at else None
        if stored is not None:
            person = GivenPerson(name=stored[1].citizen.name, identity=stored[1].citizen.identity())
        made = Intake(
            procedure_code=edition.procedure.code,
            unit_id=self.ward.pk,
            office_id=self.desk.pk,
            applicant=person,
            case_name=case,
            papers=tuple(
                GivenPaper(paper.pk, name=stored[1].name, stored_id=stored[1].pk)
                if stored is not None and stored[0] == paper
                else GivenPaper(
                    paper.pk,
                    originals=paper.originals or (0 if paper.copies else 1),
                    copies=paper.copies,
                    file=b"%PDF-1.4\n% ban quet mau\n" if number % 2 else None,
                    file_name="ban-quet.pdf",
                )
                for paper in asked
            ),
            copies=1 + number % 3,
            pages=1 + number % 4,
            request_key=f"demo-{number}",
        )
        return replace(made, channel="post") if number % 10 == 4 else made
