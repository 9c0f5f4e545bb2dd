"""Who may do what with processes: deed -> roles, asked of a mandate over the unit whose process it is."""

from __future__ import annotations

WHO_MAY: dict[str, frozenset[str]] = {
    "catalog.draft_process": frozenset({"planner", "province", "leader", "office_head"}),
    "catalog.publish_process": frozenset({"planner", "province", "leader"}),
    "catalog.withdraw_process": frozenset({"planner", "province", "leader"}),
}
