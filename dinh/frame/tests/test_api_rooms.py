"""What was given to communes, the book of money and kept files through the JSON entrance: as far as a mandate reaches, by
the same rules as the pages, and nothing twice."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dinh.plans.models import Allotment, MoneyEntry, MoneyFile, Payment, TargetValue
from dinh.plans.tests.builders import make_unit

from .api_town import ApiTown, bearer
from .test_api import client, get, post, town

__all__ = ["client", "town"]


@pytest.fixture
def neighbour(town: ApiTown) -> str:
    """A key of the commune next door, of somebody who may do everything there."""
    return bearer("planner", make_unit("16600", "Láng Giềng", parent=town.province), name="Trần Thị Lạ")[1]


READS = (
    "/allotments/{allotment}", "/allotments/{allotment}/values", "/projects/{project}/money",
    "/projects/{project}/contracts", "/projects/{project}/milestones", "/plans/{plan}/money", "/files/{file}",
    "/files/{file}/content", "/money-files/{money_file}/content",
)  # fmt: skip


def there(town: ApiTown, path: str) -> str:
    return path.format(
        allotment=town.allotment.pk,
        project=town.project.pk,
        plan=town.made.pk,
        file=town.ids["file_id"],
        money_file=MoneyFile.objects.get().pk,
    )


@pytest.mark.parametrize("path", READS)
def test_what_belongs_to_one_commune_is_not_there_for_another(
    town: ApiTown, client: Client, neighbour: str, path: str
) -> None:
    assert get(client, there(town, path), town.key).status_code == 200
    assert get(client, there(town, path), neighbour).status_code == 404


@pytest.mark.parametrize("path", ["/allotments", "/files", "/money-files"])
def test_lists_show_a_neighbour_nothing(town: ApiTown, client: Client, neighbour: str, path: str) -> None:
    assert len(get(client, path, town.key).json()["items"]) == 1
    assert get(client, path, neighbour).json() == {"items": [], "next": None}


def test_a_file_comes_back_byte_for_byte_to_be_saved(town: ApiTown, client: Client) -> None:
    told = get(client, f"/files?value={town.value.pk}", town.key).json()["items"][0]
    answer = get(client, f"/files/{told['id']}/content", town.key)
    contents = b"".join(answer.streaming_content)
    assert hashlib.sha256(contents).hexdigest() == told["sha256"] and len(contents) == told["size"]
    assert answer["Content-Disposition"].startswith("attachment") and told["name"] == "bien-ban.txt"
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_file_of_a_figure_nobody_approved_is_for_who_decides(town: ApiTown, client: Client) -> None:
    viewer = bearer("viewer", town.unit, name="Lê Văn Xem")[1]
    path = f"/files/{town.ids['file_id']}"
    assert get(client, path, viewer).status_code == 404
    TargetValue.objects.filter(pk=town.value.pk).update(state="approved")
    assert get(client, path, viewer).status_code == 200


def test_what_was_given_is_accepted_once_and_only_as_it_was_seen(town: ApiTown, client: Client) -> None:
    path = f"/allotments/{town.allotment.pk}"
    seen = get(client, path, town.key)
    assert seen["ETag"] == '"1"' and seen.json()["standing"]["kind"] == "not-measured"
    Allotment.objects.filter(pk=town.allotment.pk).update(version=2, value=65)
    assert post(client, f"{path}/accept", town.key, If_Match='"1"').status_code == 412
    answer = post(client, f"{path}/accept", town.key, If_Match='"2"')
    assert answer.status_code == 200 and answer.json()["state"] == "accepted" and answer["ETag"] == '"3"'
    assert post(client, f"{path}/accept", town.key).status_code == 409
    dispute = post(client, f"{path}/disputes", town.key, {"reason": "Quá cao", "proposed": 50})
    assert dispute.status_code == 201 and dispute.json()["proposed"] == 50


def test_a_viewer_neither_accepts_nor_reports(town: ApiTown, client: Client) -> None:
    viewer = bearer("viewer", town.unit, name="Lê Văn Xem")[1]
    path = f"/allotments/{town.allotment.pk}"
    assert post(client, f"{path}/accept", viewer).status_code == 403
    body = {"period": "2026-02", "value": 30}
    assert post(client, f"{path}/values", viewer, body).status_code == 403
    told = post(client, f"{path}/values", town.key, body | {"submit": True})
    assert told.status_code == 201 and told.json()["allotment_id"] == town.allotment.pk
    assert get(client, f"{path}/values", viewer).json()["items"] == []
    assert len(get(client, f"{path}/values", town.key).json()["items"]) == 1


def payment(**more: Any) -> dict[str, Any]:
    day = timezone.localdate()
    return {
        "kind": "progress",
        "on": day.isoformat(),
        "voucher": "CT-1",
        "parts": [{"source": "tinh", "year": day.year, "amount": 400_000_000}],
        **more,
    }


def test_a_payment_goes_into_the_book_once(town: ApiTown, client: Client) -> None:
    path, body = f"/projects/{town.project.pk}/payments", payment(contract_id=town.contract.pk)
    first = post(client, path, town.key, body, Idempotency_Key="ct-1")
    again = post(client, path, town.key, body, Idempotency_Key="ct-1")
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert first.json()["paid"] == 400_000_000 and Payment.objects.count() == 1
    lines = get(client, f"/plans/{town.made.pk}/money?side=paid", town.key).json()["items"]
    assert [(line["amount"], line["paper"]) for line in lines] == [(400_000_000, "CT-1")]
    (contract,) = get(client, f"/projects/{town.project.pk}/contracts", town.key).json()["items"]
    assert (contract["worth"], contract["paid"]) == (1_500_000_000, 400_000_000)


def test_a_payment_over_the_contract_is_refused_by_field(town: ApiTown, client: Client) -> None:
    day = timezone.localdate()
    over = [{"source": "tinh", "year": day.year, "amount": 1_600_000_000}]
    body = payment(contract_id=town.contract.pk, parts=over)
    answer = post(client, f"/projects/{town.project.pk}/payments", town.key, body)
    assert answer.status_code == 422 and answer.json()["fields"]
    assert not MoneyEntry.objects.filter(side="paid").exists()


def test_a_milestone_is_reached_on_the_version_that_was_seen(town: ApiTown, client: Client) -> None:
    path = f"/milestones/{town.milestone.pk}/reach"
    body = {"done_on": timezone.localdate().isoformat(), "note": "Biên bản nghiệm thu số 3"}
    assert post(client, path, town.key, body, If_Match='"7"').status_code == 412
    assert post(client, path, town.key, body).json()["state"] == "done"
    assert post(client, path, town.key, body).status_code == 409
