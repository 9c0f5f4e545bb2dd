"""Make `data/language.bin` from `data/corpus/*.txt`.

    python -m dinh.plans.reading.restore.build [--common FILE]… [--words FILE]… [--places]

A corpus file may begin with `#=0.1`, its weight. A corpus line is a phrase or a sentence. `(a|b|c)` offers choices, `(a|)` an optional piece; `#` opens a remark.
`--common` and `--words` add plain word lists (one word of one or more syllables a line), `--places` the names of provinces, districts
and communes from the package vietnamadminunits, if it is installed. See README.md for what the shipped file was made from.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import random
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import util
from pathlib import Path

from . import middles
from .language import DATA, NUMBER, SPECIAL, START, UNKNOWN, Language, dump
from .syllables import canonical, is_syllable, split

CORPUS = DATA.parent / "corpus"
MOST_VARIANTS = 48
COMMON_BOND, BOND = 0.1, 0.03
"""How much a word list counts for its words' syllables following one another: a list of common words, any other."""
PLACES = {"province": 1.0, "district": 0.2, "ward": 0.04}
WORD = re.compile(r"[^\W\d_]+(?:\d+(?![\d%.,/]))?|\d[\d.,/]*")
BREAK = re.compile(r"[.;!?](?=\s|$)|\n")


def words_of(text: str) -> list[str]:
    """The words as the model knows them: syllables and foreign words small, short forms in capitals, numbers as one."""
    found = []
    for piece in WORD.findall(unicodedata.normalize("NFC", text)):
        if len(piece) == 1 and not piece.isdigit() and not is_syllable(piece.lower()):
            continue  # a label, not a word
        if piece[0].isdigit():
            found.append(SPECIAL[NUMBER])
        elif (len(piece) > 1 and piece.isupper()) or (
            len(piece) > 2 and sum(sign.isupper() for sign in piece) > 1
        ):
            found.append(piece)
        else:
            found.append(canonical(piece.lower()))
    return found


def variants(line: str) -> list[str]:
    """All that a line with choices can say, or a fair handful of it."""
    pieces = re.split(r"\(([^()]*\|[^()]*)\)", line)
    choices = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    total = math.prod(len(choice) for choice in choices)
    if total <= MOST_VARIANTS:
        return ["".join(chosen) for chosen in itertools.product(*choices)]
    chance = random.Random(line)  # noqa: S311 -- the same line always gives the same handful
    return ["".join(chance.choice(choice) for choice in choices) for _ in range(MOST_VARIANTS)]


def corpus(folder: Path) -> Iterator[tuple[list[str], float, float]]:
    """Every sentence with its weight and its file's; the variants of one line share a weight that grows slowly with
    their number."""
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        scale = float(text[2 : text.index("\n")]) if text.startswith("#=") else 1.0
        for raw in text.splitlines():
            line = raw.split("#", 1)[0].strip()
            if not line:
                continue
            said = variants(line)
            weight = len(said) ** 0.5 / len(said)
            for text in said:
                for sentence in BREAK.split(text):
                    if words := words_of(sentence):
                        yield words, weight * scale, scale


def places() -> Iterator[tuple[str, float]]:
    """Names of units, plain and after their kind, with weights: the bigger the unit, the oftener it is named."""
    spec = util.find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        return
    folder = Path(next(iter(spec.submodule_search_locations))) / "data"
    for name in ("parser_legacy.json", "parser_from_2025.json"):
        yield from _names(json.loads((folder / name).read_text(encoding="utf-8")))


def _names(node: object) -> Iterator[tuple[str, float]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str):
                weight = next((weight for kind, weight in PLACES.items() if key.startswith(kind)), None)
                if weight and not key.endswith(("Key", "Type")):
                    yield value, weight
            else:
                yield from _names(value)
    elif isinstance(node, list):
        for item in node:
            yield from _names(item)


class Counts:
    def __init__(self) -> None:
        self.three: defaultdict[tuple[str, str, str], float] = defaultdict(float)
        self.two: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.one: defaultdict[str, float] = defaultdict(float)
        self.met: defaultdict[tuple[str, str], float] = defaultdict(float)
        """Pairs once each, less where only a word list has them."""

    def add(
        self, words: list[str], weight: float, *, edges: bool = True, bond: float = 0.0, once: float = 1.0
    ) -> None:
        """Count a run of words; `bond` is added where they follow one another, however rare they are singly."""
        before, last = (SPECIAL[START], SPECIAL[START]) if edges else ("", "")
        for word in words:
            self.one[word] += weight
            if last:
                self.two[last, word] += weight + bond
                self.met[last, word] = max(self.met[last, word], once if edges else 0.08)
            if before and last:
                self.three[before, last, word] += weight + bond
            before, last = last, word


def estimate(counts: Counts) -> Language:
    """Witten-Bell smoothing; single words by how many different words they follow as well as how often."""
    follows: defaultdict[str, float] = defaultdict(float)
    for (_, word), once in counts.met.items():
        follows[word] += once
    total = sum(counts.one.values())
    kinds = sum(follows.values())
    words = [*SPECIAL, *sorted(counts.one.keys() - set(SPECIAL))]
    ids = {word: index for index, word in enumerate(words)}
    floor = 0.02 / len(words)
    single = {
        word: floor + 0.98 * (0.5 * counts.one.get(word, 0.0) / total + 0.5 * follows.get(word, 0.0) / kinds)
        for word in words
    }
    single[SPECIAL[UNKNOWN]] = 1e-5
    after: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for (last, word), count in counts.two.items():
        after[last].append((word, count))
    pair: dict[tuple[str, str], float] = {}
    spare: dict[str, float] = {}
    for last, found in after.items():
        mass, novel = sum(count for _, count in found), 1.5 * len(found) + 1.0
        spare[last] = novel / (mass + novel)
        for word, count in found:
            pair[last, word] = (count + novel * single[word]) / (mass + novel)
    after_two: defaultdict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for (before, last, word), count in counts.three.items():
        after_two[before, last].append((word, count))
    triple: dict[tuple[str, str, str], float] = {}
    spare_two: dict[tuple[str, str], float] = {}
    for (before, last), found in after_two.items():
        mass, novel = sum(count for _, count in found), 0.8 * len(found) + 0.4
        spare_two[before, last] = novel / (mass + novel)
        for word, count in found:
            triple[before, last, word] = (count + novel * pair[last, word]) / (mass + novel)

    def cost(chance: float) -> float:
        return min(-math.log(chance), 15.9)

    two: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (last, word), chance in pair.items():
        two[ids[last]][ids[word]] = cost(chance)
    three: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (before, last, word), chance in triple.items():
        if abs(math.log(chance) - math.log(spare_two[before, last] * pair[last, word])) > 0.15:
            three[ids[before] << 16 | ids[last]][ids[word]] = cost(chance)
    return Language(
        words=words,
        one=[cost(single[word]) for word in words],
        off_one=[cost(spare.get(word, 1.0)) for word in words],
        two=two,
        off_two={
            ids[before] << 16 | ids[last]: cost(chance)
            for (before, last), chance in spare_two.items()
            if (before, last) in pair
        },
        three=three,
        ids=ids,
    )


def gather(lists: Iterable[tuple[Path, float]], *, with_places: bool) -> Counts:
    counts = Counts()
    for words, weight, scale in corpus(CORPUS):
        counts.add(words, weight, once=scale)
    for path, bond in lists:
        for line in path.read_text(encoding="utf-8").splitlines():
            words = words_of(line.replace("-", " "))
            if words and all(is_syllable(word) for word in words):
                counts.add(words, 0.04, edges=False, bond=bond)
    if with_places:
        for name, weight in sorted(set(places())):
            words = [word for word in words_of(name) if word != SPECIAL[NUMBER]]
            if words and (weight > PLACES["ward"] or all(is_syllable(word) for word in words)):
                counts.add(words, weight, edges=False)
    return counts


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", action="append", type=Path, default=[])
    parser.add_argument("--common", action="append", type=Path, default=[])
    parser.add_argument("--places", action="store_true")
    given = parser.parse_args(arguments)
    lists = [(path, COMMON_BOND) for path in given.common] + [(path, BOND) for path in given.words]
    model = estimate(gather(lists, with_places=given.places))
    dump(model)
    parts = (split(word) for word in model.words[len(SPECIAL) :] if word.islower())
    middles.dump({part[1] for part in parts if part})
    sys.stdout.write(
        f"{len(model.words)} words, {sum(map(len, model.two.values()))} pairs, "
        f"{sum(map(len, model.three.values()))} triples; "
        f"{DATA.stat().st_size} and {middles.DATA.stat().st_size} bytes\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
