"""A citizen hands in on line: the way through, what is kept of a draft, and what becomes of it."""

from __future__ import annotations

import copy
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from dinh.catalog.models import Paper, ProcedureEdition
from dinh.dossiers import services
from dinh.dossiers.models import Dossier, Draft, DraftFile, FormAnswers
from dinh.dossiers.pages import online as pages
from dinh.dossiers.rules import intake, renewing
from dinh.dossiers.sayings import say
from dinh.dossiers.second_secret import second_secret
from dinh.dossiers.services import known, online
from dinh.ground import calendar
from dinh.ground.services.files import place_of
from dinh.look import formats
from dinh.town.models import Unit

from .builders import Ward, taken_at_many

SCHEMA = {
    "type": "object",
    "title": "Tờ khai mẫu",
    "properties": {
        "nguoi": {
            "type": "object",
            "title": "Người được đăng ký",
            "properties": {
                "ho_ten": {"type": "string", "title": "Họ tên", "x-prefill": "applicant.name"},
                "so": {"type": "string", "title": "Số định danh", "pattern": "^[0-9]{12}$", "x-kind": "identity", "x-private": True, "x-prefill": "applicant.identity"},
                "sinh": {"type": "string", "format": "date", "title": "Ngày sinh", "x-latest": "today", "x-prefill": "applicant.born"},
                "con": {"type": "boolean", "title": "Còn giữ bản sao không?"},
            },
            "required": ["ho_ten", "sinh", "con"],
            "x-order": ["ho_ten", "so", "sinh", "con"],
            "allOf": [
                {
                    "if": {"properties": {"con": {"const": True}}, "required": ["con"]},
                    "then": {"title": "Bản sao", "properties": {"noi": {"type": "string", "title": "Cấp ở đâu"}}, "required": ["noi"]},
                }
            ],
        },
        "lam_chung": {
            "type": "array",
            "title": "Người làm chứng",
            "maxItems": 2,
            "items": {"type": "object", "title": "Người", "properties": {"ten": {"type": "string", "title": "Tên"}}, "required": ["ten"]},
        },
    },
    "required": ["nguoi"],
    "x-order": ["nguoi", "lam_chung"],
}  # fmt: skip
PDF = b"%PDF-1.4\n%mau\n1 0 obj<<>>endobj\n%%EOF\n"


@pytest.fixture
def edition(ward: Ward) -> ProcedureEdition:
    pages._begun._counts.clear()
    pages._tries._counts.clear()
    made = ward.procedure(
        papers=(
            {"name": "Tờ khai", "originals": 1, "form_name": "Mẫu"},
            {"name": "Giấy tờ có thông tin khai sinh", "copies": 1},
            {"name": "Căn cước", "required": False},
        )
    )
    ProcedureEdition.objects.filter(pk=made.pk).update(online="full", form_schema=SCHEMA)
    made.refresh_from_db()
    return made


def upload(name: str = "giấy.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/pdf")


PERSON = {"name": "Nguyễn Văn Mẫu", "kind": "person", "identity": "038 079 000 147", "phone": "0912 000 512"}


def begin(client: Client) -> Draft:
    answer = client.post("/nop-ho-so/1.004884/")
    draft = Draft.objects.latest("pk")
    assert answer.url == f"/nop-ho-so/ban-khai/{draft.code}/"
    return draft


class Walker:
    """Somebody at their telephone, posting what a page asks for and following where it leads."""

    def __init__(self, client: Client, draft: Draft) -> None:
        self.client, self.draft = client, draft
        self.base = f"/nop-ho-so/ban-khai/{draft.code}/"
        self.at = self.key(client.get(self.base).url)

    def key(self, url: str) -> str:
        return url.removeprefix(self.base).strip("/").split("/")[0]

    def post(self, step: str, **given: Any) -> Any:
        answer = self.client.post(f"{self.base}{step}/", given)
        if answer.status_code == 302:
            self.at = self.key(answer.url)
        return answer

    def whole(self, edition: ProcedureEdition) -> None:
        """Everything up to the review."""
        paper = edition.papers.all()[1]
        last = edition.papers.all()[2]
        self.post("nguoi-nop", **PERSON)
        self.post("nop-cho-ai", who="chinh-toi")
        self.post("khai-nguoi", ho_ten="Nguyễn Văn Mẫu", sinh="1/2/1979", con="khong", so="038079000147")
        self.post("khai-lam_chung", dong="1", **{"0-ten": "Trần Thị Thử"})
        self.post(f"giay-to-{paper.pk}", file=upload())
        self.post(f"giay-to-{last.pk}")


def test_the_way_leads_from_the_button_to_the_receipt(ward: Ward, edition: Any, client: Client) -> None:
    page = client.get("/thu-tuc/1.004884/").content.decode()
    assert "/nop-ho-so/1.004884/" in page
    assert "Bắt đầu khai" in client.get("/nop-ho-so/1.004884/").content.decode()
    draft = begin(client)
    walker = Walker(client, draft)
    assert walker.at == "nguoi-nop"
    walker.whole(edition)
    assert walker.at == "kiem-tra"
    review = client.get(walker.base + "kiem-tra/").content.decode()
    assert "Trần Thị Thử" in review and "01/02/1979" in review and "giấy.pdf" in review and "10.000" in review
    assert "phải sửa" not in review

    answer = client.post(walker.base + "kiem-tra/")
    dossier = Dossier.objects.get()
    assert answer.url == f"/nop-ho-so/da-nop/{dossier.code}/"
    assert dossier.channel == "online" and dossier.unit_id == ward.ward.pk
    assert dossier.received_office_id == ward.desk.pk
    receipt = client.get(answer.url).content.decode()
    assert dossier.code in receipt and second_secret(dossier.code_key) in receipt
    assert {paper.name for paper in dossier.papers.all()} == {"Tờ khai", "Giấy tờ có thông tin khai sinh"}
    assert all(paper.sha256 for paper in dossier.papers.all())
    kept = FormAnswers.objects.get(dossier=dossier)
    assert kept.open()["nguoi"]["so"] == "038079000147" and "038079000147" not in kept.closed
    assert "038079000147" not in str(dossier.form)

    draft.refresh_from_db()
    assert draft.dossier_id == dossier.pk and draft.closed == "" and not draft.handed().exists()
    assert client.get(walker.base).url == answer.url
    assert Client().get(answer.url).status_code == 302


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    ward: Ward, edition: Any, client: Client
) -> None:
    walker = Walker(client, begin(client))
    page = walker.post("nguoi-nop", name="Nguyễn Văn Mẫu", identity="12", kind="person")
    said = page.content.decode()
    assert page.status_code == 422 and "số định danh có 12 chữ số" in said and 'href="#id_identity"' in said
    page = walker.post("khai-nguoi", ho_ten="Nguyễn Văn Mẫu", sinh="31/2/1979", so="12")
    said = page.content.decode()
    assert page.status_code == 422 and "viết ngày/tháng/năm" in said and "31/2/1979" in said
    assert "Chọn “Còn giữ bản sao không?”." in said and 'href="#id_so"' in said
    paper = edition.papers.all()[1]
    page = walker.post(f"giay-to-{paper.pk}")
    assert page.status_code == 422 and "Chưa có tệp nào" in page.content.decode()
    page = walker.post("kiem-tra")
    said = page.content.decode()
    assert page.status_code == 422 and "?sua=1" in said and "Thiếu “Giấy tờ có thông tin khai sinh”" in said
    assert not Dossier.objects.exists()


def test_an_answer_brings_its_own_page_and_takes_it_away_again(
    ward: Ward, edition: Any, client: Client
) -> None:
    draft = begin(client)
    walker = Walker(client, draft)
    walker.post("khai-nguoi", ho_ten="Mẫu", sinh="1/2/1979", con="co")
    assert walker.at == "khai-nguoi-1"
    walker.post("khai-nguoi-1", noi="Xã Mẫu")
    draft.refresh_from_db()
    assert draft.open()["answers"]["nguoi"]["noi"] == "Xã Mẫu"
    walker.post("khai-nguoi", ho_ten="Mẫu", sinh="1/2/1979", con="khong")
    draft.refresh_from_db()
    assert "noi" not in draft.open()["answers"]["nguoi"] and walker.at == "khai-lam_chung"


def test_known_data_stands_in_the_form_before_anybody_types(ward: Ward, edition: Any, client: Client) -> None:
    walker = Walker(client, begin(client))
    walker.post("nguoi-nop", **PERSON)
    assert 'value="Nguyễn Văn Mẫu"' in client.get(walker.base + "khai-nguoi/").content.decode()


def test_rows_are_added_without_losing_a_word(ward: Ward, edition: Any, client: Client) -> None:
    walker = Walker(client, begin(client))
    page = walker.post("khai-lam_chung", dong="1", them="1", **{"0-ten": "Một"}).content.decode()
    assert 'name="1-ten"' in page and 'value="Một"' in page
    walker.post("khai-lam_chung", dong="2", **{"0-ten": "", "1-ten": "Hai"})
    walker.draft.refresh_from_db()
    assert walker.draft.open()["answers"]["lam_chung"] == [{"ten": "Hai"}]


def test_a_draft_opens_for_its_secret_and_its_session_alone(ward: Ward, edition: Any, client: Client) -> None:
    draft = begin(client)
    secret = client.session["dossiers.drafts"][draft.code]
    other = Client()
    assert other.get(f"/nop-ho-so/ban-khai/{draft.code}/nguoi-nop/").url == "/nop-ho-so/lam-tiep/"
    assert other.post("/nop-ho-so/lam-tiep/", {"code": draft.code, "secret": "X" * 12}).status_code == 422
    answer = other.post("/nop-ho-so/lam-tiep/", {"code": draft.code.lower(), "secret": f" {secret.lower()} "})
    assert answer.url == f"/nop-ho-so/ban-khai/{draft.code}/"
    assert other.get(answer.url).status_code == 302
    assert secret not in draft.secret_hash and "Mẫu" not in draft.closed
    for _n in range(pages.MOST_TRIES + 1):
        last = Client().post("/nop-ho-so/lam-tiep/", {"code": draft.code, "secret": "sai"})
    assert last.status_code == 429


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("chuong-trinh.pdf", b"MZ\x90\x00" + b"\0" * 80, "chương trình chạy được"),
        ("trang.pdf", b"<!doctype html><script>1</script>", "trang web"),
        ("rong.pdf", b"", "rỗng"),
        ("nen.pdf", b"7z\xbc\xaf" + b"\0" * 80, "tệp nén"),
        ("chu.txt", "Chữ thường, không phải giấy tờ.".encode(), "không phải PDF, ảnh hay văn bản"),
    ],
)
def test_a_file_is_known_by_its_content_not_by_its_name(
    ward: Ward, edition: Any, client: Client, name: str, data: bytes, said: str
) -> None:
    draft = begin(client)
    paper = edition.papers.all()[1]
    page = Walker(client, draft).post(f"giay-to-{paper.pk}", file=upload(name, data))
    assert page.status_code == 422 and said in page.content.decode()
    assert not draft.handed().exists()


def test_files_are_counted_and_weighed(
    ward: Ward, edition: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(client)
    walker = Walker(client, draft)
    paper = edition.papers.all()[1]
    monkeypatch.setattr(online, "MOST_FILE", 30)
    assert "nặng quá" in walker.post(f"giay-to-{paper.pk}", file=upload()).content.decode()
    monkeypatch.setattr(online, "MOST_FILE", 3000)
    for n in range(10):
        walker.post(f"giay-to-{paper.pk}", them="1", file=upload(f"{n}.pdf", PDF + str(n).encode()))
    assert draft.handed().count() == 10
    page = walker.post(f"giay-to-{paper.pk}", file=upload("11.pdf"))
    assert page.status_code == 422 and "không quá 10 tệp" in page.content.decode()
    row = draft.handed().first()
    file = client.get(f"{walker.base}tep/{row.pk}/")
    assert (
        b"".join(file.streaming_content).startswith(b"%PDF") and "sandbox" in file["Content-Security-Policy"]
    )
    assert Client().get(f"{walker.base}tep/{row.pk}/").status_code == 302
    client.post(f"{walker.base}tep/{row.pk}/")
    assert draft.handed().count() == 9


def test_a_page_of_an_older_window_does_not_write_over_a_newer_one(
    ward: Ward, edition: Any, client: Client
) -> None:
    draft = begin(client)
    walker = Walker(client, draft)
    old = draft.version
    walker.post("nguoi-nop", **PERSON)
    walker.post("nguoi-nop", **{**PERSON, "name": "Người khác"}, **{"da-xem": str(old)})
    draft.refresh_from_db()
    assert draft.open()["applicant"]["name"] == "Nguyễn Văn Mẫu"


def test_sent_twice_is_one_dossier(ward: Ward, edition: Any, client: Client) -> None:
    draft = begin(client)
    walker = Walker(client, draft)
    walker.whole(edition)
    first = client.post(walker.base + "kiem-tra/").url
    assert client.post(walker.base + "kiem-tra/").url == first
    assert Dossier.objects.count() == 1


def test_drafts_nobody_touched_are_forgotten_and_others_stay(
    ward: Ward, edition: Any, client: Client
) -> None:
    kept, old = begin(client), begin(client)
    at = timezone.now()
    Draft.objects.filter(pk=old.pk).update(kept_until=(at - timedelta(days=1)).date())
    assert client.get(f"/nop-ho-so/ban-khai/{old.code}/").url == "/nop-ho-so/lam-tiep/"
    assert online.forget(at) == 1 and list(Draft.objects.all()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_what_was_thrown_away_leaves_no_words_at_once_and_no_bytes_after_the_night(
    transactional_db: None, client: Client
) -> None:
    ward = Ward()
    made = ward.procedure(papers=({"name": "Giấy", "copies": 1},))
    ProcedureEdition.objects.filter(pk=made.pk).update(online="full")
    walker, other = Walker(client, begin(client)), Walker(client, begin(client))
    key = f"giay-to-{made.papers.get().pk}"
    walker.post("nguoi-nop", **PERSON)
    walker.post(key, file=upload(data=PDF + b"mot"))
    other.post(key, them="1", file=upload(data=PDF + b"hai"))
    other.post(key, file=upload(data=PDF + b"ba"))
    gone, out, stays = [row.sha256 for row in DraftFile.objects.order_by("pk")]
    client.post(f"{other.base}tep/{DraftFile.objects.get(sha256=out).pk}/")
    client.post(f"{walker.base}bo/")
    walker.draft.refresh_from_db()
    assert walker.draft.closed == "" and client.get(walker.base).url == "/nop-ho-so/lam-tiep/"
    assert online.forget(timezone.now()) == 1
    assert [place_of(each).exists() for each in (gone, out, stays)] == [False, False, True]


def test_the_officer_reads_the_form_with_numbers_masked(ward: Ward, edition: Any, client: Client) -> None:
    from .test_pages import signed_in

    walker = Walker(client, begin(client))
    walker.whole(edition)
    client.post(walker.base + "kiem-tra/")
    dossier = Dossier.objects.get()
    page = signed_in(ward.counter).get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Tờ khai trực tuyến" in page and "01/02/1979" in page and "038079000147" not in page
    assert (
        "Tờ khai trực tuyến"
        not in signed_in(ward.viewer, "xem").get(f"/ho-so/{dossier.code}/").content.decode()
    )


def test_a_procedure_not_offered_on_line_says_where_to_go(ward: Ward, edition: Any, client: Client) -> None:
    ProcedureEdition.objects.filter(pk=edition.pk).update(online="info")
    page = client.get("/nop-ho-so/1.004884/").content.decode()
    assert "chưa nhận trực tuyến" in page
    client.post("/nop-ho-so/1.004884/")
    assert not Draft.objects.exists()
    assert client.get("/nop-ho-so/9.999999/").status_code == 404


def ends(edition: Any) -> None:
    ProcedureEdition.objects.filter(pk=edition.pk).update(until=timezone.localdate() - timedelta(days=1))


def test_an_edition_that_ended_without_another_is_not_handed_in(
    ward: Ward, edition: Any, client: Client
) -> None:
    walker = Walker(client, begin(client))
    walker.whole(edition)
    ends(edition)
    answer = client.post(walker.base + "kiem-tra/")
    assert answer.status_code == 302 and answer.url == walker.base + "ban-moi/"
    page = client.get(answer.url)
    assert page.status_code == 409 and "không còn nhận trực tuyến" in page.content.decode()
    assert client.post(answer.url).status_code == 302 and not Dossier.objects.exists()


def next_edition(edition: Any, schema: dict[str, Any], papers: list[dict[str, Any]]) -> ProcedureEdition:
    """The edition of today, after one that ended yesterday."""
    ends(edition)
    made = ProcedureEdition.objects.create(
        procedure=edition.procedure,
        number=2,
        since=timezone.localdate(),
        name=edition.name,
        made_at=timezone.now(),
    )
    for row in edition.ways.all():
        row.pk, row.edition = None, made
        row.save()
    for order, paper in enumerate(papers):
        Paper.objects.create(edition=made, order=order, **paper)
    ProcedureEdition.objects.filter(pk=made.pk).update(state="published", online="full", form_schema=schema)
    made.refresh_from_db()
    return made


def test_a_draft_whose_edition_ended_goes_on_under_the_new_one(
    ward: Ward, edition: Any, client: Client
) -> None:
    walker = Walker(client, begin(client))
    walker.whole(edition)
    schema = copy.deepcopy(SCHEMA)
    person = schema["properties"]["nguoi"]  # type: ignore[index]
    person["properties"]["nghe"] = {"type": "string", "title": "Nghề nghiệp"}
    person["required"] = ["ho_ten", "sinh", "con", "nghe"]
    del person["properties"]["so"]
    person["x-order"] = ["ho_ten", "sinh", "con", "nghe"]
    new = next_edition(
        edition,
        schema,
        [
            {"name": "Tờ khai", "originals": 1, "form_name": "Mẫu"},
            {"name": "giấy tờ có thông tin khai sinh.", "copies": 1},
        ],
    )
    was = client.get(walker.base)
    assert was.url == walker.base + "ban-moi/"
    page = client.get(was.url).content.decode()
    assert "Số định danh" in page and "không còn hỏi" in page and "Nguyễn Văn Mẫu" not in page
    assert client.post(was.url).status_code == 302
    walker.draft.refresh_from_db()
    written = walker.draft.open()
    assert walker.draft.edition == new
    assert written["answers"]["nguoi"] == {"ho_ten": "Nguyễn Văn Mẫu", "sinh": "1979-02-01", "con": False}
    assert written["answers"]["lam_chung"] == [{"ten": "Trần Thị Thử"}]
    paper = new.papers.all()[1]
    assert [row.paper_id for row in walker.draft.handed()] == [paper.pk]
    assert walker.key(client.get(walker.base).url) == "khai-nguoi", "it asks something new"
    walker.post("khai-nguoi", ho_ten="Nguyễn Văn Mẫu", sinh="1/2/1979", con="khong", nghe="Thợ mộc")
    assert walker.at == "kiem-tra"
    client.post(walker.base + "kiem-tra/")
    assert Dossier.objects.get().edition == new


@pytest.mark.parametrize(
    ("given", "kept", "lost"),
    [
        ({"mot": {"a": "x"}}, {"mot": {"a": "x"}}, []),
        ({"mot": {"a": "x", "b": "5"}}, {"mot": {"a": "x"}}, ["Một: B"]),
        ({"mot": {"a": "dài quá rồi"}}, {"mot": {}}, ["Một: A"]),
        ({"mot": {"a": "x"}, "hai": {"c": "y"}}, {"mot": {"a": "x"}}, ["Hai: C"]),
        ({"mot": "không phải trang"}, {}, []),
        ({}, {}, []),
    ],
)
def test_what_fits_no_more_is_named(given: Any, kept: Any, lost: list[str]) -> None:
    def page(title: str, **fields: Any) -> dict[str, Any]:
        rows = {name: {"type": "string", "title": name.upper(), **more} for name, more in fields.items()}
        return {"type": "object", "title": title, "properties": rows, "x-order": list(rows)}

    old = {"type": "object", "properties": {"mot": page("Một", a={}, b={}), "hai": page("Hai", c={})}}
    new = {"type": "object", "properties": {"mot": page("Một", a={"maxLength": 5})}}
    found, gone = renewing.answers(old, new, given, timezone.localdate())
    assert found == kept and [each.what for each in gone] == lost


@pytest.mark.parametrize("channel", ["online", "portal"])
def test_on_line_the_form_must_be_answered_wherever_it_comes_from(
    ward: Ward, edition: Any, channel: str
) -> None:
    with pytest.raises(services.WrongInput) as refused:
        ward.receive(edition, channel=channel)
    fields = {fault.field: fault.sentence for fault in refused.value.faults}
    assert fields["form.nguoi.ho_ten"] == "Ghi “Họ tên”." and "form.nguoi.sinh" in fields


def test_over_the_counter_the_form_on_paper_stands_for_the_answers(ward: Ward, edition: Any) -> None:
    assert ward.receive(edition).channel == "direct" and ward.receive(edition, channel="post")
    with pytest.raises(services.WrongInput):
        ward.receive(edition, answers={"nguoi": {"ho_ten": "Nguyễn Văn Mẫu"}})
    ProcedureEdition.objects.filter(pk=edition.pk).update(form_schema=SCHEMA | {"x-counter": "asked"})
    known._contents.cache_clear()
    with pytest.raises(services.WrongInput, match="Họ tên"):
        ward.receive(edition)


def test_keys_that_change_take_drafts_and_forms_along(
    ward: Ward, edition: Any, client: Client, settings: Any
) -> None:
    from dinh.dossiers.services.keys import encrypt_anew
    from dinh.ground import ciphers

    first, second = ciphers.new_key(), ciphers.new_key()
    settings.DINH_FIELD_KEY = first
    sent, kept = Walker(client, begin(client)), begin(client)
    sent.whole(edition)
    client.post(sent.base + "kiem-tra/")
    settings.DINH_FIELD_KEY = f"{second},{first}"
    assert encrypt_anew() >= 2
    settings.DINH_FIELD_KEY = second
    kept.refresh_from_db()
    assert kept.open() == {} and FormAnswers.objects.get().open()["nguoi"]["ho_ten"] == "Nguyễn Văn Mẫu"


def test_whoever_is_signed_in_types_no_name_again_and_finds_the_dossier_in_their_list(
    ward: Ward, edition: Any, client: Client
) -> None:
    from dinh.dossiers.queries import citizens

    from .test_citizen_pages import account, signed_in

    mine = account(proven="038079000147")
    client = signed_in(mine)
    walker = Walker(client, begin(client))
    page = client.get(walker.base + "nguoi-nop/").content.decode()
    assert "038079000147" in page and "disabled" in page
    walker.post("nguoi-nop", name="Kẻ khác", identity="038079000999", phone="0912000512")
    walker.draft.refresh_from_db()
    written = walker.draft.open()["applicant"]
    assert (written["name"], written["identity"]) == ("Nguyễn Văn Mẫu", "038079000147")
    walker.whole(edition)
    assert "Bản khai đang dở" in client.get("/nop-ho-so/1.004884/").content.decode()
    client.post(walker.base + "kiem-tra/")
    dossier = Dossier.objects.get()
    assert [row.pk for row in citizens.dossiers_of(mine)[0]] == [dossier.pk]
    assert dossier.applicant_id == mine.citizen_id


def test_an_earlier_result_stands_for_a_paper_by_one_touch_and_is_counted(
    ward: Ward, edition: Any, client: Client
) -> None:
    from dinh.dossiers.models import Result, StoredResult
    from dinh.ground import services as ground

    from .test_citizen_pages import account, signed_in

    paper = edition.papers.all()[1]
    type(paper).objects.filter(pk=paper.pk).update(reusable_from=["giay-khai-sinh"])
    mine = account(proven="038079000147")
    kept = ground.keep(stream_or_bytes=PDF, name="ket-qua.pdf")
    old = ward.receive(edition)
    facts = {"kind": "giay-khai-sinh", "name": "Giấy khai sinh", "citizen": mine.citizen}
    result = Result.objects.create(
        **facts, dossier=old, unit=ward.ward, state="issued", sha256=kept.sha256, made_at=timezone.now()
    )
    stored = StoredResult.objects.create(
        **facts, result=result, issued_on=timezone.localdate(), put_at=timezone.now()
    )
    client = signed_in(mine)
    walker = Walker(client, begin(client))
    walker.whole(edition)
    draft = walker.draft
    draft.handed().delete()
    page = client.get(f"{walker.base}giay-to-{paper.pk}/").content.decode()
    assert "Dùng kết quả đã có" in page and "checked" in page
    walker.post(f"giay-to-{paper.pk}", earlier=str(stored.pk))
    client.post(walker.base + "kiem-tra/")
    row = Dossier.objects.latest("pk").papers.get(paper=paper)
    assert row.reused and row.sha256 == kept.sha256
    stored.refresh_from_db()
    assert stored.times_used == 1


def test_a_result_of_somebody_else_cannot_be_named(ward: Ward, edition: Any, client: Client) -> None:
    walker = Walker(client, begin(client))
    paper = edition.papers.all()[1]
    assert walker.post(f"giay-to-{paper.pk}", earlier="7").status_code == 422


def test_a_page_takes_few_queries(
    ward: Ward, edition: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    walker = Walker(client, begin(client))
    for key in ("nguoi-nop", "khai-nguoi", f"giay-to-{edition.papers.all()[1].pk}", "kiem-tra"):
        with django_assert_max_num_queries(18):
            assert client.get(f"{walker.base}{key}/").status_code == 200


def test_what_was_told_once_of_oneself_is_not_asked_again(ward: Ward, edition: Any, client: Client) -> None:
    from .test_citizen_pages import account, signed_in

    client = signed_in(account(proven="038079000147"))
    first = Walker(client, begin(client))
    first.whole(edition)
    client.post(first.base + "kiem-tra/")
    second = Walker(client, begin(client))
    second.post("nguoi-nop", phone="0912000512")
    assert 'value="01/02/1979"' in client.get(second.base + "khai-nguoi/").content.decode()


def test_the_birthday_of_somebody_else_is_never_filled_in(ward: Ward, edition: Any, client: Client) -> None:
    from .test_citizen_pages import account, signed_in

    client = signed_in(account(proven="038079000147"))
    first = Walker(client, begin(client))
    first.whole(edition)
    first.post("khai-nguoi", ho_ten="Trần Thị Thử", so="038079000555", sinh="3/4/1985", con="khong")
    client.post(first.base + "kiem-tra/")
    second = Walker(client, begin(client))
    second.post("nguoi-nop", phone="0912000512")
    assert "1985" not in client.get(second.base + "khai-nguoi/").content.decode()


ASKED = intake.Asked


@pytest.mark.parametrize(
    ("papers", "none"),
    [
        ([ASKED(1, "Tờ khai")], True),
        ([ASKED(1, "Ủy quyền", "Người đại diện")], True),
        (
            [ASKED(1, "Bản án", "Đã ly hôn", required=False), ASKED(2, "Trích lục", "Góa", required=False)],
            True,
        ),
        ([ASKED(1, "Giấy chứng sinh", "Có giấy"), ASKED(2, "Văn bản", "Không có giấy")], False),
    ],
)
def test_somebody_may_be_in_no_case_unless_each_case_asks_for_its_own(papers: Any, none: bool) -> None:
    assert intake.may_be_no_case(papers) is none
    assert bool(intake.case_faults(papers, "")) is not none


def test_whoever_is_in_none_of_the_cases_says_so(ward: Ward, client: Client) -> None:
    made = ward.procedure(
        papers=({"name": "Bản án", "copies": 1, "case_name": "Đã ly hôn", "required": False},)
    )
    ProcedureEdition.objects.filter(pk=made.pk).update(online="full")
    walker = Walker(client, begin(client))
    assert walker.at == "truong-hop" and walker.post("truong-hop").status_code == 422
    walker.post("truong-hop", case_name="-")
    walker.post("nguoi-nop", **PERSON)
    walker.post("nop-cho-ai", who="chinh-toi")
    client.post(walker.base + "kiem-tra/")
    assert Dossier.objects.get().case_name == ""


def test_the_case_that_was_chosen_is_not_asked_for_again(ward: Ward, client: Client) -> None:
    kinds = [
        {"const": "cu", "title": "Giám hộ cử"},
        {"const": "dn", "title": "Người thân", "x-case": "Đương nhiên"},
    ]
    field = {"type": "string", "title": "Loại", "oneOf": kinds, "x-prefill": "case"}
    page = {"type": "object", "title": "Loại giám hộ", "properties": {"la": field}, "required": ["la"]}
    schema = {"type": "object", "title": "Tờ khai", "properties": {"loai": page}, "required": ["loai"]}
    cases = ["Giám hộ cử", "Đương nhiên"]
    papers = tuple({"name": f"Giấy {case}", "copies": 1, "case_name": case} for case in cases)
    made = ward.procedure(papers=papers)
    ProcedureEdition.objects.filter(pk=made.pk).update(online="full", form_schema=schema)
    walker = Walker(client, begin(client))
    walker.post("truong-hop", case_name=cases[1])
    walker.post("nguoi-nop", **PERSON)
    walker.post("nop-cho-ai", who="chinh-toi")
    shown = client.get(f"{walker.base}khai-loai/").content.decode()
    ticked = re.findall(r"<input[^>]*checked[^>]*>", shown)
    assert len(ticked) == 1 and 'value="dn"' in ticked[0]

    walker.post("khai-loai", la="cu")  # what was typed stands, whatever the case says
    shown = client.get(f"{walker.base}khai-loai/").content.decode()
    assert 'value="cu"' in re.findall(r"<input[^>]*checked[^>]*>", shown)[0]


def test_the_made_up_forms_are_what_the_book_asks_for() -> None:
    import json

    from dinh.catalog import asking
    from dinh.catalog.services.loading import FORMS
    from dinh.dossiers import demo_online

    for code, answers in demo_online.GIVEN.items():
        schema = json.loads((FORMS / f"{code}.json").read_text(encoding="utf-8"))
        assert asking.check(schema, answers, today=timezone.localdate()) == [], code


def test_what_an_intake_lacks_is_said_in_english() -> None:
    asked = [intake.Asked(1, "Giấy mẫu", originals=1, copies=2)]
    (fault,) = intake.missing(asked, {})
    with translation.override("en"):
        assert say(fault.sentence) == "“Giấy mẫu” is missing: 1 originals, 2 copies asked for."
        (person, *_more) = intake.person_faults(
            name="", kind="person", identity="038079000147", phone="", email=""
        )
        assert say(person.sentence).endswith("write the name of the person or body.")


# ---------------------------------------------------------------- places and days


def test_a_place_is_searched_paged_and_chosen_however_many_there_are(
    ward: Ward, edition: Any, client: Client
) -> None:
    codes = taken_at_many(edition, 230)
    walker = Walker(client, begin(client))
    assert walker.at == "noi-nop"
    url, seen = walker.base + "noi-nop/", []
    while url:
        body = client.get(url).content.decode()
        seen += re.findall(r'name="unit" value="(\d+)"', body)
        onward = re.search(r'class="act2" href="(\?[^"]*sau=\d+)"', body)
        url = f"{walker.base}noi-nop/{onward[1]}".replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == 231

    found = client.get(walker.base + "noi-nop/?tim=ngoc+son").content.decode()
    assert re.findall(r'name="unit" value="(\d+)"', found) == [str(ward.ward.pk)]
    assert "Không có nơi nào khớp" in client.get(walker.base + "noi-nop/?tim=khong+co").content.decode()
    for odd in ("", "x", "0", "999999999", str(ward.other.pk)):
        answer = client.post(walker.base + "noi-nop/?tim=mau", {"unit": odd})
        assert answer.status_code == 422 and "Chọn nơi nhận hồ sơ" in answer.content.decode(), odd
    last = Unit.objects.get(code=codes[-1])
    assert walker.post("noi-nop", unit=str(last.pk)).status_code == 302
    walker.draft.refresh_from_db()
    assert walker.draft.unit_id == last.pk
    again = client.get(walker.base + "noi-nop/?tim=ngoc+son").content.decode()
    assert re.findall(r'name="unit" value="(\d+)"', again) == [str(last.pk), str(ward.ward.pk)]


def test_a_place_beyond_the_first_page_is_begun_with_by_its_code(
    ward: Ward, edition: Any, client: Client
) -> None:
    last = taken_at_many(edition, 230)[-1]
    assert "Xã Mẫu 229" in client.get(f"/nop-ho-so/1.004884/?don-vi={last}").content.decode()
    client.post("/nop-ho-so/1.004884/", {"don-vi": last})
    assert Draft.objects.latest("pk").unit.code == last
    assert client.get("/nop-ho-so/1.004884/?don-vi=%00").status_code == 200


COMING = {
    "type": "object",
    "properties": {
        "hen": {
            "type": "object",
            "title": "Ngày đến",
            "properties": {
                "ngay": {"type": "string", "format": "date", "title": "Ngày", "x-earliest": "today", "x-working": True}
            },
            "required": ["ngay"],
        }
    },
    "required": ["hen"],
}  # fmt: skip


def test_only_working_days_are_offered_and_a_day_off_is_refused_with_the_next_one(
    ward: Ward, edition: Any, client: Client
) -> None:
    ProcedureEdition.objects.filter(pk=edition.pk).update(form_schema=COMING)
    known.forget()
    walker = Walker(client, begin(client))
    body = client.get(walker.base + "khai-hen/").content.decode()
    working, offered = calendar.for_country(), re.findall(r'<option value="(\d\d/\d\d/\d{4})"', body)
    days = [datetime.strptime(each, "%d/%m/%Y").date() for each in offered]
    assert len(days) == 60 and all(working.is_working(day) for day in days) and days == sorted(days)
    assert days[0] == working.next_working_day(timezone.localdate())
    assert "<optgroup" in body and formats.weekday(days[0]) in body

    off = days[0]
    while working.is_working(off):
        off += timedelta(days=1)
    page = walker.post("khai-hen", ngay=formats.day(off))
    said = page.content.decode()
    assert page.status_code == 422
    assert f"ngày làm việc kế tiếp là {formats.day(working.next_working_day(off))}" in said
    assert f'<option value="{formats.day(off)}" selected>' in said, "what was typed stays"
    assert walker.post("khai-hen", ngay=offered[-1]).status_code == 302
    assert (
        f'<option value="{offered[-1]}" selected>' in client.get(walker.base + "khai-hen/").content.decode()
    )
