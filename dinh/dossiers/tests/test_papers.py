"""The seven papers: what they say, and how they look beside kept pictures.

Pictures and words lie in tests/kept/. To keep new ones after a change that is wanted: DINH_KEEP=1, then look at them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from django.conf import settings
from django.test import Client

from dinh.dossiers import papers, services
from dinh.dossiers.models import Dossier
from dinh.dossiers.services.following import address_of, secret_of
from dinh.dossiers.shapes import GivenPerson
from dinh.town import testing

from .builders import MORNING, Ward, at, go, opens
from .test_citizen_pages import by_secret
from .test_pages import signed_in

KEPT = Path(__file__).parent / "kept"
DOTS = 60
"""An inch. Enough to see that a line moved, too few for how a machine smooths its letters."""
MOST_DIFFERING = 0.004
"""Of all dots. A line that moves by its own height changes some two in a hundred."""


@pytest.fixture(autouse=True)
def one_key(settings: Any) -> None:
    """The second secret on a paper is made with the key of private words: one key, so that kept pictures have one secret."""
    settings.DINH_FIELD_KEY = "x7eHqjXw4mFqXn0D8hJx0Hn0cVYxkLQb6oYqk0o3m3s="


def _received(ward: Ward) -> Dossier:
    return ward.receive(
        ward.procedure(), acted_for=GivenPerson(name="Nguyễn Thị Con Mẫu", identity="038205000111")
    )


def _asked(ward: Ward) -> Dossier:
    dossier = _received(ward)
    return services.ask_completion(
        holding_id=opens(dossier)["tiep-nhan"].pk,
        items=["Bản chính giấy chứng sinh", "Tờ khai có chữ ký"],
        reason="Bản chụp mờ, không đối chiếu được; tờ khai chưa ký.",
        by=ward.counter,
        at=at(10),
    )


def _refused(ward: Ward) -> Dossier:
    return services.refuse_intake(
        intake=ward.intake(ward.procedure()),
        reason="Việc này thuộc thẩm quyền của phường Bỉm Sơn.",
        by=ward.counter,
        at=MORNING,
    )


def _stopped(ward: Ward) -> Dossier:
    dossier = _received(ward)
    return services.stop(
        dossier_id=dossier.pk,
        reason="Chờ bản án có hiệu lực theo Quyết định thử số 01/2026.",
        by=ward.leader,
        at=at(14),
    )


def _led(ward: Ward) -> Dossier:
    dossier = _received(ward)
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, at(9, 40))
    return go(dossier, "tham-tra", "dat", ward.officer, at(15))


LETTER = papers.Apology(
    "nơi được đề nghị xác minh chưa trả lời.", at(9) + timedelta(days=7), at(16) + timedelta(days=11), at(16),
    "Lê Văn Mẫu",
)  # fmt: skip
SITUATIONS: dict[str, Callable[[Ward], Dossier]] = {
    "01": _received, "02": _asked, "03": _refused, "04": _received, "05": _stopped, "06": _led, "07": _led,
}  # fmt: skip


def _drawn(ward: Ward, form: str) -> Any:
    letter = LETTER if form == "04" else None
    made = papers.draw(form, SITUATIONS[form](ward), letter=letter, now=at(16))
    return pypdfium2.PdfDocument(made)


def _words(document: Any) -> str:
    return "\n".join(
        " ".join(line.split())
        for page in document
        for line in page.get_textpage().get_text_bounded().splitlines()
        if line.strip()
    )


def _picture(document: Any) -> Any:
    return cv2.cvtColor(
        np.asarray(document[0].render(scale=DOTS / 72).to_pil().convert("RGB")), cv2.COLOR_RGB2GRAY
    )


@pytest.mark.parametrize("form", list(papers.FORMS))
def test_a_paper_looks_and_reads_as_the_kept_one(ward: Ward, form: str) -> None:
    document = _drawn(ward, form)
    words, picture = _words(document), _picture(document)
    if os.environ.get("DINH_KEEP"):
        KEPT.mkdir(exist_ok=True)
        (KEPT / f"{form}.txt").write_text(words + "\n", encoding="utf-8")
        cv2.imwrite(str(KEPT / f"{form}.png"), picture)

    assert words == (KEPT / f"{form}.txt").read_text(encoding="utf-8").rstrip("\n")
    kept = cv2.imread(str(KEPT / f"{form}.png"), cv2.IMREAD_GRAYSCALE)
    assert kept is not None and kept.shape == picture.shape
    differs = (
        np.abs(cv2.GaussianBlur(kept, (3, 3), 0).astype(int) - cv2.GaussianBlur(picture, (3, 3), 0)) > 70
    )
    assert differs.mean() < MOST_DIFFERING


def test_a_moved_line_is_seen(ward: Ward) -> None:
    picture = _picture(_drawn(ward, "01"))
    moved = np.roll(picture, 5, axis=0)

    differs = (
        np.abs(cv2.GaussianBlur(moved, (3, 3), 0).astype(int) - cv2.GaussianBlur(picture, (3, 3), 0)) > 70
    )

    assert differs.mean() > 3 * MOST_DIFFERING


def test_the_square_on_a_paper_leads_to_where_the_dossier_is_followed(ward: Ward) -> None:
    dossier = _received(ward)
    page = pypdfium2.PdfDocument(papers.draw("01", dossier))[0]

    said, *_rest = cv2.QRCodeDetector().detectAndDecode(
        np.asarray(page.render(scale=4).to_pil().convert("RGB"))
    )

    assert said == address_of(dossier)
    inside, *_rest = cv2.QRCodeDetector().detectAndDecode(
        np.asarray(
            pypdfium2.PdfDocument(papers.draw("06", dossier))[0].render(scale=4).to_pil().convert("RGB")
        )
    )
    assert inside == f"{settings.DINH_URL}/tra-cuu-ho-so/?ma={dossier.code}"


def test_no_paper_tells_a_number_or_a_telephone_in_full(ward: Ward) -> None:
    dossier = _stopped(ward)

    for form in ("01", "05", "06", "07"):
        words = _words(pypdfium2.PdfDocument(papers.draw(form, dossier))).replace("\n", " ")
        assert "Nguyễn Văn Mẫu" in words and "038079000147" not in words and "0912000512" not in words


def test_a_paper_of_what_never_happened_is_refused_in_words(ward: Ward) -> None:
    dossier = _received(ward)

    for form in ("02", "03", "04", "05"):
        with pytest.raises(papers.NothingToSay):
            papers.draw(form, dossier)
    assert [each.number for each in papers.fitting(dossier)] == ["01", "06"]


def test_a_paper_of_a_dossier_that_moved_house_shows_both_names(ward: Ward) -> None:
    dossier = _received(ward)
    old = testing.unit("16576", testing.EVE)
    dossier.opened_in = old
    dossier.save(update_fields=["opened_in"])

    words = _words(pypdfium2.PdfDocument(papers.draw("06", dossier)))

    assert old.full_name in words and ward.ward.full_name in words


def test_papers_are_files_for_those_who_may_see_the_dossier(ward: Ward) -> None:
    dossier = _received(ward)
    mine, strange = signed_in(ward.counter), signed_in(ward.stranger, "la")

    answer = mine.get(f"/ho-so/{dossier.code}/giay/tiep-nhan.pdf")

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert mine.get(f"/ho-so/{dossier.code}/giay/dung.pdf").status_code == 404
    assert mine.get(f"/ho-so/{dossier.code}/giay/so.pdf").status_code == 404
    assert strange.get(f"/ho-so/{dossier.code}/giay/tiep-nhan.pdf").status_code == 404
    assert f"/ho-so/{dossier.code}/giay/tiep-nhan.pdf" in mine.get(f"/ho-so/{dossier.code}/").content.decode()


def test_the_register_of_a_day_is_a_file_for_those_who_may_see_the_unit(ward: Ward) -> None:
    dossier = _received(ward)
    address = f"/ho-so/so-theo-doi/so.pdf?ngay=20/11/2026&don-vi={ward.ward.code}"

    answer = signed_in(ward.counter).get(address)

    assert dossier.code in _words(pypdfium2.PdfDocument(answer.content)).replace("\n", "")
    strange = signed_in(ward.stranger, "la")
    assert strange.get(address).status_code == 404
    assert strange.get("/ho-so/so-theo-doi/so.pdf?ngay=hom-nay").status_code == 404


def test_a_letter_of_apology_that_was_sent_is_a_paper_for_the_office_and_for_its_citizen(ward: Ward) -> None:
    dossier = _received(ward)
    address = f"/dich-vu/ho-so/{dossier.code}/giay/"
    citizen = by_secret(dossier)
    assert citizen.get(f"{address}xin-loi.pdf").status_code == 404, "nothing was sent yet"
    services.apologise(
        dossier_id=dossier.pk, new_day=at().date() + timedelta(days=14), reason="Nơi xác minh chưa trả lời.",
        by=ward.head, at=at(10),
    )  # fmt: skip

    assert [each.number for each in papers.fitting(dossier)] == ["01", "04", "06"]
    shown = signed_in(ward.counter).get(f"/ho-so/{dossier.code}/").content.decode()
    assert f"/ho-so/{dossier.code}/giay/xin-loi.pdf" in shown
    read = _words(pypdfium2.PdfDocument(citizen.get(f"{address}xin-loi.pdf").content))
    assert "Nơi xác minh chưa trả lời." in read


def test_citizens_get_the_papers_made_for_them_and_never_the_slip_of_the_office(ward: Ward) -> None:
    dossier = _asked(ward)
    address = f"/dich-vu/ho-so/{dossier.code}/giay/"
    mine, stranger = by_secret(dossier), Client()

    page = mine.get(f"/dich-vu/ho-so/{dossier.code}/").content.decode()
    assert f"{address}tiep-nhan.pdf" in page and f"{address}bo-sung.pdf" in page and "kiem-soat" not in page
    answer = mine.get(f"{address}bo-sung.pdf")
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert "Tờ khai có chữ ký" in _words(pypdfium2.PdfDocument(answer.content))
    for slug in ("kiem-soat", "so", "tu-choi", "gi-do"):
        assert mine.get(f"{address}{slug}.pdf").status_code == 404
    assert stranger.get(f"{address}tiep-nhan.pdf").status_code == 404


def test_a_paper_for_an_agent_does_not_bear_the_word_that_opens_the_dossier(ward: Ward) -> None:
    dossier = _received(ward)
    whole, without = (
        _words(pypdfium2.PdfDocument(papers.draw("01", dossier, secret=said))) for said in (True, False)
    )

    assert secret_of(dossier) in whole and secret_of(dossier) not in without
