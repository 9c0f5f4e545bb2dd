"""The side navigation, in order. Each room offers items (`pages.menu`); this list decides where they stand.

An item is (url name, Vietnamese words, icon, deed or None): an item with a deed shows only to somebody who may do it
somewhere. Groups and order are the product's, so they are here and not in the rooms.

The side holds what people open many times a day. Pages that belong together stand as tabs of one item: the side shows the
first one a person may open, their pages show the others.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Item(NamedTuple):
    route: str
    words: str | Promise
    icon: str
    deed: str | None = None
    phone: bool = False
    """Whether it stands among the bottom tabs of a telephone."""
    tabs: tuple[Item, ...] = ()
    """Pages that stand beside this one, in order."""
    strip: bool = True
    """Whether the shell draws the tabs on their pages; not where the room draws its own."""
    deep: bool = False
    """Whether pages below this one's address show the tabs too."""


class Group(NamedTuple):
    words: str | Promise
    items: tuple[Item, ...]


MENU: tuple[Group, ...] = (
    Group(
        _("Hằng ngày"),
        (
            Item("home", _("Bàn việc"), "desk", phone=True),
            Item("work.list", _("Việc"), "task", phone=True),
            Item(
                "work.presses",
                _("Đôn đốc"),
                "bell",
                tabs=(Item("work.outbox", _("Hộp gửi đi"), "send", deed="work.watch_outbox"),),
            ),
            Item("boards.calendar", _("Lịch"), "calendar"),
            Item(
                "boards.board",
                _("Bảng điều hành"),
                "board",
                tabs=(
                    Item("boards.heat_choose", _("Chỉ tiêu theo xã"), "list", deed="boards.rank", deep=True),
                    Item("boards.timeline", _("Tiến độ"), "chart"),
                    Item("boards.ranking", _("Xếp hạng"), "sort", deed="boards.rank"),
                    Item("boards.compare", _("So sánh kế hoạch"), "split"),
                    Item("boards.publications", _("Công khai"), "globe", deed="boards.publish"),
                ),
            ),
        ),
    ),
    Group(
        _("Kế hoạch"),
        (
            Item(
                "plans.list",
                _("Kế hoạch"),
                "plan",
                phone=True,
                tabs=(
                    Item("plans.reviews", _("Bản đọc chờ soát"), "review", deed="plans.review", phone=True),
                ),
            ),
            Item("plans.given", _("Chỉ tiêu giao"), "flag", deed="plans.see"),
            Item(
                "measures.own",
                _("Số đo"),
                "gauge",
                deed="measures.see",
                tabs=(Item("measures.catalogue", _("Danh mục số đo"), "list", deed="measures.see"),),
            ),
            Item("measures.scores", _("Chấm điểm"), "chart", deed="measures.see_scores"),
            Item(
                "plans.values_waiting",
                _("Số liệu chờ duyệt"),
                "check",
                deed="plans.approve_value",
                phone=True,
            ),
            Item(
                "reporting.mine",
                _("Báo cáo"),
                "report",
                phone=True,
                tabs=(Item("reporting.received", _("Báo cáo gửi lên"), "stamp", deed="reporting.accept"),),
                strip=False,
            ),
            Item("inspections.list", _("Kiểm tra"), "eye"),
        ),
    ),
    Group(
        _("Tiếng dân"),
        (
            Item(
                "voices.initiatives",
                _("Sáng kiến"),
                "voice",
                tabs=(Item("voices.moderation", _("Lời dân chờ duyệt"), "chat", deed="voices.moderate"),),
            ),
            Item("voices.complaints", _("Phản ánh về hồ sơ"), "chat", deed="voices.see_complaints"),
            Item("voices.events", _("Sự kiện trong năm"), "calendar"),
        ),
    ),
    Group(
        _("Hồ sơ, văn bản"),
        (
            Item(
                "dossiers.list",
                _("Hồ sơ"),
                "folder",
                deed="dossiers.see",
                tabs=(
                    Item("dossiers.counts", _("Số liệu hồ sơ"), "chart", deed="dossiers.see"),
                    Item(
                        "dossiers.citizen_counter",
                        _("Người dân tại quầy"),
                        "people",
                        deed="dossiers.prove_citizen",
                    ),
                ),
            ),
            Item("papers.list", _("Văn bản"), "paper", phone=True),
            Item(
                "catalog.desk",
                _("Thủ tục"),
                "book",
                tabs=(Item("catalog.offers", _("Nhận làm tại đơn vị"), "flag", deed="catalog.offer"),),
            ),
            Item(
                "till.desk",
                _("Quầy thu"),
                "money",
                deed="till.see",
                tabs=(
                    Item("till.held", _("Tiền chờ xử lý"), "clock", deed="till.see"),
                    Item("till.day", _("Đối soát ngày"), "check", deed="till.see"),
                    Item("till.accounts", _("Tài khoản nhận tiền"), "key", deed="till.manage_account"),
                ),
            ),
        ),
    ),
    Group(
        _("Bộ máy"),
        (
            Item("town.units", _("Đơn vị hành chính"), "unit"),
            Item(
                "lake.facts",
                _("Hồ dữ liệu"),
                "list",
                deed="lake.look",
                tabs=(Item("lake.imports", _("Nạp tệp"), "upload", deed="lake.see_imports"),),
            ),
            Item(
                "town.people",
                _("Người và quyền"),
                "people",
                deed="town.give_mandate",
                tabs=(Item("town.deeds", _("Quyền hạn"), "key"),),
            ),
            Item("town.me", _("Tài khoản của tôi"), "person", phone=True),
        ),
    ),
)
