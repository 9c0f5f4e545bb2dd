"""What the room of measures does at start-up, its scorecards left out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SEE = frozenset({"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"})
WHO_MAY: dict[str, frozenset[str]] = {
    "measures.see": SEE,
    "measures.measure": frozenset({"admin", "planner", "province"}),
    "measures.publish": frozenset({"leader", "planner", "province"}),
}
WORDS = {
    "measures.see": _("Xem số đo và dữ kiện phía sau"),
    "measures.measure": _("Tính và lưu số đo"),
    "measures.publish": _("Công bố số đo"),
}
DEED_WORDS = {
    "measures.measured": _("Tính số đo từ dữ kiện"),
    "measures.published": _("Công bố số đo"),
}


def start() -> None:
    """Deeds and their words; from `apps.ready`."""
    from dinh.ground import services as ground
    from dinh.town import services as town

    from .proving import declare

    town.declare_deeds("measures", WHO_MAY, words=WORDS)
    for deed, words in DEED_WORDS.items():
        ground.name_deed(deed, words)
    declare()
