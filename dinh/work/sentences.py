"""What the pure rules refuse, in the language of the screen: each sentence stands once more as a template."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings
from dinh.papers import sentences as papers

from .words import EVERY

REFUSALS = Sayings(
    (
        _("“%(name)s” không phải một nhịp; chọn: %(rhythms)s."),
        _("“%(name)s” không phải một nhịp."),
        _("Ngày của nhịp phải từ 1 đến %(n)s; đang là %(day)s."),
        _("Chỉ nhịp hằng năm mới nêu tháng, từ 1 đến 12, kèm ngày."),
    ),
    (", ".join(EVERY.values()),),
)


def say(sentence: str) -> str:
    """A rule's sentence (or why a file is no evidence) in the language of the screen."""
    told = REFUSALS.say(sentence)
    return papers.say(sentence) if told == sentence else told
