"""What tests of processes stand on: real units, made-up persons."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dinh.catalog.models import Field, Procedure, ProcessVersion
from dinh.catalog.rules.process import Graph
from dinh.catalog.services import process as services
from dinh.town import testing
from dinh.town.testing import HANOI

from .process_graphs import simple

AT = datetime(2026, 11, 20, 9, tzinfo=HANOI)


class House:
    """A province that keeps the procedure, a ward in it, another ward, and those who act."""

    def __init__(self) -> None:
        self.province = testing.unit("38")
        self.ward = testing.unit("14812")
        self.other = testing.unit("16576")
        field = Field.objects.create(code="chung-thuc", name="Chứng thực")
        self.procedure = Procedure.objects.create(
            code="2.000815", field=field, keeper=self.province, name="Chứng thực bản sao từ bản chính"
        )
        self.above = testing.actor("province", self.province, name="Lê Thị Thử")
        self.planner = testing.actor("planner", self.ward, name="Trần Thị Thử")

    def draft(self, graph: Graph | None = None, **more: Any) -> ProcessVersion:
        given = {"by": self.above, **more}
        version = services.draft_version(procedure_id=self.procedure.pk, at=AT, **given)
        if graph is not None:
            services.save_steps(version_id=version.pk, graph=graph, by=given["by"], at=AT)
        return version

    def publish(self, since: date, graph: Graph | None = None, **more: Any) -> ProcessVersion:
        version = self.draft(graph or simple(), **more)
        by = more.get("by", self.above)
        return services.publish_version(version_id=version.pk, since=since, by=by, at=AT)
