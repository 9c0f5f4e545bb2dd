"""The JSON entrance does what its document says: every operation, right and wrong, by schemathesis against the WSGI
application in this process, with a key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from dinh.frame.wsgi import application

from .api_town import ApiTown, auth

load_all_checks()
EXAMPLES = 4
"""For each operation and mode: the whole stays under a minute."""
NOT_OURS = frozenset(
    {
        # Links between operations are not documented, so these have nothing to follow.
        "use_after_free",
        "ensure_resource_availability",
        "object_level_authorization",
        "max_response_time",
    }
)
MUST = frozenset(
    {
        "ask", "note_progress", "enter_value", "put_forward", "remark", "vote", "task_progress", "accept_allotment",
        "enter_allotment_value", "sign_contract", "add_milestone", "reach_milestone", "receive_dossier", "note_dossier",
        "finish_step",
    }
)  # fmt: skip
"""Writes that must have gone through at least once; the others depend on where a thing stands."""
GOOD = {
    "office_id": None,
    "person_id": None,
    "answers_id": None,
    "coop_office_ids": [],
    "due_on": None,
    "on": timezone.localdate().isoformat(),
    "period": "2026-02",
    "value": 30,
    "numerator": None,
    "denominator": None,
    "seen": None,
    "note": "Đang làm",
    "text": "Nên làm sớm",
    "title": "Khảo sát trạm",
    "spent": None,
    "planned_on": timezone.localdate().isoformat(),
    "done_on": timezone.localdate().isoformat(),
    "ends_on": None,
    "warranty_until": None,
    "parts": [{"source": "tinh", "year": timezone.localdate().year, "amount": 1_000}],
}
"""What a body out of the air would hardly hit: names of things that are there, days that have come."""
DESK = "Hồ sơ thủ tục"
"""Operations under this tag are called with the key of somebody at the one-stop desk."""
NOT_THERE = frozenset({"report", "inspection"})
"""Things this small town has none of: only their refusals and their lists are walked."""
_numbers = count(1)
CHECKED = [check for name, check in CHECKS._items.items() if name not in NOT_OURS]  # type: ignore[attr-defined]


@pytest.fixture
def api_town(db: None, settings: Any) -> Iterator[ApiTown]:
    settings.DINH_LIMITS = dict.fromkeys(settings.DINH_LIMITS, 10**9)
    # The application is called as a server calls it; the test's own connection must outlive each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield ApiTown()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _schema() -> Any:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    # What a rule of the town refuses is 409 or 422 though its shape is right; what one may not see is 404.
    schema.config.checks.positive_data_acceptance.expected_statuses = [
        "2xx",
        "401",
        "403",
        "404",
        "409",
        "412",
        "422",
    ]
    schema.config.checks.negative_data_rejection.expected_statuses = [
        "400",
        "401",
        "403",
        "404",
        "405",
        "406",
        "409",
        "412",
        "415",
        "422",
    ]
    return schema


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_does_what_the_document_says(api_town: ApiTown, mode: GenerationMode) -> None:
    schema, ids, seen = _schema(), api_town.ids, {}
    reads = {
        o.definition.raw["operationId"] for r in schema.get_all_operations() if (o := r.ok()).method == "get"
    }
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 60
    for operation in operations:
        if mode == GenerationMode.NEGATIVE and not (
            operation.path_parameters or operation.query or operation.body
        ):
            continue
        raw = operation.definition.raw
        key = api_town.desk_key if DESK in raw["tags"] else api_town.key
        seen[raw["operationId"]] = _walk(operation, key, ids | api_town.fresh(raw["operationId"]), mode)
    if mode == GenerationMode.POSITIVE:
        # Were everything refused, the check of shapes would have looked at nothing.
        done = {name for name, statuses in seen.items() if any(status < 300 for status in statuses)}
        assert (reads | MUST) - NOT_THERE - done == set()


def _walk(operation: Any, key: str, ids: dict[str, Any], mode: GenerationMode) -> set[int]:
    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Any) -> None:
        if mode == GenerationMode.POSITIVE and isinstance(case.body, dict):
            case.body.update({name: value for name, value in good.items() if name in case.body})
            case.body.update(ids.get("body", {}))
        if mode == GenerationMode.POSITIVE:
            # A version out of the air is never the newest, and the same short key would stand for many requests.
            case.headers.pop("If-Match", None)
            if "Idempotency-Key" in case.headers:
                case.headers["Idempotency-Key"] = (
                    f"{operation.definition.raw['operationId']}-{next(_numbers)}"
                )
            # Numbers out of the air would all be 404: the thing of the path is there.
            for name in case.path_parameters or {}:
                case.path_parameters[name] = ids.get(name, case.path_parameters[name])
        answer = case.call_and_validate(headers=auth(key), checks=CHECKED)
        seen.add(answer.status_code)

    good, seen = GOOD | {"unit_code": ids["code"]}, set()
    one()
    return seen


def test_settings_name_the_limits_of_keys() -> None:
    assert {"asked_by_key", "failed_keys"} <= set(settings.DINH_LIMITS)
