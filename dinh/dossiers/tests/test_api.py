"""Dossiers through the JSON entrance: one taken in with what it brings, led to its end, seen only where a mandate reaches."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dinh.dossiers import services
from dinh.dossiers.models import Dossier, DossierPaper, Holding
from dinh.frame.tests.api_town import bearer
from dinh.ground.models import LedgerLine
from dinh.town import apikit as kit

from .builders import Ward, taken_at_many


class Desk:
    """Keys of a counter, of a leader, and of the ward next door."""

    def __init__(self, ward: Ward, client: Client) -> None:
        self.ward, self.client = ward, client
        self.edition = ward.procedure()
        scopes = {"dossiers": "write"}
        self.counter = bearer("officer", ward.ward, office=ward.desk, name="Bùi Văn Quầy", scopes=scopes)[1]
        self.officer = bearer("officer", ward.ward, office=ward.back, name="Trịnh Văn Sau", scopes=scopes)[1]
        self.stranger = bearer("officer", ward.other, name="Lý Văn Xa", scopes=scopes)[1]
        self.reader = bearer("leader", ward.ward, name="Lê Văn Đọc", scopes={"dossiers": "read"})[1]

    def body(self, **more: Any) -> dict[str, Any]:
        papers = [
            {"paper_id": paper.pk, "originals": paper.originals, "copies": paper.copies}
            for paper in self.edition.papers.all()
        ]
        who = {"name": "Nguyễn Văn Mẫu", "identity": "038079000147", "phone": "0912000512"}
        return {
            "procedure_code": "1.004884",
            "unit_code": "16576",
            "office_id": self.ward.desk.pk,
            "applicant": who,
            "papers": papers,
        } | more

    def post(self, path: str, body: Any, key: str, **headers: str) -> Any:
        more = {f"HTTP_{name.upper().replace('-', '_')}": said for name, said in headers.items()}
        return self.client.post(
            f"/api/v1{path}", body, "application/json", HTTP_AUTHORIZATION=f"Bearer {key}", **more
        )

    def get(self, path: str, key: str) -> Any:
        return self.client.get(f"/api/v1{path}", HTTP_AUTHORIZATION=f"Bearer {key}")


@pytest.fixture
def desk(ward: Ward, client: Client) -> Desk:
    return Desk(ward, client)


def test_a_dossier_is_taken_in_with_its_code_its_first_step_and_its_line(desk: Desk) -> None:
    scan = {"name": "khai-sinh.pdf", "base64": base64.b64encode(b"%PDF-1.4\n% ban quet mau\n").decode()}
    body = desk.body()
    body["papers"][1]["file"] = scan
    answer = desk.post("/dossiers", body, desk.counter)
    told = answer.json()
    row = Dossier.objects.get(pk=told["id"])
    assert answer.status_code == 201 and answer["ETag"] == f'"{row.version}"'
    assert told["code"] == row.code and told["business"] == "received" and told["portal_status"] == 2
    (step,) = told["steps"]
    assert step["key"] == "tiep-nhan" and step["person_id"] and step["outcomes"]
    assert LedgerLine.objects.filter(deed="dossiers.received", about_id=str(row.pk)).count() == 1
    assert DossierPaper.objects.get(dossier=row, digitised=True).media_type == "application/pdf"
    assert "038079000147" not in answer.content.decode() and "0912000512" not in answer.content.decode()


def test_the_same_sending_is_one_dossier_and_answers_the_same(desk: Desk) -> None:
    first = desk.post("/dossiers", desk.body(request_key="cong-1"), desk.counter)
    again = desk.post("/dossiers", desk.body(request_key="cong-1"), desk.counter)
    assert again.status_code == 201 and again.json() == first.json()
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"procedure_code": "9.999999"}, "procedure"),
        ({"unit_code": "99999"}, "unit_code"),
        ({"applicant": {"name": "", "identity": "038079000147"}}, "applicant_name"),
        ({"applicant": {"name": "Trần Thị Thử", "identity": "12"}}, "applicant_identity"),
        ({"copies": 0}, "copies"),
        ({"strange": 1}, "strange"),
        ({"papers": []}, "paper-"),
        ({"received_at": "2999-01-01T08:00:00+07:00"}, "received_at"),
    ],
)
def test_what_cannot_be_taken_in_is_told_by_field_and_nothing_is_written(
    desk: Desk, change: dict[str, Any], field: str
) -> None:
    answer = desk.post("/dossiers", desk.body(**change), desk.counter)
    assert answer.status_code == 422, answer.content
    assert any(each["field"].startswith(field) for each in answer.json()["fields"]), answer.json()
    assert not Dossier.objects.exists()


def test_a_file_that_is_no_base64_is_told_by_its_place(desk: Desk) -> None:
    body = desk.body()
    body["papers"][0]["file"] = {"name": "a.pdf", "base64": "a"}
    answer = desk.post("/dossiers", body, desk.counter)
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "papers.0.file.base64"


def test_a_key_does_no_more_than_its_bearer_and_its_scope(desk: Desk) -> None:
    assert desk.post("/dossiers", desk.body(), desk.stranger).status_code == 403
    assert desk.post("/dossiers", desk.body(), desk.reader).status_code == 403
    made = desk.post("/dossiers", desk.body(), desk.counter).json()
    assert desk.get(f"/dossiers/{made['id']}", desk.reader).status_code == 200
    for path in (f"/dossiers/{made['id']}", f"/dossier-steps/{made['steps'][0]['id']}"):
        read = desk.get(path, desk.stranger) if path.startswith("/dossiers/") else None
        wrote = desk.post(path, {"outcome": "du"}, desk.stranger) if read is None else read
        assert wrote.status_code == 404
    assert desk.get("/dossiers", desk.stranger).json() == {"items": [], "next": None}
    assert desk.get("/dossier-steps", desk.stranger).json() == {"items": [], "next": None}


def test_a_step_is_finished_once_and_only_as_it_was_seen(desk: Desk) -> None:
    made = desk.post(
        "/dossiers", desk.body(applicant={"name": "Trần Thị Thử", "identity": "038080000001"}), desk.counter
    )
    step = made.json()["steps"][0]["id"]
    path = f"/dossier-steps/{step}"
    assert desk.post(path, {"outcome": "du"}, desk.counter, **{"If-Match": '"99"'}).status_code == 412
    done = desk.post(path, {"outcome": "du"}, desk.counter, **{"If-Match": made["ETag"]})
    assert done.status_code == 200 and [each["key"] for each in done.json()["steps"]] != ["tiep-nhan"]
    assert done["ETag"] != made["ETag"]
    assert desk.post(path, {"outcome": "du"}, desk.counter).status_code == 409
    assert desk.post(path, {"outcome": "khong-co"}, desk.counter).status_code == 409
    stood = desk.get(f"/dossiers/{made.json()['id']}", desk.counter).json()
    assert stood == done.json()


def test_worklists_show_what_waits_and_what_one_holds(desk: Desk) -> None:
    mine = desk.post("/dossiers", desk.body(), desk.counter).json()
    other = services.receive(intake=desk.ward.intake(desk.edition), by=None, at=timezone.now())
    (held,) = desk.get("/dossier-steps?mine=true", desk.counter).json()["items"]
    (waits,) = desk.get("/dossier-steps", desk.counter).json()["items"]
    assert held["dossier_code"] == mine["code"] and waits["dossier_code"] == other.code
    taken = desk.post(f"/dossier-steps/{waits['id']}/take", {}, desk.counter)
    assert taken.status_code == 200 and taken.json()["steps"][0]["person_id"]
    assert desk.get("/dossier-steps", desk.counter).json()["items"] == []
    page = desk.get("/dossier-steps?mine=true&limit=1", desk.counter).json()
    more = desk.get(
        f"/dossier-steps?mine=true&limit=1&cursor={page['next']}".replace("+", "%2B"), desk.counter
    )
    assert more.json()["items"][0]["id"] != page["items"][0]["id"] and more.json()["next"] is None
    assert desk.get("/dossier-steps?cursor=la", desk.counter).status_code == 422


def test_lists_are_found_by_code_state_and_day(desk: Desk) -> None:
    made = desk.post("/dossiers", desk.body(), desk.counter).json()
    today = timezone.localdate().isoformat()
    for asked, there in (
        (f"code={made['code']}", 1),
        ("code=H56-250101-0001", 0),
        ("state=received", 1),
        ("state=decided", 0),
        ("open=true", 1),
        (f"received_on={today}", 1),
        ("unit=16576&procedure=1.004884", 1),
        ("unit=14812", 0),
    ):
        assert len(desk.get(f"/dossiers?{asked}", desk.counter).json()["items"]) == there, asked


def test_what_an_intake_must_bring_is_told(desk: Desk) -> None:
    told = desk.get("/intake-needs/1.004884.000.00.00.H56", desk.counter).json()
    assert [paper["name"] for paper in told["papers"]] == ["Tờ khai", "Giấy tờ có thông tin khai sinh"]
    assert desk.get("/intake-needs/9.999999", desk.counter).status_code == 404


def test_every_place_that_takes_a_procedure_is_told_page_after_page(desk: Desk) -> None:
    seen = taken_at_many(desk.edition, 60)
    codes: list[str] = []
    onward = ""
    while True:
        page = desk.get(f"/intake-needs/1.004884/places?limit=25&cursor={onward}", desk.reader).json()
        codes += [row["unit_code"] for row in page["items"]]
        onward = page["next"]
        if onward is None:
            break
    assert len(codes) == len(set(codes)) == 61 and set(codes) == {*seen, "16576"}
    only = desk.get("/intake-needs/1.004884/places?q=ngoc+son&province=38", desk.reader).json()["items"]
    assert [(row["full_name"], row["parent_code"]) for row in only] == [("Phường Ngọc Sơn", "38")]
    assert desk.get("/intake-needs/1.004884/places?province=01", desk.reader).json()["items"] == []
    assert desk.get("/intake-needs/1.004884/places?on=2020-01-01", desk.reader).json()["items"] == []
    assert desk.get("/intake-needs/9.999999/places", desk.reader).status_code == 404
    for cursor in ("la", kit.cursor_of(10**12)):
        assert desk.get(f"/intake-needs/1.004884/places?cursor={cursor}", desk.reader).status_code == 422


def test_a_refused_intake_a_request_an_answer_and_a_withdrawal_are_told_as_they_stand(desk: Desk) -> None:
    refused = desk.post(
        "/refused-dossiers",
        {"intake": desk.body(papers=[]), "reason": "Không thuộc thẩm quyền."},
        desk.counter,
    )
    assert (
        refused.status_code == 201 and refused.json()["business"] == "refused" and not refused.json()["steps"]
    )
    made = desk.post("/dossiers", desk.body(), desk.counter).json()
    step = made["steps"][0]["id"]
    asked = desk.post(f"/dossier-steps/{step}/completion-request", {"reason": "Bản chụp mờ."}, desk.counter)
    assert asked.json()["business"] == "waits-citizen" and asked.json()["due_at"] is None
    answered = desk.post(f"/dossiers/{made['id']}/completion", {"answer": "Đã nộp lại."}, desk.counter)
    assert answered.status_code == 200 and answered.json()["due_at"]
    assert desk.post(f"/dossiers/{made['id']}/notes", {"words": "Gọi lại sau."}, desk.counter).json() == {
        "done": True
    }
    assert desk.post(f"/dossiers/{made['id']}/withdraw", {"reason": ""}, desk.counter).status_code == 422
    gone = desk.post(f"/dossiers/{made['id']}/withdraw", {"reason": "Có đơn xin rút."}, desk.counter)
    assert gone.json()["business"] == "withdrawn" and gone.json()["steps"] == []
    assert desk.post(f"/dossiers/{made['id']}/stop", {"reason": "Thôi."}, desk.reader).status_code == 403
    assert not Holding.objects.filter(dossier=made["id"], closed_at=None).exists()


def test_many_steps_in_one_call_are_each_stored_or_refused_with_the_reason(desk: Desk) -> None:
    sent = []
    for n in range(4):
        who = {"name": "Nguyễn Văn Mẫu", "identity": f"0380790{n:05d}", "phone": "0912000512"}
        sent.append(desk.post("/dossiers", desk.body(applicant=who), desk.counter).json())
    ids = [each["steps"][0]["id"] for each in sent]
    steps = [
        {"step_id": ids[0], "outcome": "du", "version": sent[0]["version"]},
        {"step_id": ids[1], "outcome": "du", "version": sent[1]["version"] + 7},
        {"step_id": ids[2], "outcome": "khong-nhan"},
        {"step_id": 10**9, "outcome": "du"},
        {"step_id": ids[3], "outcome": "khong-thu"},
    ]
    answer = desk.post("/dossier-steps", {"steps": steps}, desk.counter)
    told = answer.json()
    assert answer.status_code == 200 and (told["stored"], told["refused"]) == (2, 3)
    assert [each["status"] for each in told["items"]] == [200, 412, 422, 404, 200]
    assert told["items"][0]["dossier"]["steps"][0]["key"] == "cho-nop-tien"
    assert told["items"][2]["fields"][0]["field"] == "reason" and told["items"][2]["dossier"] is None
    seen = desk.get(f"/dossiers/{sent[3]['id']}", desk.counter).json()
    assert told["items"][4]["dossier"] == seen
    strange = desk.post("/dossier-steps", {"steps": steps[:1]}, desk.stranger).json()
    assert strange["items"][0]["status"] == 404
    again = desk.post("/dossier-steps", {"steps": [steps[0], steps[0]]}, desk.counter)
    assert again.status_code == 422
    assert desk.post("/dossier-steps", {"steps": []}, desk.counter).status_code == 422
    assert desk.post("/dossier-steps", {"steps": steps[:1]}, desk.reader).status_code == 403
