"""The database itself keeps a published process as it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from dinh.catalog.models import Field, Procedure, ProcessFlow, ProcessStep, ProcessVersion
from dinh.town import testing


def made() -> ProcessVersion:
    keeper = testing.unit("38")
    field = Field.objects.create(code="chung-thuc", name="Chứng thực")
    procedure = Procedure.objects.create(
        code="2.000815", field=field, keeper=keeper, name="Chứng thực bản sao"
    )
    version = ProcessVersion.objects.create(procedure=procedure, number=1)
    a = ProcessStep.objects.create(version=version, key="a", name="A", kind="start")
    b = ProcessStep.objects.create(version=version, key="b", name="B", kind="end")
    ProcessFlow.objects.create(version=version, from_step=a, to_step=b)
    return version


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        assert "never changed" in str(error)
        return True
    return False


@pytest.mark.django_db
def test_a_draft_may_be_changed_and_a_published_one_never() -> None:
    version = made()
    steps, flows = "catalog_processstep", "catalog_processflow"
    changes = [
        (f"UPDATE {steps} SET hours = 3 WHERE version_id = %s", version.pk),
        (f"UPDATE {flows} SET words = 'x' WHERE version_id = %s", version.pk),
        ("UPDATE catalog_processversion SET note = note || 'x' WHERE id = %s", version.pk),
    ]
    assert not any(refused(*change) for change in changes)

    ProcessVersion.objects.filter(pk=version.pk).update(state="published", since=date(2026, 1, 1))
    assert all(refused(*change) for change in changes)
    assert refused("UPDATE catalog_processversion SET since = '2025-01-01' WHERE id = %s", version.pk)
    assert refused("UPDATE catalog_processversion SET state = 'draft' WHERE id = %s", version.pk)
    assert refused(f"DELETE FROM {flows} WHERE version_id = %s", version.pk)
    assert refused(f"DELETE FROM {steps} WHERE version_id = %s", version.pk)
    assert refused("DELETE FROM catalog_processversion WHERE id = %s", version.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProcessStep.objects.create(version=version, key="c", name="C", kind="task")


@pytest.mark.django_db
def test_a_step_cannot_be_moved_into_or_out_of_a_published_version() -> None:
    version = made()
    other = ProcessVersion.objects.create(procedure=version.procedure, number=2)
    stray = ProcessStep.objects.create(version=other, key="x", name="X", kind="task")
    ProcessVersion.objects.filter(pk=version.pk).update(state="published", since=date(2026, 1, 1))
    assert refused("UPDATE catalog_processstep SET version_id = %s WHERE id = %s", version.pk, stray.pk)
    assert refused(
        "UPDATE catalog_processstep SET version_id = %s WHERE version_id = %s", other.pk, version.pk
    )


@pytest.mark.django_db
def test_a_published_one_gets_its_last_day_and_may_be_withdrawn_once() -> None:
    version = made()
    rows = ProcessVersion.objects.filter(pk=version.pk)
    rows.update(state="published", since=date(2026, 1, 1))
    rows.update(until=date(2026, 6, 30))
    rows.update(state="withdrawn")
    assert refused("UPDATE catalog_processversion SET state = 'published' WHERE id = %s", version.pk)


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_after_a_transactional_test() -> None:
    ProcessVersion.objects.filter(pk=made().pk).update(state="published", since=date(2026, 1, 1))
