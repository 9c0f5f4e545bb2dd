"""How a scan spoils a syllable: what each piece of a damaged word may have been, and how likely.

A damaged word is cut into onset, middle and coda; each piece is compared with the true ones. Costs are natural logs of
odds, negated: 0 is "exactly so", 2.3 is one in ten. The figures are of scanners and text readers in general (marks lost,
marks mistaken, ơ seen as o', ế as 6…), not of any one paper.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from . import confusions, syllables

FAR = 99.0
MOST = 5.5
"""A candidate dearer than this is not offered."""
TYPICAL_LOST = 0.35
"""The price of a lost mark where nothing is known of the scan."""

_MODS = {"\u0302": "^", "\u0306": "u", "\u031b": "+"}
_VOWELS = "aeiouy"

_MORE_COST, _MORE_COST_NO_TONE, _WHOLE_COST = 1.1, 2.0, 1.6
_DROP_MARKED, _DROP_PLAIN = 1.7, 4.0
NOISE = set("'.,;:!|\\^`~·´’‘\"¨°*_-<>{}[]()?¸¯˜¹²³")


def _table(raw: dict[str, str], known: tuple[str, ...]) -> dict[str, list[tuple[str, float]]]:
    table: dict[str, list[tuple[str, float]]] = {piece: [(piece, 0.0)] for piece in known}
    for seen, meanings in raw.items():
        row = table.setdefault(seen, [])
        for meaning in meanings.split():
            meant, cost = meaning.split("=")
            row.append((meant, float(cost)))
    for row in table.values():
        row.sort(key=lambda reading: reading[1])
    return table


ONSET_COSTS = _table(confusions.ONSETS, syllables.ONSETS)
CODA_COSTS = _table(confusions.CODAS, syllables.CODAS)
_ALIKE = {
    (reading.rpartition("=")[0], meant): float(reading.rpartition("=")[2])
    for meant, readings in confusions.LETTERS.items()
    for reading in readings.split()
}
LONGEST_ONSET = max(map(len, ONSET_COSTS))
LONGEST_CODA = max(map(len, CODA_COSTS))


@lru_cache(maxsize=4096)
def features(sign: str) -> tuple[str, str, str]:
    """A letter's base, its hat or horn, and its tone (or another mark that Vietnamese does not have)."""
    parts = unicodedata.normalize("NFD", sign)
    mod = tone = ""
    for mark in parts[1:]:
        if mark in _MODS:
            mod = _MODS[mark]
        else:
            tone = mark
    return parts[0], mod, tone


def _same_base(seen: tuple[str, str, str], meant: tuple[str, str, str], lost: float) -> float:
    """The letter is right; are its marks?"""
    _, mod, tone = seen
    _, true_mod, true_tone = meant
    if mod == true_mod and tone == true_tone:
        return 0.0
    if not mod and not tone:
        return lost
    if not true_mod and not true_tone:
        return 2.2
    if tone in ("\u0308", "\u030a", "\u0327", "\u0304", "\u030c"):  # marks that Vietnamese does not have
        return 0.7
    if mod == true_mod:
        return 0.8 if not tone or not true_tone else 1.6
    if tone == true_tone:
        return 0.5 if not mod or not true_mod else 1.2
    if not mod and true_mod:  # the hat was taken for a tone: é for ê, ề
        return 0.65
    if not mod or not tone:
        return 1.1
    return 1.9


def letter_cost(sign: str, meant: str, lost: float) -> float:
    """What it costs to have seen `sign` where `meant` stood; `lost` is the price of a mark that is gone."""
    if sign == meant:
        return 0.0
    base, mod, tone = features(sign)
    true_base, true_mod, true_tone = features(meant)
    if base == true_base:
        return _same_base((base, mod, tone), (true_base, true_mod, true_tone), lost)
    marked = bool(true_mod or true_tone)
    hatted = _hatted(meant)
    alike = _ALIKE.get((sign, meant), _ALIKE.get((sign, hatted)))
    if alike is not None:
        return alike
    alike = _ALIKE.get((sign, true_base))
    if alike is None and base != sign:
        alike = _ALIKE.get((base, true_base))
    if alike is not None:
        # A wrong letter nearly always stands for a marked one.
        return alike if marked or sign in "IOUAEVYlCj1|!" else alike + 1.6
    if sign in NOISE:
        return 1.6 if marked else 4.0
    if base in _VOWELS:
        return 3.6
    return 3.4 if marked else 4.6


# ------------------------------------------------------------------- every way a middle may look when spoiled

_SIGNS = (
    ".,:;?"
    "abcdefghijklmnopqrstuvwxyz0123456789OIAEUQVYCLFSGTMDR'!|[]{}&?$@\\"
    "àáâãäåāăąèéêëẽēěìíîïĩīòóôõöøōùúûüũūýÿỹñçð¢€©¥§ß°æœ¡"
    "ảạằắẳẵặầấẩẫậẻẹềếểễệỉịỏọồốổỗộơờớởỡợủụưừứửữựỳỷỵ"
)
_BESIDE = "éèêdoybgi6'&?¢€qtr"
DEAREST = (4.6, 4.6, 3.6, 3.0, 2.8)
"""The dearest spoiling kept, by the number of letters in the middle."""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """How one letter may look: what is seen, what that costs beside lost marks, and whether its marks are lost."""

    seen: str
    cost: float
    lost: int


@lru_cache(maxsize=256)
def spoilings(letter: str) -> list[Spoiled]:
    """All ways one true letter may look, cheapest first."""
    base, mod, tone = features(letter)
    marked = bool(mod or tone)
    found: dict[str, Spoiled] = {}
    for sign in _SIGNS:
        plain = marked and sign == base
        cost = 0.0 if plain else letter_cost(sign, letter, TYPICAL_LOST)
        if cost <= DEAREST[1]:
            found[sign] = Spoiled(sign, cost, int(plain))
    more = _MORE_COST if tone else _MORE_COST_NO_TONE
    for seen in confusions.MORE.get(_hatted(letter), "").split():
        if seen not in found or found[seen].cost > more:
            found[seen] = Spoiled(seen, more, 0)
    if marked:  # the marks were read as a letter beside it: céan for cán
        for extra in _BESIDE:
            for seen, price in ((extra + base, 1.5), (base + extra, 1.8)):
                if seen not in found or found[seen].cost > price:
                    found[seen] = Spoiled(seen, price, 0)
    found[""] = Spoiled("", _DROP_MARKED if marked else _DROP_PLAIN, 0)
    return sorted(found.values(), key=lambda way: way.cost + TYPICAL_LOST * way.lost)


def spoil(middle: str) -> dict[str, tuple[float, int]]:
    """Everything that a middle may look like, with the cost and the number of letters that lost their marks."""
    limit = DEAREST[min(len(middle), len(DEAREST) - 1)]
    found: dict[str, tuple[float, int]] = {"": (0.0, 0)}
    for letter in middle:
        onward: dict[str, tuple[float, int]] = {}
        for seen, (cost, lost) in found.items():
            for way in spoilings(letter):
                total, gone = cost + way.cost, lost + way.lost
                if total + TYPICAL_LOST * gone > limit:
                    break
                text = seen + way.seen
                held = onward.get(text)
                if held is None or total + TYPICAL_LOST * gone < held[0] + TYPICAL_LOST * held[1]:
                    onward[text] = total, gone
        found = onward
    for seen in confusions.WHOLE.get(_bare(middle), "").split():
        if seen not in found or found[seen][0] + TYPICAL_LOST * found[seen][1] > _WHOLE_COST:
            found[seen] = _WHOLE_COST, 0
    return found


def _bare(middle: str) -> str:
    """A toned middle without its tone; nothing for one that has none."""
    bare = syllables.without_tone(middle)
    return bare if bare != middle else ""


def _hatted(sign: str) -> str:
    base, mod, _ = features(sign)
    if not mod:
        return base
    return unicodedata.normalize("NFC", base + {"^": "\u0302", "u": "\u0306", "+": "\u031b"}[mod])


def extra_cost(sign: str) -> float:
    if sign in NOISE:
        return 0.9
    if sign in "il1trI":
        return 1.8
    return 2.8
