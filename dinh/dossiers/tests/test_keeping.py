"""What is personal is erased when its time is over, by the rule of the day, written down; results and the register stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers import keeping_book, services
from dinh.dossiers.models import (
    Citizen,
    CitizenAccount,
    Dossier,
    DossierPaper,
    Draft,
    Erasure,
    FormAnswers,
    Look,
    Reach,
    Result,
    StoredResult,
)
from dinh.dossiers.queries.as_of import register_as_of
from dinh.dossiers.services import keeping, keys
from dinh.dossiers.shapes import GivenPaper
from dinh.ground import ciphers
from dinh.ground import queries as kept
from dinh.ground import services as ground
from dinh.ground.services import verify

from .builders import FRIDAY, Ward, at, go, somebody
from .test_looks import NUMBER, signed_in

SCAN = b"%PDF-1.4\n%mau giay to\n"


def years(n: int) -> datetime:
    """So many years after FRIDAY and a month, at night."""
    day = FRIDAY + timedelta(days=31)
    return at(2, 40, day=day.replace(year=day.year + n))


def ended(ward: Ward, edition: Any, **more: Any) -> Dossier:
    scan = GivenPaper(edition.papers.first().pk, originals=1, file=SCAN, file_name="a.pdf")
    other = GivenPaper(edition.papers.last().pk, copies=1)
    dossier = ward.receive(edition, papers=(scan, other), **more)
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, at(9, 10))
    go(dossier, "tham-tra", "dat", ward.officer, at(9, 20))
    go(dossier, "ky", "ky", ward.leader, at(9, 30))
    Dossier.objects.filter(pk=dossier.pk).update(
        closed_at=at(10), form={"copies": 1, "ho_ten_me": "Trần Thị Thử"}
    )
    FormAnswers.objects.update_or_create(
        dossier_id=dossier.pk, defaults={"closed": _form(dossier), "at": at(9)}
    )
    reach = Reach(dossier=dossier, made_at=at(9))
    reach.close({"phone": "0912000512"})
    reach.save()
    dossier.refresh_from_db()
    return dossier


def _form(dossier: Dossier) -> str:
    row = FormAnswers(dossier=dossier, at=at(9))
    row.close({"ho_ten_me": "Trần Thị Thử"})
    return row.closed


def there(dossier: Dossier) -> dict[str, bool]:
    dossier.refresh_from_db()
    citizen = Citizen.objects.get(pk=dossier.applicant_id)
    return {
        "reach": Reach.objects.filter(dossier=dossier).exists(),
        "contact": bool(citizen.contact_closed),
        "form": FormAnswers.objects.filter(dossier=dossier).exists() or "ho_ten_me" in dossier.form,
        "papers": dossier.papers.exclude(sha256="").exists(),
        "identity": bool(citizen.identity_closed),
        "looks": Look.objects.filter(dossier=dossier).exists(),
    }


def test_each_thing_goes_in_its_year_and_once_with_its_line(ward: Ward) -> None:
    edition = ward.procedure()
    dossier = ended(ward, edition)
    services.see_personal(dossier_id=dossier.pk, reason="đối chiếu", by=ward.officer, at=at(11))
    (sha256,) = dossier.papers.exclude(sha256="").values_list("sha256", flat=True)
    book = keeping_book.on(date(2026, 11, 20))
    assert (
        book is not None
        and not book.confirmed
        and {rule.what for rule in book.rules} == set(keeping_book.WHAT)
    )
    left = dict.fromkeys(keeping_book.WHAT, True)
    assert keeping.erase_due(at=years(0)) == {} and there(dossier) == left
    for rule in sorted(book.rules, key=lambda rule: rule.years):
        keeping.erase_due(at=years(rule.years) - timedelta(days=32))
        keeping.erase_due(at=years(rule.years))
        left[rule.what] = False
        if rule.years < 20:
            assert there(dossier) == left, rule
    assert not any(there(dossier).values())
    assert keeping.erase_due(at=years(21)) == {}
    assert sorted(Erasure.objects.values_list("what", flat=True)) == sorted(keeping_book.WHAT)
    told = [line for line in kept.newest_lines(limit=100) if line.deed == "dossiers.erased"]
    assert len(told) == 6 and all(NUMBER not in str(line.data) for line in told)
    # The register still shows who handed in, and the counts still know that it was digitised.
    (row,) = register_as_of(ward.viewer, ward.ward, FRIDAY, years(21), FRIDAY)
    assert row.name == "Nguyễn Văn Mẫu" and dossier.papers.filter(digitised=True).count() == 1
    assert dossier.form == {"copies": 1}
    assert kept.kept(sha256) is None


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_unless_something_else_points_at_them(ward: Ward) -> None:
    edition = ward.procedure()
    old = ended(ward, edition)
    young = ended(ward, edition, applicant=somebody("Trần Thị Thử", "038079000999"))
    Dossier.objects.filter(pk=young.pk).update(closed_at=years(5))
    (sha256,) = old.papers.exclude(sha256="").values_list("sha256", flat=True)
    path = kept.path_of(sha256)
    assert Path(path).exists()
    keeping.erase_due(at=years(10))
    assert not there(old)["papers"] and there(young)["papers"] and Path(path).exists()
    keeping.erase_due(at=years(16))
    assert not there(young)["papers"] and not Path(path).exists() and kept.kept(sha256) is None
    again = ground.keep(stream_or_bytes=SCAN, name="a.pdf")
    assert again.sha256 == sha256 and Path(path).exists()
    assert not verify(files=True).bad_files


def test_who_has_another_dossier_an_account_or_a_result_in_the_store_is_kept(ward: Ward) -> None:
    edition = ward.procedure()
    busy = ended(ward, edition)
    ward.receive(edition, on=at(15))
    signed = ended(ward, edition, applicant=somebody("Trần Thị Thử", "038079000999"))
    account = CitizenAccount(name="Trần Thị Thử", citizen=signed.applicant, proven_at=at(9), opened_at=at(9))
    account.close(login="thu")
    account.save()
    stored = ended(ward, edition, applicant=somebody("Lê Văn Tập", "038079000333"))
    result = Result.objects.create(
        dossier=stored,
        kind="x",
        name="Giấy khai sinh",
        unit=ward.ward,
        citizen=stored.applicant,
        made_at=at(9),
    )
    StoredResult.objects.create(
        citizen=stored.applicant,
        result=result,
        kind="x",
        name="Giấy khai sinh",
        issued_on=FRIDAY,
        put_at=at(9),
    )
    keeping.erase_due(at=years(25))
    assert there(busy)["contact"] and there(busy)["identity"]
    assert there(signed)["contact"] and there(signed)["identity"]
    assert not there(stored)["contact"] and there(stored)["identity"]


@pytest.mark.parametrize(
    ("day", "years_back", "then"),
    [
        (date(2026, 11, 20), 3, date(2023, 11, 20)),
        (date(2028, 2, 29), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
    ],
)
def test_years_are_counted_by_the_calendar(day: date, years_back: int, then: date) -> None:
    assert keeping_book.years_before(day, years_back) == then


def test_before_the_first_edition_nothing_is_erased_and_a_rule_nobody_knows_is_refused() -> None:
    assert keeping_book.on(date(2020, 1, 1)) is None
    row = {"since": date(2026, 1, 1), "source": "", "confirmed": False}
    with pytest.raises(ValueError, match="tên"):
        keeping_book.read({**row, "rules": [{"what": "tên", "years": 1, "words": ""}]})


def test_a_new_key_closes_everything_anew_and_the_old_one_may_go(ward: Ward, settings: Any) -> None:
    old, new = ciphers.new_key(), ciphers.new_key()
    settings.DINH_FIELD_KEY = old
    dossier = ended(ward, ward.procedure())
    account = CitizenAccount(name="Mẫu", citizen=dossier.applicant, proven_at=at(9), opened_at=at(9))
    account.close(login="mau", email="mau@mau.example")
    account.save()
    draft = Draft(
        edition=dossier.edition, secret_hash="x", made_at=at(9), changed_at=at(9), kept_until=FRIDAY
    )
    draft.close({"a": "b"})
    draft.save()
    result = Result(
        dossier=dossier, kind="x", name="x", unit=ward.ward, citizen=dossier.applicant, made_at=at(9)
    )
    result.close({"ho_ten": "Mẫu"})
    result.save()
    settings.DINH_FIELD_KEY = f"{new},{old}"
    assert keys.encrypt_anew() == 6 and keys.encrypt_anew() == 0
    settings.DINH_FIELD_KEY = new
    for row in (account, draft, result):
        row.refresh_from_db()
    assert Citizen.objects.get(pk=dossier.applicant_id).identity() == NUMBER
    assert (
        account.open()["login"] == "mau"
        and draft.open() == {"a": "b"}
        and result.words() == {"ho_ten": "Mẫu"}
    )
    assert Reach.objects.get(dossier=dossier).open() == {"phone": "0912000512"}
    assert FormAnswers.objects.get(dossier=dossier).open()
    # Found again by the number under the new key: no second citizen.
    ward.receive(dossier.edition, on=at(16))
    assert Citizen.objects.filter(kind="person").count() == 1


def test_every_table_with_closed_words_is_closed_anew() -> None:
    from django.apps import apps

    closed = {
        (model, field.name)
        for model in apps.get_app_config("dossiers").get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("closed") and field.get_internal_type() == "TextField"
    }
    assert closed == {(model, column) for model, columns, _close in keys.HOLDERS for column in columns}


def test_the_page_says_what_is_kept_how_long_and_that_nobody_confirmed_it(ward: Ward) -> None:
    page = signed_in(ward.leader).get("/ho-so/thoi-han-giu/").content.decode()
    assert "Tệp giấy tờ đã nộp" in page and "chưa đối chiếu" in page
    assert signed_in(ward.viewer, "x").get("/ho-so/thoi-han-giu/").status_code == 403
    assert DossierPaper.objects.count() == 0
