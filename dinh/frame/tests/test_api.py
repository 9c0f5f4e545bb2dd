"""Who may through the JSON entrance is who may on the pages; keys open no more than they say; nothing is done twice."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from ninja import Schema

from dinh.ground.rates import Counter
from dinh.plans.models import TargetValue
from dinh.plans.rules import WHO_MAY as PLANS
from dinh.town import apikit, queries, services
from dinh.town.models import Account, ApiToken, Mandate, StandIn
from dinh.town.shapes import Role
from dinh.voices.rules import WHO_MAY as VOICES
from dinh.work.models import Assignment
from dinh.work.rules import WHO_MAY as WORK

from .api_town import ApiTown, auth, bearer, key_of


@pytest.fixture
def town(db: None, settings: Any) -> ApiTown:
    settings.DINH_LIMITS = dict.fromkeys(settings.DINH_LIMITS, 10**9)
    return ApiTown()


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="testserver")


def get(client: Client, path: str, key: str) -> Any:
    return client.get(f"/api/v1{path}", headers=auth(key))


def post(client: Client, path: str, key: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(
        f"/api/v1{path}",
        json.dumps(body) if body is not None else b"",
        content_type="application/json",
        headers=auth(key) | more,
    )


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("deed", "table", "path", "body"),
    [
        ("plans.enter_value", PLANS, "/targets/{target}/values", {"period": "2026-02", "value": 30}),
        ("plans.record_progress", PLANS, "/tasks/{task}/progress", {"state": "doing", "note": "Đang làm", "on": "today"}),
        ("plans.approve_value", PLANS, "/values/{value}/approve", {}),
        ("work.ask", WORK, "/assignments", {"title": "Khảo sát", "unit_code": "16576"}),
        ("work.note_progress", WORK, "/assignments/{assignment}/progress", {"note": "Được một nửa"}),
        ("voices.put_forward", VOICES, "/initiatives", {"kind": "idea", "title": "Ý", "text": "Ý hay", "unit_code": "16576"}),
        ("voices.vote", VOICES, "/initiatives/{initiative}/votes", None),
    ],
)  # fmt: skip
def test_who_may_is_the_pages_table_cell_by_cell(
    town: ApiTown, client: Client, role: Role, deed: str, table: Any, path: str, body: Any
) -> None:
    _person, key = bearer(role.value, town.unit, name="Phạm Văn Vai")
    ids = {name.removesuffix("_id"): value for name, value in town.ids.items()}
    if body and body.get("on") == "today":
        body = body | {"on": timezone.localdate().isoformat()}

    answer = post(client, path.format(**ids), key, body)

    expected = role.value in table[deed]
    assert (answer.status_code in {200, 201}) is expected, answer.content
    assert expected or answer.status_code in {403, 404}, answer.content


def test_somebody_elsewhere_is_told_that_there_is_nothing(town: ApiTown, client: Client) -> None:
    _person, key = bearer("planner", town.elsewhere)

    for path in (
        "/plans/{plan_id}",
        "/targets/{target_id}",
        "/assignments/{assignment_id}",
        "/initiatives/{initiative_id}",
    ):
        answer = get(client, path.format(**town.ids), key)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert get(client, "/plans", key).json() == {"items": [], "next": None}


def test_drafts_are_not_told_to_who_may_not_see_them(town: ApiTown, client: Client) -> None:
    _person, key = bearer("viewer", town.unit)

    path = f"/targets/{town.target.pk}/values"
    assert get(client, path, key).json()["items"] == []
    assert len(get(client, path, town.key).json()["items"]) == 1
    assert post(client, f"/values/{town.value.pk}/submit", key).status_code == 404


def test_a_key_is_shown_once_stored_as_a_hash_and_revoked_at_once(town: ApiTown, client: Client) -> None:
    token = ApiToken.objects.get(person=town.boss)
    assert town.key not in str(token.__dict__)
    assert get(client, "/me", town.key).status_code == 200
    token.refresh_from_db()
    assert token.used_at is not None
    services.revoke_token(token_id=token.pk, by=town.by, at=timezone.now())
    answer = get(client, "/me", town.key)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="dinh"')


def test_a_key_is_over_after_its_last_day_and_with_its_account(town: ApiTown, client: Client) -> None:
    ApiToken.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert get(client, "/me", town.key).status_code == 401
    ApiToken.objects.update(until=timezone.localdate())
    assert get(client, "/me", town.key).status_code == 200
    Account.objects.filter(person=town.boss).update(is_active=False)
    assert get(client, "/me", town.key).status_code == 401


def test_a_key_opens_the_rooms_it_names_and_reading_is_not_writing(town: ApiTown, client: Client) -> None:
    key = key_of(town.boss, scopes={"plans": "read"})

    assert get(client, "/plans", key).status_code == 200
    assert get(client, "/assignments", key).status_code == 403
    answer = post(client, f"/targets/{town.target.pk}/values", key, {"period": "2026-02", "value": 30})
    assert answer.status_code == 403
    assert "ghi" in answer.json()["detail"]


def test_a_key_bounded_to_a_ward_does_not_reach_the_province(town: ApiTown, client: Client) -> None:
    person, wide = bearer("planner", town.province)
    narrow = key_of(person, within=town.unit)
    ask = {"title": "Khảo sát", "unit_code": town.province.code}

    assert post(client, "/assignments", wide, ask).status_code == 201
    assert post(client, "/assignments", narrow, ask).status_code == 403
    assert post(client, "/assignments", narrow, ask | {"unit_code": town.unit.code}).status_code == 201


def test_what_one_may_only_by_standing_in_a_key_may_not(town: ApiTown, client: Client) -> None:
    person, key = bearer("viewer", town.unit)
    today = timezone.localdate()
    boss = Mandate.objects.get(person=town.boss)
    stand = StandIn.objects.create(absent=town.boss, by=person, since=today, until=today + timedelta(days=5))
    stand.mandates.add(boss)

    assert {m.role for m in queries.actor_of_person(person, timezone.now()).mandates} == {"viewer", "planner"}
    assert [m["role"] for m in get(client, "/me", key).json()["mandates"]] == ["viewer"]


def test_the_same_key_of_a_write_does_it_once(town: ApiTown, client: Client) -> None:
    body = {"title": "Khảo sát trạm", "unit_code": town.unit.code}
    first = post(client, "/assignments", town.key, body, Idempotency_Key="a-1")
    again = post(client, "/assignments", town.key, body, Idempotency_Key="a-1")
    other = post(client, "/assignments", town.key, body | {"title": "Khác"}, Idempotency_Key="a-1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert Assignment.objects.filter(title="Khảo sát trạm").count() == 1


def test_a_refused_write_leaves_its_key_free(town: ApiTown, client: Client) -> None:
    path = f"/targets/{town.target.pk}/values"
    wrong = post(client, path, town.key, {"period": "2026-02", "value": 130}, Idempotency_Key="v-1")
    right = post(client, path, town.key, {"period": "2026-02", "value": 30}, Idempotency_Key="v-1")

    assert (wrong.status_code, right.status_code) == (422, 201)
    assert wrong.json()["fields"][0]["field"] == "value"
    assert TargetValue.objects.filter(period_key="2026-02").count() == 1


def test_a_version_that_is_not_the_newest_changes_nothing(town: ApiTown, client: Client) -> None:
    path = f"/assignments/{town.assignment.pk}"
    tag = get(client, path, town.key)["ETag"]
    done = post(client, f"{path}/progress", town.key, {"note": "Một", "percent": 10}, If_Match=tag)
    late = post(client, f"{path}/progress", town.key, {"note": "Hai", "percent": 20}, If_Match=tag)

    assert (done.status_code, late.status_code) == (200, 412)
    assert done["ETag"] != tag
    assert get(client, path, town.key).json()["percent"] == 10


def test_pages_meet_and_a_made_up_cursor_is_told(town: ApiTown, client: Client) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        answer = get(client, f"/plans/{town.made.pk}/targets?limit=2&cursor={cursor}", town.key).json()
        seen += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
    assert seen == sorted(town.made.targets.values_list("pk", flat=True))
    assert get(client, "/plans?cursor=xyz", town.key).status_code == 422
    assert get(client, "/plans?stat=x", town.key).json()["fields"][0]["field"] == "stat"


def test_whatever_goes_wrong_a_program_reads_no_html(
    town: ApiTown, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (
        client.get("/api/v1/khong-co"),
        client.get("/api/v1/plans"),
        client.put("/api/v1/plans", headers=auth(town.key)),
        client.post("/api/v1/assignments", b"{", content_type="application/json", headers=auth(town.key)),
    ):
        assert answer["Content-Type"] == "application/problem+json", answer.status_code
        assert answer.json()["status"] == answer.status_code
    settings.DINH_LIMITS = settings.DINH_LIMITS | {"asked_by_key": 1}
    key = key_of(town.boss)
    monkeypatch.setattr(apikit, "_asked", Counter(60))  # an earlier test's key may have borne the same number
    assert [get(client, "/me", key).status_code for _n in range(2)] == [200, 429]


def test_the_session_of_a_browser_opens_nothing_here(town: ApiTown, client: Client) -> None:
    client.force_login(Account.objects.get(person=town.boss))
    assert client.get("/api/v1/plans").status_code == 401


def test_a_list_costs_a_bounded_number_of_queries(
    town: ApiTown, client: Client, django_assert_max_num_queries: Any
) -> None:
    for path, most in (
        ("/assignments", 8),
        (f"/plans/{town.made.pk}/targets", 8),
        ("/initiatives", 6),
        ("/units", 5),
    ):
        get(client, path, town.key)
        with django_assert_max_num_queries(most):
            assert get(client, path, town.key).status_code == 200


def test_the_documentation_is_open_and_names_every_operation(client: Client, db: None) -> None:
    page = client.get("/api/")
    document = client.get("/api/v1/openapi.json").json()
    text = page.content.decode()

    assert page.status_code == 200
    assert all(path in text for path in document["paths"])
    assert "style=" not in text and "<script>" not in text


def test_no_two_rooms_call_different_shapes_by_one_name() -> None:
    """The document keeps shapes by name: a second of the same name would silently take the place of the first."""
    from dinh.frame.api import ROUTERS

    names: dict[str, str] = {}
    for room in ROUTERS:
        for name, value in vars(room).items():
            if isinstance(value, type) and value.__module__ == room.__name__:
                assert names.setdefault(name, room.__name__) == room.__name__, name


def test_every_address_is_found_where_it_was_before_they_were_put_together() -> None:
    from django.urls import resolve

    from dinh.frame.api import api

    first: dict[str, str] = {}
    for each in api.urls[0]:
        first.setdefault(str(each.pattern), each.name)
    assert len(first) > 60
    for route, name in first.items():
        found = resolve("/api/v1/" + re.sub(r"<\w+>", "7", route))
        assert (found.url_name, found.route) == (name, f"api/v1/{route}")
    assert resolve("/api/v1/dossiersx").url_name is None


def test_no_two_rooms_describe_different_things_by_one_name() -> None:
    """The document keeps one description for a name: of two, answers of one room would be described by the other's."""
    import importlib
    import pkgutil

    import dinh

    owners: dict[str, set[str]] = {}
    for module in pkgutil.walk_packages(dinh.__path__, "dinh."):
        if ".api" not in module.name or ".tests" in module.name:
            continue
        for name, thing in vars(importlib.import_module(module.name)).items():
            if isinstance(thing, type) and issubclass(thing, Schema) and thing is not Schema:
                owners.setdefault(name, set()).add(thing.__module__)
    assert owners and {name: found for name, found in owners.items() if len(found) > 1} == {}
