"""How a scan spoils a syllable: what each piece of a damaged word may have been, and how likely.

A damaged word is cut into onset, middle and coda; each piece is compared with the true ones. Costs are natural logs of
odds, negated: 0 is "exactly so", 2.3 is one in ten. The figures are of scanners and text readers in general (marks lost,
marks mistaken, ơ seen as o', ế as 6…), not of any one paper.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from . import syllables

FAR = 99.0
MOST = 5.5
"""A candidate dearer than this is not offered."""
TYPICAL_LOST = 0.35
"""The price of a lost mark where nothing is known of the scan."""

_MODS = {"\u0302": "^", "\u0306": "u", "\u031b": "+"}
_VOWELS = "aeiouy"

# One wrong letter for another, where shapes are alike: (seen, meant) -> cost. Both small and unmarked.
_ALIKE = {
    ("a", "ơ"): 1.2, ("a", "ờ"): 1.2, ("a", "ợ"): 1.4, ("á", "ơ"): 1.4, ("à", "ơ"): 1.4, ("â", "ơ"): 1.3, ("O", "ư"): 1.6, ("O", "ơ"): 0.5, ("O", "ừ"): 1.2, ("O", "ử"): 1.2, ("U", "ữ"): 0.6, ("C", "ứ"): 1.4, ("C", "ử"): 1.4, ("ã", "ơ"): 1.6,
    # with the hat or horn, or the very letter, where that matters
    ("d", "ô"): 1.1, ("b", "ô"): 1.0, ("6", "ô"): 0.7, ("s", "ô"): 2.0, ("5", "ô"): 0.9, ("8", "ô"): 1.8, ("0", "ô"): 0.5, ("é", "ô"): 1.6,
    ("g", "ợ"): 1.0, ("q", "ợ"): 1.0, ("9", "ợ"): 1.2, ("p", "ợ"): 1.6, ("é", "ơ"): 1.2, ("&", "ơ"): 0.9, ("¢", "ơ"): 1.2, ("€", "ơ"): 1.4, ("e", "ơ"): 2.0, ("6", "ơ"): 1.4,
    ("d", "ơ"): 1.8, ("d", "ờ"): 1.4, ("d", "ồ"): 0.9, ("d", "ỡ"): 1.6, ("&", "ô"): 1.4, ("g", "ộ"): 1.4, ("9", "ộ"): 1.0, ("p", "ộ"): 1.6, ("y", "ộ"): 1.6, ("Q", "ộ"): 0.3, ("Q", "ệ"): 0.3,
    ("i", "ă"): 1.4, ("ä", "ă"): 0.4, ("é", "â"): 1.2, ("é", "á"): 1.4, ("d", "á"): 1.6, ("d", "ầ"): 1.6, ("é", "à"): 2.0, ("é", "ả"): 2.0, ("é", "ậ"): 1.6, ("d", "à"): 1.8, ("d", "ạ"): 2.2, ("d", "ã"): 2.2,
    ("4", "á"): 0.6, ("4", "ạ"): 0.6, ("4", "à"): 1.0, ("8", "ã"): 1.0, ("3", "ã"): 1.2, ("3", "à"): 1.2, ("i", "ã"): 2.2, ("i", "ầ"): 2.0,
    ("y", "ụ"): 0.9, ("y", "ự"): 0.8, ("y", "ũ"): 2.0, ("g", "ụ"): 1.4, ("p", "ụ"): 1.4, ("p", "ự"): 1.4, ("g", "ự"): 1.2, ("s", "ụ"): 1.4, ("s", "ự"): 1.6, ("q", "ụ"): 1.4, ("q", "ự"): 1.2,
    ("U", "ụ"): 0.3, ("U", "ự"): 0.4, ("g", "ệ"): 1.2, ("p", "ệ"): 1.4, ("g", "ạ"): 1.4, ("p", "ạ"): 1.4, ("q", "ạ"): 1.2, ("?", "ạ"): 1.0, ("m", "ư"): 2.8, ("i", "ứ"): 2.0, ("i", "ừ"): 2.0, ("i", "ú"): 2.2, ("t", "ứ"): 1.2, ("t", "ử"): 1.2, ("t", "ừ"): 1.2, ("t", "ủ"): 1.6,
    ("i", "ậ"): 2.4, ("f", "ậ"): 1.2, ("t", "ậ"): 1.8, ("[", "ă"): 1.0, ("l", "ị"): 1.2, ("j", "ị"): 0.3, ("f", "ị"): 1.0, ("1", "í"): 0.7, ("I", "í"): 0.2, ("¡", "í"): 0.4, ("8", "ệ"): 1.0, ("6", "ệ"): 1.0,
    ("c", "e"): 1.2, ("e", "c"): 1.4, ("o", "e"): 3.0, ("a", "o"): 2.8, ("o", "a"): 2.8, ("e", "o"): 3.0,
    ("u", "a"): 3.0, ("a", "u"): 3.2, ("i", "u"): 2.4, ("u", "i"): 2.6, ("y", "i"): 2.5, ("i", "y"): 2.5,
    ("v", "y"): 1.5, ("y", "v"): 1.5, ("j", "i"): 0.8, ("l", "i"): 0.8, ("1", "i"): 0.8, ("!", "i"): 0.9,
    ("I", "i"): 0.4, ("|", "i"): 1.0, ("]", "i"): 1.4, ("f", "i"): 1.4, ("t", "i"): 2.0, ("r", "i"): 2.0,
    ("O", "o"): 0.2, ("0", "o"): 0.4, ("6", "o"): 0.9, ("d", "o"): 2.3, ("b", "o"): 2.3, ("5", "o"): 1.5, ("s", "o"): 2.6,
    ("Q", "o"): 0.6, ("q", "o"): 2.0, ("9", "o"): 1.8, ("8", "o"): 2.0, ("t", "o"): 3.2, ("i", "o"): 3.0, ("n", "o"): 3.0,
    ("A", "a"): 0.2, ("4", "a"): 0.9, ("6", "a"): 1.5, ("5", "a"): 1.8, ("d", "a"): 2.0, ("t", "a"): 2.8, ("q", "a"): 1.6,
    ("p", "a"): 1.8, ("?", "a"): 1.3, ("i", "a"): 2.6, ("n", "a"): 2.6, ("s", "a"): 2.6, ("f", "a"): 2.4, ("{", "a"): 1.2,
    ("[", "a"): 1.4, ("$", "a"): 1.6, ("@", "a"): 0.8, ("&", "a"): 1.6, ("ß", "a"): 2.0, ("h", "a"): 3.2, ("l", "a"): 3.4,
    ("6", "e"): 1.2, ("0", "e"): 1.6, ("O", "e"): 1.6, ("5", "e"): 1.5, ("8", "e"): 1.3, ("9", "e"): 1.4, ("3", "e"): 1.6,
    ("C", "e"): 1.0, ("E", "e"): 0.2, ("€", "e"): 0.4, ("¢", "e"): 0.5, ("©", "e"): 0.8, ("&", "e"): 0.7, ("?", "e"): 1.4,
    ("g", "e"): 2.0, ("p", "e"): 2.2, ("Q", "e"): 0.6, ("é", "e"): 0.3, ("d", "e"): 2.6, ("i", "e"): 2.6, ("t", "e"): 3.0,
    ("U", "u"): 0.2, ("V", "u"): 1.0, ("v", "u"): 1.6, ("n", "u"): 2.0, ("p", "u"): 1.8, ("q", "u"): 1.8, ("s", "u"): 2.0,
    ("g", "u"): 1.6, ("r", "u"): 1.6, ("t", "u"): 1.4, ("f", "u"): 1.8, ("l", "u"): 2.2, ("d", "u"): 2.4, ("F", "u"): 1.6,
    ("y", "u"): 2.6, ("L", "u"): 2.0, ("o", "u"): 2.6, ("9", "u"): 2.2, ("&", "u"): 2.4, ("k", "u"): 2.6, ("w", "u"): 1.2,
    ("¥", "y"): 0.3, ("§", "y"): 0.6, ("Y", "y"): 0.3, ("V", "y"): 1.2, ("k", "y"): 2.4, ("f", "y"): 1.4, ("j", "y"): 1.0,
    ("l", "y"): 1.8, ("i", "y"): 1.8, ("9", "y"): 1.6, ("1", "y"): 2.0, ("r", "y"): 2.4, ("s", "y"): 2.4, ("5", "y"): 1.8,
    ("'", "y"): 2.6, ("!", "y"): 2.2, ("g", "y"): 2.4, ("?", "u"): 1.8, ("?", "o"): 1.8, ("ç", "o"): 1.0, ("ç", "u"): 0.8,
    ("ê", "e"): 0.2, ("w", "o"): 1.6,
}  # fmt: skip

# Two or three signs seen where one marked letter stood: (seen, meant letter with its hat or horn) -> cost.
_SEEN_AS_MORE = {
    "ư": "u' ur ir tr tu ti ii iu lr r' i' ix ui uo 1r 1x i: t1 u. xr rr ux iY nr tL ù' ú' ü' û' jr rt ít u· t? iL ì' 1' l' f' m it tt"
    " itt iLr i:r i.r ti:r t1r çr ixi xi rn Cr CI tCr U' lL Lr JiJ r,r v'r ti' iii: 1i li e' E' tfr tir fr th ith n' rl ri i? ?",
    "ơ": "o' cr or o. a' oi ox 0' ó' ò' ö' 0r cv ¢r c' d' co' o¹ ca cI hi çi çl qi èi cri ôi cii cçi ai gc è: ?Y a. oc 6r o] ey uo ?i ñ",
    "ô": "o^ 6' ô' o6 5i i5 si ti 5s s5 t5 tt ii tl 56 il ôi d5 ci 6s tO O' 6i d' dd bd oô 6o o6 66 5t",
    "ă": "ii ni ai i: il ta in en an i1 ià iä ti",
    "â": "a^ ai i: al en ft ti aA Aa",
    "ê": "e^ i5 5i ié e' ti ii ili is tS i: il tt es iS éc t5 6' eé €c éé ri eA A6 5t yi 6i ié iê êe",
    "a": "ii ti ri ei di ir ni il in oi ci ur rr ai rá irá dL r5 f1",
    "o": "ci ti oi 6i tt c' çi",
    "e": "ei c' ii c. ti",
    "u": "ii ti il ri ir li tt tr ü' ti: rl rr iu fi fr tL Li iL ui lu çi %l iç i.i vi t% ij i,i lii v. 1i t1 ]i ii' iii r,i v1 11 1] uy il' v'i v,i ti.i ii i,j vli",
    "i": "li il i' ii 1i rj i. l. j. ij",
    "y": "yi y' f' l' 1' lj 1f lf b' ]; j, l. 11 r' k' ri lr y. ST u' rS iS IS w )' y; )i uS ñy",
}  # fmt: skip
_MORE_COST, _MORE_COST_NO_TONE = 1.1, 2.0
_DROP_MARKED, _DROP_PLAIN = 1.7, 4.0
NOISE = set("'.,;:!|\\^`~·´’‘\"¨°*_-<>{}[]()?¸¯˜¹²³")

_ONSET_ALIKE: dict[str, str] = {
    # seen: what it may have been, cheapest first; a figure after ":" where it is not 1.5
    "d": "đ:0.25", "D": "đ:0.25", "p": "đ:2.2", "b": "đ:2.2 h:2.5", "a": "đ:1.8", "t": "đ:2.3 th:3 tr:3", "cl": "đ:1.0 d:1.2",
    "il": "đ:1.0", "itt": "đ:1.6", "it": "đ:1.4", "tl": "đ:1.2", "al": "đ:1.2", "el": "đ:1.4", "ct": "đ:1.4", "ti": "đ:1.8 th:2.5",
    "l": "đ:2.6 t:3 h:2.8", "dd": "đ:0.8", "dl": "đ:1.2", "f": "đ:2.2 t:1.8 ph:2.5", "o": "đ:2.2", "q": "đ:2.4 qu:1.2", "ð": "đ:0.1",
    "e": "đ:2.0 c:1.2", "ii": "đ:2.4", "i": "đ:2.4 t:2.2 l:1.6", "j": "đ:2.4 gi:2.4", "r": "đ:2.6 t:2.8 n:2.8 đ:2.6", "c": "đ:3 e:3",
    "cd": "đ:1.6", "(l": "đ:1.0", "(i": "đ:1.4", "(": "đ:2.2", "{i": "đ:1.4", "di": "đ:2.6 gi:3", "qi": "đ:2.6", "cf": "đ:1.4", "&": "đ:1.6",
    "1": "l:0.6 t:2.0", "I": "l:0.5", "!": "l:0.9", "|": "l:0.8", "[": "l:1.0", "]": "l:1.4", "i1": "đ:1.8", "ll": "l:1.4 h:2.2",
    "li": "h:1.2", "lr": "h:1.6", "il1": "nh:2", "n": "h:2.2 r:3 m:3", "h": "b:2.4 kh:2.6 n:2.4 th:2.6 l:3", "k": "kh:2.2 h:2.4",
    "kl": "kh:1.0", "ldi": "kh:1.0", "kli": "kh:0.8", "ic": "k:1.6", "lc": "k:1.2", "ich": "kh:1.4", "lch": "kh:1.2", "kb": "kh:1.0",
    "kn": "kh:1.0", "icl": "kh:1.6", "xh": "kh:2", "c1": "đ:1.0", "m": "nh:2.8 n:2.8", "rn": "m:0.4", "in": "m:1.4", "ni": "m:1.6",
    "nl": "nh:1.4 m:2", "nli": "nh:0.9", "ili": "nh:1.6", "rih": "nh:0.8", "nb": "nh:1.0", "nn": "nh:1.0", "hh": "nh:1.6", "rl": "n:1.6 r:1.6",
    "ri": "n:1.6 r:2.2", "ii:": "n:2", "tn": "th:0.8", "tli": "th:0.8", "tl1": "th:0.9", "ib": "th:1.2", "ih": "th:1.0", "lh": "th:1.4",
    "tb": "th:0.9", "tlr": "th:1.0", "tk": "th:2.0", "ttr": "th:1.6", "tft": "th:1.8", "ff": "tr:1.6", "lb": "th:1.8", "i11": "th:1.8",
    "fh": "th:1.4 ph:1.4", "u": "t:3", "it1": "th:2", "fr": "tr:1.2", "ir": "tr:1.4", "tn:": "th:2", "tr": "th:2.8", "lt": "t:2", "ft": "t:2",
    "pn": "ph:0.8", "eh": "ph:1.4", "pb": "ph:0.9", "pl1": "ph:0.9", "pli": "ph:0.9", "p1": "ph:1.6", "plr": "ph:1.0", "plt": "ph:1.4",
    "ptr": "ph:1.4", "pfr": "ph:1.4", "pf": "ph:1.6", "pt": "ph:2", "bh": "ph:1.4 kh:2.4", "ph": "th:3 kh:3", "oh": "ch:1.2 ph:2", "cb": "ch:1.0", "eb": "ch:2",
    "cn": "ch:1.2", "eli": "ch:1.4", "cli": "ch:1.0", "clr": "ch:1.2", "c11": "ch:1.2", "clt": "ch:1.4", "cht": "ch:1.2", "chr": "ch:1.4", "ctr": "ch:1.4",
    "ctt": "ch:1.6", "ch": "đ:3.2", "ceh": "ch:1", "ngl": "ngh:1.2", "ngb": "ngh:1.0", "ugh": "ngh:1.0", "ng": "đ:3.6 ngh:2", "nq": "ng:1.2",
    "ug": "ng:1.2", "rng": "ng:1.6", "nehi": "ngh:1.6", "neh": "ngh:1.0", "nglr": "ngh:1", "ngli": "ngh:0.8", "nch": "ngh:1.4", "igh": "ngh:1.2",
    "ngn": "ngh:1.2", "nqh": "ngh:0.8", "mgh": "ngh:1.4", "ne": "ng:1.8", "nc": "ng:2", "n9": "ng:1.2", "gl": "gi:1.0", "g1": "gi:0.8", "gj": "gi:1.0",
    "qi:": "gi:2", "gi": "g:3", "g": "q:3 gi:2.6", "9": "g:1.6", "gli": "gh:1", "ol": "đ:1.6", "qn": "qu:2", "qv": "qu:1.4", "qr": "qu:1.8", "qa": "qu:2",
    "qo": "qu:2", "qw": "qu:0.8", "ciu": "qu:1.6", "s": "x:3.2 g:3.4", "5": "s:1.4", "$": "s:1.0", "v": "y:3", "V": "v:0.2", "w": "v:1.6", "y": "v:1.6",
    "\\": "v:2", "u'": "v:3", "x": "s:3.2", "x'": "x:1", "sr": "s:1.6", "H": "h:0.2", "J": "đ:2.2 t:2.4", "P": "đ:1.6", "B": "đ:1.6", "Đ": "đ:0",
    "T": "t:0.2", "E": "đ:1.6", "O": "đ:2", "A": "đ:1.8", "UO": "bồ:9", "8": "b:2 s:1.4", "86": "bộ:9", "M": "m:0.2", "lu": "h:2.4", "lm": "h:3",
    "mh": "nh:1.6", "rnh": "nh:1.6", "vb": "v:1.8", "vv": "v:1.4", "lv": "v:2", "-v": "v:1.2", "bb": "b:1.6", "tt": "t:1.4 tr:2 th:2", "iv": "v:2",
    "pp": "p:1", "mm": "m:1.2", "cc": "c:1.4", "cq": "c:1.8", "Q": "qu:1.6 c:2.2", "G": "c:2.4 g:0.2", "C": "c:0.1 g:2.6", "t'": "t:1", "6": "đ:3.4",
}  # fmt: skip

_CODA_ALIKE: dict[str, str] = {
    "ng": "n:3.0 nh:3.2", "nh": "n:3.2 ch:3.4", "n": "ng:2.6 nh:2.8 m:2.8 p:3.2 u:9", "m": "n:2.8", "rn": "m:0.4", "c": "t:2.6 o:9", "t": "c:2.6 p:3.2",
    "ch": "nh:3.4 c:3", "p": "c:3.4 t:3.4", "u": "n:2.2 c:3.2", "mg": "ng:1.4", "ug": "ng:0.9", "rg": "ng:1.4", "g": "ng:1.6", "nq": "ng:0.9",
    "n9": "ng:0.9", "ngs": "ng:1.4", "nng": "ng:1.0", "irg": "ng:1.6", "nli": "nh:0.8", "nb": "nh:0.9", "uh": "nh:1.0", "nlr": "nh:1.0", "nn": "nh:1.8 n:1.2",
    "rih": "nh:0.9", "mh": "nh:1.2", "inh": "nh:1.8", "nlh": "nh:1.4", "h": "nh:2.2 ch:2.2 n:2.8 c:3", "eh": "ch:0.8 nh:3", "cb": "ch:0.9", "oh": "ch:1.0",
    "cli": "ch:0.9", "clt": "ch:1.2", "cn": "ch:1.2", "clr": "ch:1.0", "cl": "ch:1.2", "ceh": "ch:1.2", "ck": "ch:1.6 c:1.4", "e": "c:1.0", "o": "c:2.4",
    "ce": "c:1.4", "ec": "c:1.4", "oc": "c:2.2", "cc": "c:1.2", "rc": "c:1.8", "k": "c:2 t:2.8", "l": "t:2 i:9", "1": "t:1.6", "i": "t:2.4 n:3.2", "f": "t:2", "r": "n:2.8 t:2.6",
    "lt": "t:1.2", "tt": "t:1.0", "rt": "t:1.8", "ri": "n:1.2", "in": "m:1.6 n:1.8", "ni": "m:1.6 n:1.8", "n1": "m:1.6", "nn:": "n:1", "a": "n:3.0", "h'": "n:2.4",
    "nt": "n:2.2 t:2.4", "nm": "n:1.8 m:1.6", "nr": "n:1.6 m:1.6", "mn": "m:1.2 n:1.8", "b": "p:2.8 h:9", "f'": "t:2", "g'": "ng:2", "v": "n:3", "q": "ng:2.2 p:2.4",
    "pp": "p:1", "tp": "p:1.6", "np": "p:2", "y": "n:3.2 p:3.2", "lm": "m:2", "im": "m:1.4", "am": "m:2", "rm": "m:1.4", "mi": "m:1.6", "u'": "n:3", "nk": "nh:1.2",
    "mk": "nh:2", "hh": "nh:1.6", "ih": "nh:1.6", "lh": "nh:2", "ah": "nh:2.4", "ngb": "ng:1.8", "ag": "ng:2", "ig": "ng:2", "ong": "ng:2.6", "tg": "ng:2.2", "9": "ng:2.4",
}  # fmt: skip


def _table(raw: dict[str, str], known: tuple[str, ...]) -> dict[str, list[tuple[str, float]]]:
    table: dict[str, list[tuple[str, float]]] = {piece: [(piece, 0.0)] for piece in known}
    for seen, meanings in raw.items():
        row = table.setdefault(seen, [])
        for meaning in meanings.split():
            meant, _, cost = meaning.partition(":")
            if meant in known and float(cost or 1.5) < 9:
                row.append((meant, float(cost or 1.5)))
    return table


ONSET_COSTS = _table(_ONSET_ALIKE, syllables.ONSETS)
CODA_COSTS = _table(_CODA_ALIKE, syllables.CODAS)
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
    if not mod and not true_tone:  # the hat was taken for a tone: é for ê
        return 0.6
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
        return 2.6 if marked else 4.0
    if base in _VOWELS:
        return 3.6
    return 3.4 if marked else 4.6


# ------------------------------------------------------------------- every way a middle may look when spoiled

_SIGNS = (
    "abcdefghijklmnopqrstuvwxyz0123456789OIAEUQVYCLFSG'!|[]{}&?$@\\"
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
    for seen in _SEEN_AS_MORE.get(_hatted(letter), "").split():
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
    return found


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
