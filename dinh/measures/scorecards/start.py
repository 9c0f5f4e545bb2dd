"""What the scorecards do at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEED_WORDS = {
    "measures.scorecards-loaded": _("Nạp bộ chỉ số"),
    "measures.card-said": _("Ghi tự đánh giá"),
    "measures.card-appraised-line": _("Ghi điểm thẩm định"),
    "measures.evidence-laid": _("Thêm minh chứng"),
    "measures.evidence-withdrawn": _("Bỏ minh chứng"),
    "measures.card-sent": _("Gửi bảng tự đánh giá"),
    "measures.card-given-back": _("Trả lại bảng tự đánh giá"),
    "measures.card-appraised": _("Chốt thẩm định"),
}


def start() -> None:
    """Deeds, their words, and what opens a card; from `apps.ready`."""
    from dinh.ground import services as ground
    from dinh.look import openers
    from dinh.town import services as town

    from . import opening, rules

    town.declare_deeds("measures", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()})
    for deed, words in DEED_WORDS.items():
        ground.name_deed(deed, words)
    openers.register("score-card", opening.cards)
