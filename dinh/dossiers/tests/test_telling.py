"""What citizens are told, by which way, once; and that no number or address lies open beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from dinh.dossiers import messengers, services
from dinh.dossiers.models import Citizen, Reach
from dinh.dossiers.services import accounts, following
from dinh.dossiers.shapes import GivenPerson
from dinh.ground import services as ground
from dinh.ground.outbox import services as outbox
from dinh.ground.outbox.models import Letter
from dinh.ground.outbox.shapes import Ended, Leaving, Outcome

from .builders import Ward, go, somebody
from .test_citizen_pages import MINE, account, asked, by_secret, page, recently

MAIL = "mau@mau.example"


def with_mail() -> GivenPerson:
    return GivenPerson(name="Nguyễn Văn Mẫu", identity=MINE, email=MAIL)


def told(what: str = "") -> list[tuple[str, str]]:
    ground.tell(everything=True)
    rows = Letter.objects.filter(subject__contains=what, about_kind="dossier").order_by("pk")
    return [(row.channel, row.subject) for row in rows]


def test_who_is_asked_for_more_is_told_what_is_missing_once_and_without_secrets(ward: Ward) -> None:
    dossier = asked(ward, ward.procedure(), applicant=with_mail())
    assert told() == told() == [("email", f"Hồ sơ {dossier.code} cần bổ sung")]
    letter = Letter.objects.get(about_kind="dossier")
    assert "Bản sao rõ của giấy khai sinh cũ" in letter.text and "Bản chụp mờ." in letter.text
    secret = following.secret_of(dossier)
    kept = str(Letter.objects.filter(pk=letter.pk).values())
    assert (
        MAIL not in kept and MINE not in kept and secret not in kept and secret.replace("-", "") not in kept
    )

    before = set((Path(settings.DINH_HOME) / "mail").glob("*"))
    assert outbox.deliver() == {"sent": 1}
    (file,) = set((Path(settings.DINH_HOME) / "mail").glob("*")) - before
    assert f"To: {MAIL}" in file.read_text()
    letter.refresh_from_db()
    assert letter.address == "" and letter.state == "sent"
    assert "Tin đã báo" in by_secret(dossier).get(page(dossier)).content.decode()


def test_the_counters_paper_is_not_told_again_and_the_answer_is(ward: Ward) -> None:
    dossier = recently(ward, ward.procedure(), applicant=with_mail())
    assert told() == []
    services.stop(dossier_id=dossier.pk, reason="Đã có giấy khai sinh.", by=ward.leader, at=timezone.now())
    assert told() == [("email", f"Hồ sơ {dossier.code} đã dừng giải quyết")]
    assert "Đã có giấy khai sinh." in Letter.objects.get(about_kind="dossier").text


def test_a_result_is_told_by_the_channels_the_account_wants_each_address_once(ward: Ward) -> None:
    dossier = recently(ward, ward.procedure(), applicant=with_mail())
    row = account(proven=MINE)
    accounts.change_contact(
        account=row,
        email=MAIL,
        phone="0912000512",
        address="",
        tell_by=["email", "zalo", "bo-cau"],
        at=timezone.now(),
    )
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, timezone.now())
    go(dossier, "tham-tra", "dat", ward.officer, timezone.now())
    go(dossier, "ky", "ky", ward.leader, timezone.now())
    # The account's e-mail is not confirmed yet, so it goes where the intake said; Zalo as the account wishes.
    assert sorted(told("kết quả")) == [
        ("email", f"Hồ sơ {dossier.code} đã có kết quả"),
        ("zalo", f"Hồ sơ {dossier.code} đã có kết quả"),
    ]


def test_a_stranger_who_types_my_number_on_line_turns_none_of_my_letters(ward: Ward) -> None:
    edition = ward.procedure()
    recently(ward, edition, applicant=with_mail())
    from dinh.dossiers.services.intake import citizen_of

    before = Citizen.objects.get().contact()
    same = citizen_of(
        GivenPerson(name="Kẻ Lạ", identity=MINE, email="la@mau.example"), timezone.now(), checked=False
    )
    assert same.name == "Nguyễn Văn Mẫu" and same.contact() == before


def test_a_dossier_is_told_where_its_own_applicant_said(ward: Ward) -> None:
    dossier = asked(ward, ward.procedure(), applicant=with_mail())
    following.keep_reach(dossier=dossier, email="khac@mau.example", at=timezone.now())
    assert "khac@" not in Reach.objects.values_list("closed", flat=True)[0]
    told()
    before = set((Path(settings.DINH_HOME) / "mail").glob("*"))
    outbox.deliver()
    (file,) = set((Path(settings.DINH_HOME) / "mail").glob("*")) - before
    assert "To: khac@mau.example" in file.read_text()


class Broken:
    channel, name = "zalo", "Zalo"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.seen = outcome, list[Leaving]()

    def send(self, letter: Leaving) -> Outcome:
        self.seen.append(letter)
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(Ended.DELIVERED), "delivered"),
        (Outcome(Ended.SENT), "sent"),
        (Outcome(Ended.NEVER, "Số không dùng Zalo."), "failed"),
        (Outcome(Ended.LATER, "Quá tải."), "waiting"),
    ],
)
def test_what_the_carrier_says_of_a_message_is_kept(ward: Ward, outcome: Outcome, state: str) -> None:
    was = messengers._messengers.get("zalo")
    carrier = Broken(outcome)
    messengers.offer(carrier)
    try:
        row = account(proven=MINE)
        accounts.change_contact(
            account=row, email="", phone="0912000512", address="", tell_by=["zalo"], at=timezone.now()
        )
        asked(ward, ward.procedure(), applicant=GivenPerson(name="Nguyễn Văn Mẫu", identity=MINE))
        assert told() and outbox.deliver()
    finally:
        messengers.withdraw("zalo")
        if was:
            messengers.offer(was)
    letter = Letter.objects.get(about_kind="dossier")
    assert letter.state == state and letter.reason == outcome.reason
    assert carrier.seen[0].address == "0912000512" and "\n" not in carrier.seen[0].text


def test_letters_to_whom_nothing_is_known_are_not_posted(ward: Ward) -> None:
    asked(ward, ward.procedure(), applicant=GivenPerson(name="Nguyễn Văn Mẫu", identity=MINE))
    assert told() == []


def test_keys_changed_bring_accounts_and_contacts_to_the_newest(ward: Ward, settings: Any) -> None:
    from dinh.dossiers.services.keys import encrypt_anew
    from dinh.ground import ciphers

    old, new = ciphers.new_key(), ciphers.new_key()
    settings.DINH_FIELD_KEY = old
    row = account("le@mau.example")
    dossier = recently(ward, ward.procedure(), applicant=somebody())
    following.keep_reach(dossier=dossier, email=MAIL, at=timezone.now())
    settings.DINH_FIELD_KEY = f"{new},{old}"
    assert accounts.by_login("le@mau.example") == row
    assert encrypt_anew() == 3 and encrypt_anew() == 0
    settings.DINH_FIELD_KEY = new
    assert accounts.by_login("le@mau.example") == row
    assert Reach.objects.get().open()["email"] == MAIL
