"""A forecast in words of the screen: what it says, by which method, on what it rests, how earlier ones did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.look.formats import num
from dinh.look.shapes import Outlook

from .rules.forecasting import INNER, NEEDED, OUTER, Chance, Forecast, Step

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What a page shows of a forecast."""

    lead: str
    """The forecast in a sentence, or why there is none."""
    made: bool
    notes: tuple[str, ...]
    """What to mind."""
    method: str
    tried: str


def told(made: Forecast, unit: str) -> Told:
    """A forecast, or the honest answer that there is none."""
    return Told(
        lead(made, unit),
        bool(made.steps),
        tuple(notes(made, unit)),
        method_words(made),
        tried_words(made, unit),
    )


def lead(made: Forecast, unit: str) -> str:
    """ "Theo đà này, đến hết 31/12/2026 đạt khoảng 87% (khoảng dự báo 80%: 82–91%)."; without a forecast, why."""
    match made.answer:
        case "short":
            return _("Chưa đủ dữ liệu để dự báo: mới có %(known)s kỳ có số, cần ít nhất %(needed)s kỳ.") % {
                "known": num(made.known),
                "needed": num(NEEDED),
            }
        case "holes":
            return _("Chưa đủ dữ liệu để dự báo: %(holes)s trên %(all)s kỳ không có số, quá một phần tư.") % {
                "holes": num(len(made.filled)),
                "all": num(made.of),
            }
        case "old":
            return _("Không dự báo: số mới nhất là của %(period)s, đã quá cũ để nói về kỳ tới.") % {
                "period": _named(made.last)
            }
        case "over":
            return _("Không dự báo: từ kỳ đã có số đến ngày này không còn kỳ nào kết thúc.")
        case "failed":
            return _("Không dự báo: phép khớp không hội tụ trên các kỳ đã có.")
    step = made.end
    assert step is not None
    day = f"{step.last:%d/%m/%Y}"
    if made.method == "flat" and step.spread <= 0:
        return _("Số không đổi suốt %(known)s kỳ; nếu cứ như vậy, đến hết %(day)s vẫn là %(value)s.") % {
            "known": num(made.known),
            "day": day,
            "value": value_words(step.middle, unit, step),
        }
    seasonal = _(
        "Theo đà này và mùa trong năm, đến hết %(day)s đạt khoảng %(value)s (khoảng dự báo %(sure)s%%: %(low)s–%(high)s)."
    )
    plain = _(
        "Theo đà này, đến hết %(day)s đạt khoảng %(value)s (khoảng dự báo %(sure)s%%: %(low)s–%(high)s)."
    )
    said = (seasonal if made.season else plain) % {
        "day": day,
        "value": value_words(step.middle, unit, step),
        "sure": num(INNER * 100),
        "low": _number(step.low, step),
        "high": value_words(step.high, unit, step),
    }
    if made.answer == "far":
        said += " " + _("Xa hơn thì %(known)s kỳ chưa đủ để nói.") % {"known": num(made.known)}
    return said


def notes(made: Forecast, unit: str) -> list[str]:
    """What to mind: periods that jumped, were left out or bridged, a source that has gone on."""
    said = []
    if made.turned and made.running is not None:
        said.append(
            _("Kỳ đang chạy (%(period)s) đến nay là %(value)s, ngoài cả khoảng 95%%: đà cũ có thể đã hết.")
            % {"period": _named(made.steps[0].key), "value": value_words(made.running, unit)}
        )
    if made.odd and made.steps:
        said.append(
            _("Khác hẳn mức quen, kéo dự báo theo, nên xem lại trước khi tin: %(periods)s.")
            % {"periods": _list(made.odd)}
        )
    if made.left_out:
        said.append(_("Bỏ ra ngoài vì không thể đúng: %(periods)s.") % {"periods": _list(made.left_out)})
    if made.filled and made.steps:
        said.append(_("Không có số, nối thẳng qua: %(periods)s.") % {"periods": _list(made.filled)})
    if made.stale:
        said.append(_("Nguồn đã đổi từ khi đếm; đo lại rồi dự báo sẽ khác."))
    if made.method == "flat" and made.end is not None and made.end.spread <= 0:
        said.append(_("Không kỳ nào khác kỳ nào, nên không suy được khoảng dự báo."))
    return said


def method_words(made: Forecast) -> str:
    """By which method, from which periods, with which intervals."""
    if not made.steps:
        return ""
    ways = {
        "level": _("san bằng hàm mũ đơn giản (mức đi ngang)"),
        "drift": _("san bằng hàm mũ có đà đều"),
        "damped": _("san bằng hàm mũ có đà giảm dần"),
        "flat": _("giữ nguyên mức không đổi"),
    }
    if made.season:
        ways |= {
            "level": _("san bằng hàm mũ đơn giản sau khi bỏ mùa (mức đi ngang)"),
            "drift": _("san bằng hàm mũ có đà đều sau khi bỏ mùa"),
            "damped": _("san bằng hàm mũ có đà giảm dần sau khi bỏ mùa"),
        }
    said = _("Cách tính: %(way)s trên %(known)s kỳ từ %(first)s đến %(last)s.") % {
        "way": ways[made.method],
        "known": num(made.known),
        "first": _named(made.first),
        "last": _named(made.last),
    }
    if made.method == "flat":
        return said
    said += " " + _("Dạng được chọn theo AICc; khoảng %(inner)s%% và %(outer)s%% theo phân phối t.") % {
        "inner": num(INNER * 100),
        "outer": num(OUTER * 100),
    }
    if made.season:
        said += " " + _(
            "Mùa là độ lệch của từng tháng so với đường thẳng qua mọi kỳ, cao nhất vào tháng %(high)s, thấp nhất vào tháng %(low)s; "
            "khoảng dự báo đã cộng cả điều chưa chắc của mùa."
        ) % {"high": num(made.season[0]), "low": num(made.season[1])}
    if made.scale == "share":
        said += " " + _("Tỷ lệ tính trên thang logit nên không ra ngoài 0–100%.")
    elif made.scale == "total":
        said += " " + _("Số lũy kế: dự báo phần tăng từng kỳ rồi cộng, không bao giờ giảm.")
    return said


def tried_words(made: Forecast, unit: str) -> str:
    """ "Đã thử lại trên 5 kỳ trước: lệch trung bình 4,1 điểm; 4 trên 5 lần nằm trong khoảng 80%."."""
    if made.tried is None or not made.steps or made.method == "flat":
        return ""
    tried = made.tried
    off = f"{num(round(tried.off, 1))} {_('điểm') if unit == '%' else unit}".strip()
    return _(
        "Đã thử lại trên %(times)s kỳ trước, báo trước %(ahead)s kỳ: lệch trung bình %(off)s; "
        "%(within)s trên %(times)s lần nằm trong khoảng %(sure)s%%."
    ) % {
        "times": num(tried.times),
        "ahead": num(tried.ahead),
        "off": off,
        "within": num(tried.within),
        "sure": num(INNER * 100),
    }


def chance_words(chance: Chance) -> tuple[str, str]:
    """Kind of the look and the word: "khó đạt", "có thể đạt", "nhiều khả năng đạt"."""
    return {
        "likely": ("ok", _("Nhiều khả năng đạt")),
        "possible": ("risk", _("Có thể đạt")),
        "unlikely": ("late", _("Khó đạt")),
    }[chance.word]


def share_words(chance: Chance) -> str:
    """ "khả năng đạt 37%", never surer than 1 in 100."""
    if chance.share is None:
        return ""
    percent = chance.share * 100
    if percent < 1:
        return _("khả năng đạt dưới 1%")
    if percent > 99:
        return _("khả năng đạt trên 99%")
    return _("khả năng đạt khoảng %(n)s%%") % {"n": num(round(percent))}


def value_words(value: float, unit: str, step: Step | None = None) -> str:
    """A forecast number: no finer than its band is wide."""
    said = _number(value, step)
    return f"{said}%" if unit == "%" else f"{said} {unit}".strip()


def _number(value: float, step: Step | None) -> str:
    wide = step is None or step.high - step.low >= 2 or abs(value) >= 100
    return num(round(value)) if wide else num(round(value, 1))


def _named(key: str) -> str:
    """ "tháng 10/2026", within a sentence."""
    said = period_words(Period.parse(key))
    return said[:1].lower() + said[1:]


def _list(keys: Sequence[str]) -> str:
    said = ", ".join(_named(key) for key in keys[:MOST_NAMED])
    return said + (
        _(" và %(n)s kỳ nữa") % {"n": num(len(keys) - MOST_NAMED)} if len(keys) > MOST_NAMED else ""
    )


def outlook(made: Forecast, keys: Sequence[str], unit: str) -> Outlook | None:
    """What a chart whose places are these periods draws of a forecast; None when there is nothing to draw."""
    steps = {each.key: each for each in made.steps}
    chosen = [steps.get(key) for key in keys]
    end = next((each for each in reversed(chosen) if each is not None), None)
    if end is None:
        return None
    banded = any(each is not None and each.spread > 0 for each in chosen)
    return Outlook(
        middle=[each.middle if each else None for each in chosen],
        inner=[(each.low, each.high) if each else None for each in chosen] if banded else (),
        outer=[(each.lowest, each.highest) if each else None for each in chosen] if banded else (),
        inner_words=f"{num(INNER * 100)}%",
        outer_words=f"{num(OUTER * 100)}%",
        last_words=(
            _("Dự báo khoảng %(value)s, có tính mùa") if made.season else _("Dự báo khoảng %(value)s")
        )
        % {"value": value_words(end.middle, unit, end)},
    )
