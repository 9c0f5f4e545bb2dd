"""Who may do what with the catalogue: deed -> roles. The town's rule decides where and when a mandate reaches.

Deeds on a procedure are asked of a mandate over the unit that keeps it; an offer, of a mandate over the unit that offers.
What is published is there for everybody, signed in or not, so there is no deed of seeing it."""

from __future__ import annotations

_DRAFTS = frozenset({"planner", "province", "leader", "office_head", "officer"})
_DECIDES = frozenset({"planner", "province", "leader"})

WHO_MAY: dict[str, frozenset[str]] = {
    "catalog.draft": _DRAFTS,
    "catalog.publish": _DECIDES,
    "catalog.withdraw": _DECIDES,
    "catalog.import": frozenset({"planner", "province"}),
    "catalog.offer": _DECIDES,
}

WORDS: dict[str, str] = {
    "catalog.draft": "Soạn thủ tục: nội dung, giấy tờ, thời hạn, phí",
    "catalog.publish": "Công bố một bản của thủ tục",
    "catalog.withdraw": "Rút một bản đã công bố, chấm dứt thủ tục",
    "catalog.import": "Nhập danh mục thủ tục từ tệp",
    "catalog.offer": "Nhận làm, thôi làm thủ tục tại đơn vị",
}
