"""The worksheet of 766: forty dossiers of a made month (October 2026), each with its trap, and what each counts for, by hand.

The last eight marks say, for 2.1, III, 3.6, 4.1, 4.2, 4.3, 4.4 and 4.5b: 1 in numerator and denominator, 0 in the denominator only,
- in neither. Days are of October unless the month stands behind them; no hour means 17:00 (9:00 for the receipt)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat

from dinh.catalog.models import ProcedureEdition, ResultKind
from dinh.dossiers.models import (
    CitizenAccount,
    CompletionRequest,
    Dossier,
    DossierPaper,
    Following,
    Result,
)
from dinh.dossiers.tests.builders import Ward, at
from dinh.till.models import Bill, Payment
from dinh.town.testing import HANOI
from dinh.voices.models import Rating

TABLE = """
 # kind nhan          hen         xong        tt kenh yc hoi  cho  kq   link tra gia     so kho dd che | 2.1 III 3.6 4.1 4.2 4.3 4.4 4.5b
 1 K    1             8           7           10 2    0  -    0    A1   1    1   10000   1  1   1  0   | 1   1   1   1   1   1   1   1
 2 K    1             8           8           9  2    0  -    0    A2   1    2   10000   1  0   1  0   | 1   1   1   1   1   0   1   1
 3 K    1             8           8_17:01     10 1    0  -    0    A3   1    0   10000   1  0   0  0   | 0   0   0   1   1   0   1   0
 4 K    2             9           12          10 2    0  -    0    A4   0    1   10000   1  0   1  0   | 0   0   1   0   0   0   0   1
 5 K    2             9           -           4  2    0  -    0    -    0    0   10000   0  0   1  0   | 0   0   0   0   0   0   0   1
 6 K    28            4/11        -           4  2    0  -    0    -    0    1   10000   1  1   0  0   | 1   0   1   0   0   1   1   0
 7 K    28            4/11        6/11        10 2    0  -    0    A7   1    1   10000   1  0   1  0   | 1   1   1   1   1   0   1   1
 8 K    20            27          3/11        10 1    0  -    0    A8   1    0   10000   1  0   0  0   | 0   0   0   1   1   0   1   0
 9 K    30            31          -           4  1    0  -    0    -    0    0   10000   0  0   0  0   | 0   0   0   0   0   0   0   0
10 K    5             12          14_16:00    10 2    1  6    2880 A10  1    1   10000   1  1   1  0   | 1   1   1   1   1   1   1   1
11 K    5             12          15_16:00    10 1    1  6    2880 A11  1    0   10000   1  0   0  0   | 0   0   0   1   1   0   1   0
12 K    5             12          9           10 2    2  6    1440 A12  1    1   10000   1  0   1  0   | 0   1   1   1   1   0   1   1
13 K    5             12          -           5  2    1  7    0    -    0    0   10000   1  0   1  0   | 1   0   0   0   0   0   0   1
14 K    5             12          -           5  1    2  7    0    -    0    0   10000   0  0   0  0   | 0   0   0   0   0   0   0   0
15 K    5             -           9           10 2    0  -    0    A15  1    1   10000   1  0   1  0   | 1   1   1   1   1   0   1   1
16 K    5             -           19          10 1    0  -    0    A16  1    0   10000   1  0   0  0   | 0   0   0   1   1   0   1   0
17 K    6             13          -           3  2    0  -    0    -    0    0   10000   0  0   1  0   | -   -   -   -   -   -   -   -
18 K    6             13          12          7  2    0  -    0    -    0    0   10000   0  0   1  0   | 1   0   0   0   0   0   0   1
19 K    6             13          14_10:00    8  1    0  -    0    -    0    0   10000   0  0   0  0   | 0   0   0   0   0   0   0   0
20 K    6             13          12          9  2    0  -    0    A20  1    1   0       1  0   1  0   | 1   1   -   1   1   0   1   1
21 K    6             13          12          10 1    0  -    0    A21  1    2   0+5000  1  0   0  0   | 1   0   1   1   1   0   1   0
22 K    6             13          12          10 2    0  -    0    A22  1    0   ?       1  0   1  0   | 1   1   0   1   1   0   1   1
23 P    6             13          12          10 2    0  -    0    -    0    0   -       1  0   1  0   | 1   1   -   -   0   0   0   1
24 P    6             13          12          10 1    0  -    0    -    0    0   -       0  0   0  0   | 1   0   -   -   0   0   0   0
25 P    6             13          12          9  2    0  -    0    B25  1    0   -       1  1   1  0   | 1   1   -   -   1   1   1   1
26 P    6             13          -           4  2    0  -    0    -    0    0   -       0  0   1  0   | 0   1   -   -   0   0   0   1
27 N    6             13          12          10 2    0  -    0    C27  1    0   -       1  0   1  0   | 1   -   -   1   1   0   1   1
28 N    6             13          12          10 1    0  -    0    -    0    0   -       0  0   0  0   | 1   -   -   0   0   0   0   0
29 N    6             13          12          10 3    0  -    0    C29  1    0   -       0  0   0  0   | 1   -   -   1   0   0   1   0
30 N    6             13          12          10 -    0  -    0    -    0    0   -       0  1   0  0   | 1   -   -   0   0   1   1   0
31 K    7             14          13          10 2    0  -    0    A31  1    1   10000   1  0   1  1   | 1   1   1   1   1   0   1   1
32 K    7             14          16          10 1    0  -    0    A32  1    0   10000   1  0   0  1   | 0   0   0   1   1   0   1   0
33 K    7             14          13          10 2    0  -    0    A33  1    1   10000   0  0   1  0   | 1   1   1   1   0   0   1   1
34 K    30/9_23:30    7           6           10 2    0  -    0    A34  1    1   10000   1  1   1  0   | -   -   -   -   -   -   -   -
35 K    1/11_0:00     8/11        -           4  2    0  -    0    -    0    1   10000   1  1   1  1   | -   -   -   -   -   -   -   -
36 K    31_23:59      6/11        -           2  1    0  -    0    -    0    0   10000   0  0   0  0   | 1   0   0   0   0   0   0   0
37 K    1_0:00        8           7           10 2    0  -    0    A37  1    1   10000   1  0   1  0   | 1   1   1   1   1   0   1   1
38 P    12            19          16          10 2    0  -    0    -    0    0   -       1  0   1  0   | 1   1   -   -   0   0   0   1
39 N    12            19          20          10 1    0  -    0    C39  1    0   -       1  0   0  0   | 0   -   -   1   1   0   1   0
40 K    12            19_day      19_day      10 1    0  -    0    A40  1    0   10000   1  0   0  0   | 1   0   0   1   1   0   1   0
"""
PARTS = ("2.1", "III", "3.6", "4.1", "4.2", "4.3", "4.4", "4.5b")
CODES = {"K": "1.004884", "P": "1.004873", "N": "1.000656"}
OPENED = date(2026, 8, 3)
"""When the first dossier of each procedure was received: before the month."""
LIMIT_OF_THE_5TH = datetime(2026, 10, 12, 17, 0, tzinfo=HANOI)
"""Five working days from Monday the 5th, where nobody promised a day: the procedure's limit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the worksheet."""

    said: dict[str, str]
    marks: dict[str, str]

    def moment(self, name: str, hour: str = "17:00") -> datetime | None:
        text = self.said[name]
        if text == "-":
            return None
        day, _sep, clock = text.partition("_")
        number, _sep, month = day.partition("/")
        at_ = hour if clock in ("", "day") else clock
        hours, minutes = at_.split(":")
        return datetime(2026, int(month or 10), int(number), int(hours), int(minutes), tzinfo=HANOI)

    def whole_day(self, name: str) -> bool:
        return self.said[name].endswith("_day")

    def number(self, name: str) -> int:
        return 0 if self.said[name] == "-" else int(self.said[name])

    def text(self, name: str) -> str:
        return "" if self.said[name] == "-" else self.said[name]

    @property
    def received(self) -> datetime:
        found = self.moment("nhan", "9:00")
        assert found is not None
        return found

    @property
    def prices(self) -> list[int | None] | None:
        text = self.said["gia"]
        if text == "-":
            return None
        return [None if each == "?" else int(each) for each in text.split("+")]


def rows() -> list[Row]:
    """The worksheet, line by line."""
    head, *lines = [line for line in TABLE.strip("\n").splitlines() if line.strip()]
    names = head.split("|")[0].split()
    made = []
    for line in lines:
        said, marks = line.split("|")
        made.append(
            Row(
                dict(zip(names, said.split(), strict=True)),
                dict(zip(PARTS, marks.split(), strict=True)),
            )
        )
    return made


def procedures(ward: Ward) -> dict[str, ProcedureEdition]:
    """K: on line to the end, gives a paper, has a fee; P: on line to the end, no paper, no fee; N: not on line, gives a paper."""
    graph = None
    made = {}
    for kind, code in CODES.items():
        edition = ward.procedure(
            code, name=f"Thủ tục {kind}", fee=10_000 if kind == "K" else None, graph=graph or _graph()
        )
        ProcedureEdition.objects.filter(pk=edition.pk).update(online="info" if kind == "N" else "full")
        if kind != "P":
            ResultKind.objects.create(edition=edition, code="giay", name="Giấy", paper=True)
        edition.refresh_from_db()
        made[kind] = edition
    return made


def _graph() -> Any:
    from dinh.catalog import process_book

    return next(each.graph for each in process_book.processes() if each.code == "1.004884")


# ---------------------------------------------------------------- as a file of another system


def as_csv(unit: str) -> bytes:
    """The worksheet as the export of another system, under the portal's names of fields."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "MaHoSo",
            "MaTTHC",
            "NgayTiepNhan",
            "NgayHenTra",
            "NgayKetThucXuLy",
            "TrangThai",
            "KenhThucHien",
            "SoLanYeuCauBoSung",
            "NgayYeuCauBoSung",
            "SoPhutDungTinh",
            "MaKetQua",
            "DuongDanTepTinKetQua",
            "DuocThanhToanTrucTuyen",
            "DanhSachLePhi",
            "HoSoCoThanhPhanSoHoa",
            "TaiLieuNop",
            "TaiKhoanDuocXacThucVoiVNeID",
            "KhongHaiLong",
            "DonViXuLy",
        ]
    )
    for row in rows():
        papers = [{"DuocSoHoa": row.number("so"), "DuocLayTuKhoDMQG": row.number("kho")}]
        prices = row.prices
        writer.writerow(
            [
                f"H56-26-{int(row.said['#']):04d}",
                CODES[row.said["kind"]],
                _told(row, "nhan", "9:00"),
                _told(row, "hen"),
                _told(row, "xong"),
                row.said["tt"],
                row.text("kenh"),
                row.said["yc"],
                _told(row, "hoi", "9:00"),
                row.said["cho"],
                row.text("kq"),
                f"https://kq.example.vn/{row.said['#']}.pdf" if row.number("link") else "",
                row.said["tra"],
                "" if prices is None else json.dumps([{"Gia": each} for each in prices]),
                row.said["so"],
                json.dumps(papers),
                row.said["dd"],
                row.said["che"],
                unit,
            ]
        )
    return out.getvalue().encode()


def _told(row: Row, name: str, hour: str = "17:00") -> str:
    moment = row.moment(name, hour)
    if moment is None:
        return ""
    return moment.strftime("%d/%m/%Y" if row.whole_day(name) else "%d/%m/%Y %H:%M:%S")


# ---------------------------------------------------------------- as dossiers of our own

BUSINESS = {2: "received", 3: "refused", 4: "in-process", 5: "waits-citizen", 7: "withdrawn", 8: "stopped", 9: "decided", 10: "decided"}  # fmt: skip


def as_own(ward: Ward) -> None:
    """The worksheet as dossiers kept here, laid into the tables as their deeds would have left them."""
    editions = procedures(ward)
    account = CitizenAccount.objects.create(
        name="Nguyễn Văn Mẫu", provider="thu", subject_index="1", proven_at=at(8), opened_at=at(8)
    )
    made = {
        kind: ward.receive(edition, channel="direct", on=at(8, day=OPENED))
        for kind, edition in editions.items()
    }
    for row in rows():
        _lay(row, _like(made[row.said["kind"]], row), account, ward)
    for first in made.values():
        DossierPaper.objects.filter(dossier=first).delete()
        Dossier.objects.filter(pk=first.pk).update(received_at=at(8, day=OPENED))


def _like(first: Dossier, row: Row) -> Dossier:
    """Another dossier of the same procedure, received as the line says."""
    given = {
        field.attname: getattr(first, field.attname)
        for field in Dossier._meta.fields
        if not field.primary_key
    }
    number = f"H56.M-{int(row.said['#']):04d}"
    received = row.received
    given |= {
        "code": number, "code_key": number.lower(), "request_key": None, "received_at": received, "written_at": received,
        "received_day": received.date(), "moved_at": received,
    }  # fmt: skip
    made = Dossier.objects.create(**given)
    papers = DossierPaper.objects.filter(dossier=first)
    DossierPaper.objects.bulk_create(
        [DossierPaper(dossier=made, name=each.name, copies=1, at=received) for each in papers]
    )
    return made


def _lay(row: Row, dossier: Dossier, account: CitizenAccount, ward: Ward) -> None:
    hen, ended = row.moment("hen"), row.moment("xong")
    if row.whole_day("hen"):
        assert hen is not None and ended is not None
        hen, ended = hen.replace(hour=23, minute=59), ended.replace(hour=15)
    waited = timedelta(minutes=row.number("cho"))
    due = (hen or LIMIT_OF_THE_5TH) + waited
    status, requests = row.number("tt"), row.number("yc")
    waits = status == 5
    prices = row.prices
    fee = 0 if prices is None else None if None in prices else sum(each or 0 for each in prices)
    Dossier.objects.filter(pk=dossier.pk).update(
        channel={1: "direct", 2: "online", 3: "post", 0: "direct"}[row.number("kenh")],
        business=BUSINESS[status],
        delivery="delivered" if status == 10 else "ready" if status == 9 else "none",
        promised_at=hen,
        due_at=None if waits else due,
        decided_at=ended,
        decided_as="grant" if status in (9, 10) else "",
        late=None if ended is None else requests > 1 or ended > due,
        requests=requests,
        fee=fee,
        fee_lines=[{"words": "Lệ phí", "amount": each} for each in prices or ()],
    )
    DossierPaper.objects.filter(dossier=dossier).update(digitised=False, reused=False)
    first = DossierPaper.objects.filter(dossier=dossier).order_by("pk").first()
    assert first is not None
    DossierPaper.objects.filter(pk=first.pk).update(
        digitised=bool(row.number("so")), reused=bool(row.number("kho"))
    )
    for number in range(1, requests + 1):
        asked = row.moment("hoi", "9:00")
        assert asked is not None
        last = number == requests
        CompletionRequest.objects.create(
            dossier=dossier, number=number, reason="thiếu", at=asked + timedelta(minutes=number - 1),
            answered_at=None if waits and last else asked + waited + timedelta(hours=1),
        )  # fmt: skip
    if row.text("kq"):
        # What was not issued has a number and no file to take away.
        issued = bool(row.number("link"))
        Result.objects.create(
            dossier=dossier, kind="giay", name="Giấy", unit=ward.ward, citizen=dossier.applicant,
            state="issued" if issued else "draft", symbol=row.said["kq"], sha256="a" * 64 if issued else "", made_at=at(8),
            issued_at=at(8) if issued else None,
        )  # fmt: skip
    if row.number("tra"):
        _pay(row, dossier, ward)
    if row.number("dd"):
        Following.objects.create(
            account=account,
            dossier=dossier,
            how="sent",
            received_at=dossier.received_at,
            since=dossier.received_at,
        )
    if row.number("che"):
        Rating.objects.create(dossier=dossier, unit=ward.ward, stars=1, at=at(9))


def _pay(row: Row, dossier: Dossier, ward: Ward) -> None:
    bill = Bill.objects.filter(about_kind="dossier", about_id=str(dossier.pk)).first() or Bill.objects.create(
        code=f"PT{dossier.pk}", secret="x", about_kind="dossier", about_id=str(dossier.pk), title="phí", unit=ward.ward,
        payer="Nguyễn Văn Mẫu", amount=10_000, at=at(8),
    )  # fmt: skip
    Bill.objects.filter(pk=bill.pk).update(paid_at=at(9))
    Payment.objects.create(
        bill=bill, unit=ward.ward, channel="portal" if row.number("tra") == 1 else "bank", amount=10_000, paid_at=at(9),
        counted_on=at(9).date(), at=at(9),
    )  # fmt: skip


def forget_own_codes() -> None:
    """So that a file of the same codes is another system's."""
    Dossier.objects.update(code_key=Concat(Value("x"), F("code_key")))
