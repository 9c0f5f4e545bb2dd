"""The head of a document: kind, number, date, issuer, unit, title, horizon, signer, what it carries out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dinh.plans.reading.certainty import SURE
from dinh.plans.reading.layout import Part
from dinh.plans.reading.markers import marker_of, mostly_upper
from dinh.plans.reading.place_names import FAMILIES, province_called
from dinh.plans.reading.shapes import DocumentHead
from dinh.plans.reading.source import Source, SourceLine
from dinh.plans.reading.words import Run, Word, compact, fold, found_near, near, sentence, squash

KINDS = (
    ("kehoachhanhdong", "Kế hoạch hành động"), ("chuongtrinhhanhdong", "Chương trình hành động"), ("nghiquyet", "Nghị quyết"),
    ("kehoach", "Kế hoạch"), ("dean", "Đề án"), ("chuongtrinh", "Chương trình"), ("quyetdinh", "Quyết định"), ("chithi", "Chỉ thị"),
)  # fmt: skip
_TOP_CITIES = {"ha noi", "ho chi minh", "hai phong", "da nang", "can tho", "hue"}
_TIERS = (
    ("thi tran", "xã"), ("phuong", "xã"), ("dac khu", "xã"), ("thi xa", "huyện"), ("huyen", "huyện"), ("quan", "huyện"), ("thanh pho", "huyện"),
    ("tinh", "tỉnh"), ("xa", "xã"),
)  # fmt: skip


def head_of(source: Source, parts: list[Part]) -> DocumentHead:
    """What the first page and the signature say; None where they are silent."""
    lines = [line for line in source.lines[:70] if not line.blank]
    bodies = [part for part in parts if part.kind == "body" and len(part.blocks) > 3]
    body = bodies[-1] if bodies else None
    attached = body is not None and body is not parts[0] and parts[0].kind == "body"
    kind_at, kind = _kind(lines)
    title_lines = lines
    if attached and body is not None:
        own = [line for line in body.lines[:40] if not line.blank]
        at, other = _kind(own)
        if at is not None:
            title_lines, kind_at, kind = own, at, other
    first = lines[: (kind_at if kind_at is not None and title_lines is lines else 10) + 1] or lines[:8]
    title = _title(title_lines, kind_at, kind)
    date = _date(first if len(first) > 1 else lines[:10])
    level, unit = _unit(source, lines, title)
    if title and unit:
        title = re.sub(re.escape(unit), unit, title, flags=re.IGNORECASE)
    years = _horizon(title or "")
    number = _number(first if len(first) > 1 else lines[:8])
    return DocumentHead(
        kind=kind, number=number, date=date, issuer=_issuer(lines, kind, number, unit), unit_level=level,
        unit_name=unit, title=title, horizon_from=years[0], horizon_to=years[1], vision_to=years[2], signer=_signer(source, parts),
        implements=tuple(s for s in _implements(title_lines, kind_at) if s != number),
    )  # fmt: skip


def _kind(lines: list[SourceLine]) -> tuple[int | None, str | None]:
    for index, line in enumerate(lines[:45]):
        if len(line.run) > 6 or not mostly_upper(line.run.words):
            continue
        for key, name in KINDS:
            for text in (compact(line.run.folded), compact(line.raw)):
                if abs(len(text) - len(key)) <= 2 and near(text, key, 2):
                    return index, name
    for index, line in enumerate(lines[:16]):
        text = line.run.folded
        if re.search(r"\bban hanh\b", text) and found_near(text, "ke hoach", 0.2):
            return index, "Kế hoạch"
    joined = compact(" ".join(line.run.folded for line in lines[:16]))
    if found_near(joined, "banhanhkehoach", 0.15) or found_near(joined, "xaydungkehoach", 0.15):
        return None, "Kế hoạch"
    return None, None


def _title(lines: list[SourceLine], kind_at: int | None, kind: str | None) -> str | None:
    start = kind_at + 1 if kind_at is not None and mostly_upper(lines[kind_at].run.words) else 0
    if start == 0 and kind is None:
        return None
    said: list[str] = []
    if start:
        start += _of_whom(lines[start : start + 3])
    for line in lines[start : start + 6]:
        text = line.run.folded
        if (
            re.match(
                r"\W*(?:thuc hien|can cu|\(?k\S{1,2}m theo|i\.|1\.|phan|dieu|de trien khai|tiep tuc)", text
            )
            and said
        ):
            break
        if re.match(r"\W*\(?k\S{1,2}m theo|\W*can cu|^\W*i\s*\.", text):
            break
        marker = marker_of(line.run.words)
        if said and (
            (marker is not None and marker.kind != "dash")
            or re.match(r"(?:(?:chu tich )?(?:uy ban nhan dan|ubnd)|hoi dong nhan dan|hdnd)\b", text)
        ):
            break
        if start == 0 and said and not _goes_on(said[-1]):
            break
        said.append(line.run.clean)
        if line.run.clean.endswith((".", ":")):
            break
    words = sentence(squash(" ".join(said)))
    if not words or len(words) > 700:  # a file without line ends has no title to tell
        return None
    low = words[:1].lower() + words[1:] if not words[:2].isupper() else words
    return sentence(f"{kind} {low}") if kind and not fold(words).startswith(fold(kind)) else words


def _of_whom(lines: list[SourceLine]) -> int:
    """How many lines under 'NGHỊ QUYẾT' only say whose it is: 'CỦA BAN CHẤP HÀNH ĐẢNG BỘ HUYỆN', 'KHÓA XXI'."""
    count = 0
    for line in lines:
        opens = r"\W*cua\b" if not count else r"\W*(?:dang bo|khoa|lan thu|nhiem ky|hoi nghi)\b"
        if not mostly_upper(line.run.words) or not re.match(opens, line.run.folded):
            break
        count += 1
    return count


def _goes_on(text: str) -> bool:
    return text.rstrip().endswith(",")


_NUMBER = re.compile(
    r"(\d{1,5})\s*([-/])\s*((?:KH|NQ|QĐ|QD|CTr|CTR|CT|ĐA|DA|TB|CV)(?:[A-Za-zĐ\-/&]|\s(?=[-/]))*)"
)


def _number(lines: list[SourceLine]) -> str | None:
    for line in lines[:14]:
        if re.search(r"\b(?:can cu|thuc hien|kem theo)\b", line.run.folded):
            continue
        if match := _NUMBER.search(line.raw):
            return _symbol(match.group(1) + match.group(2) + match.group(3))
    return None


def _symbol(text: str) -> str:
    """'58-KHITU' as it is written: 58-KH/TU."""
    bare = re.sub(r"\s+", "", text).rstrip("-/")
    bare = re.sub(r"(KH|NQ|CTr|CTR)I(?=TU)", r"\1/", bare)
    return bare.replace("QD", "QĐ").replace("HDND", "HĐND")


_DATE = re.compile(
    r"ng\S{1,2}y\s+([0-9lIO]{1,2})\s+th\S{1,3}ng\s+([0-9lIO]{1,2})\s*n\S{1,3}m?\s*(20[0-9lIO]{2})",
    re.IGNORECASE,
)


def _date(lines: list[SourceLine]) -> str | None:
    first = lines[:14]
    # a narrow column may break the date: 'Hải Mẫu, ngày' and '05 tháng 6 năm 2021' on the next line
    broken = [
        f"{one.raw} {two.raw}" for one, two in pairwise(first) if one.raw.rstrip().lower().endswith("ngày")
    ]
    for text in [*(line.raw for line in first), *broken]:
        if re.search(r"\b(?:can cu|thuc hien|nghi quyet so|quyet dinh so|ke hoach so)\b", fold(text)):
            continue
        if match := _DATE.search(text):
            day, month, year = (int(part.translate(str.maketrans("lIO", "110"))) for part in match.groups())
            if 1 <= day <= 31 and 1 <= month <= 12:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return None


_UNIT = re.compile(r"\b(thi tran|phuong|dac khu|thi xa|huyen|thanh pho|tinh|xa)\b")


def _unit(source: Source, lines: list[SourceLine], title: str | None) -> tuple[str | None, str | None]:
    """The tier and name of the unit whose plan it is."""
    party = _party(lines[:12])
    if party is not None:
        return party
    votes: dict[tuple[str, str], int] = {}
    first = [_columns(line)[0] for line in lines[:30]]
    for weight, run in [
        *((4 if i < 4 else 2, run) for i, run in enumerate(first)),
        *((1, line.run) for line in source.lines[30:140]),
    ]:
        for tier, name, lead in _places(run):
            votes[(tier, name)] = votes.get((tier, name), 0) + weight * (2 if lead else 1)
    if not votes:
        return None, None
    if (under := _under_province(lines[:6], votes)) is not None:
        return under
    if source.noisy and any(" " in name for _, name in votes):
        votes = {place: count for place, count in votes.items() if " " in place[1]}
    (tier, name), _ = max(votes.items(), key=lambda item: item[1])
    if source.noisy and " " not in name and fold(name) not in {"hue", "vinh"}:
        return dict(_TIERS)[tier], None
    if source.noisy and tier == "tinh" and province_called(name) is None:
        return "tỉnh", None  # a province that there is not was never on the page
    return _level(tier, name), f"{_PROPER[tier]} {name}"


def _under_province(
    lines: list[SourceLine], votes: dict[tuple[str, str], int]
) -> tuple[str | None, str | None] | None:
    """'ĐẢNG BỘ TỈNH THANH HÓA' and, under it, the committee whose plan it is: the unit is one that the text names and
    whose name stands on that line; none when the line cannot be read."""
    for above, line in pairwise(lines):
        if not re.match(r"dang ?bo tinh\b", _columns(above)[0].folded):
            continue
        said = compact(_columns(line)[0].folded)
        named = [
            (count, tier, name)
            for (tier, name), count in votes.items()
            if tier != "tinh" and found_near(said, name, 0.2)
        ]
        if not named:
            return None, None
        _, tier, name = max(named)
        return _level(tier, name), f"{_PROPER[tier]} {name}"
    return None


_PROPER = {
    "thi tran": "thị trấn", "phuong": "phường", "dac khu": "đặc khu", "thi xa": "thị xã", "huyen": "huyện", "thanh pho": "thành phố",
    "tinh": "tỉnh", "xa": "xã",
}  # fmt: skip


def _level(tier: str, name: str) -> str:
    if tier == "thanh pho" and fold(name) in _TOP_CITIES:
        return "tỉnh"
    return dict(_TIERS)[tier]


def _places(run: Run) -> list[tuple[str, str, bool]]:
    found = []
    for match in _UNIT.finditer(run.folded):
        index = run.index_at(match.start())
        after = run.index_at(match.end() - 1) + 1
        name: list[str] = []
        while after < len(run) and len(name) < 3:
            word = run.words[after]
            bare = word.clean.strip(",.;:()/")
            if (
                not bare[:1].isupper()
                or not bare.isalpha()
                or (bare.isupper() and len(bare) > 1 and not mostly_upper(run.words))
            ):
                break
            if match.group(1) == "xa" and fold(bare) == "hoi":  # 'cộng hòa xã hội chủ nghĩa'
                break
            if fold(bare) in {
                "nam",
                "giai",
                "den",
                "ban",
                "so",
                "va",
                "doc",
                "cong",
                "dang",
                "lan",
            } or _tier_at(run, after):
                break
            name.append(bare.capitalize() if bare.isupper() else bare)
            after += 1
            if word.clean[-1:] in ",.;:)/":
                break
        before = run.words[index - 1].fold if index else ""
        lead = before in {"ubnd", "dan", "hdnd", "uy", "ban"}
        if len(name) >= 2 or (len(name) == 1 and lead):
            found.append((match.group(1), " ".join(name), lead))
    return found


def _tier_at(run: Run, index: int) -> bool:
    word = run.words[index].fold
    follows = run.words[index + 1].fold if index + 1 < len(run) else ""
    return word in {"tinh", "huyen", "phuong"} or f"{word} {follows}" in {"thi xa", "thi tran", "thanh pho"}


_PARTY = (
    ("tinhuy", "tỉnh", "tỉnh"),
    ("thanhuy", "huyện", "thành phố"),
    ("thiuy", "huyện", "thị xã"),
    ("huyenuy", "huyện", "huyện"),
    ("danguy", "xã", ""),
)


def _party(lines: list[SourceLine]) -> tuple[str | None, str | None] | None:
    for line in lines:
        words = _columns(line)[0].words
        if len(words) < 3 or not mostly_upper(words):
            continue
        for text in (
            compact(" ".join(w.fold for w in words[:2])),
            compact(" ".join(w.raw for w in words[:2])),
        ):
            for key, level, tier in _PARTY:
                if near(text, key, 1 if len(key) < 7 else 2) and text[-2:-1] in "uyl":
                    name = [w.clean.strip(",.").capitalize() for w in words[2:5] if w.clean[:1].isalpha()]
                    stop = next(
                        (i for i, w in enumerate(name) if fold(w) in {"dang", "bang", "cong", "doc"}),
                        len(name),
                    )
                    name = name[:stop][:2] if stop > 2 else name[:stop]
                    if not name:
                        continue
                    if key == "danguy" and len(words) > 3:
                        tier = words[2].clean.lower()
                        name = [w.clean.strip(",.").capitalize() for w in words[3:6]]
                    return level, f"{tier} {' '.join(name)}".strip()
    return None


def _issuer(lines: list[SourceLine], kind: str | None, number: str | None, unit: str | None) -> str | None:
    party = _party(lines[:12]) is not None or bool(number and re.search(r"[-/](?:TU|ĐU|HU|TU)$", number))
    if party and unit is not None:
        body = {"tỉnh": "Tỉnh ủy", "thành phố": "Thành ủy", "thị xã": "Thị ủy", "huyện": "Huyện ủy"}
        tier = next((t for t in ("thành phố", "thị xã", "huyện", "tỉnh") if unit.startswith(t)), "")
        return f"{body[tier]} {unit[len(tier) :].strip()}" if tier else f"Đảng ủy {unit}"
    first = " ".join(line.run.folded for line in lines[:12])
    whole = " ".join(line.run.folded for line in lines[:45])
    if re.search(r"hoi dong nhan dan|\bhdnd\b", first) and kind == "Nghị quyết":
        return f"Hội đồng nhân dân {unit}" if unit else None
    said = bool(re.search(r"uy ban nhan ?dan|\bubnd\b|u\S{0,2} ?ban ?nhan ?dan", whole)) or found_near(
        first, "uybannhandan", 0.2
    )
    return f"Ủy ban nhân dân {unit}" if unit and said else None


def _horizon(title: str) -> tuple[int | None, int | None, int | None]:
    text = fold(title)
    vision = None
    if match := re.search(r"(?:dinh h\S{2,5}|tam nhin)[^0-9]{0,20}(20[2-6]\d)", text):
        vision = int(match.group(1))
        text = text[: match.start()]
    if match := re.search(r"(20[1-6]\d)\s*-\s*(20[1-6]\d)", text):
        return int(match.group(1)), int(match.group(2)), vision
    if match := re.search(r"\bden n\S{1,2}m (20[1-6]\d)", text):
        return None, int(match.group(1)), vision
    years = re.findall(
        r"(?<![/\d])(20[1-6]\d)(?!\d)", re.sub(r"\d{1,2}/\d{1,2}/\d{4}|ngay.{0,30}?20\d\d", "", text)
    )
    if years:
        return int(years[-1]), int(years[-1]), vision
    return None, None, vision


_NOT_NAME = re.compile(
    r"chu tich|\bbi thu$|^bi thu|giam doc|noi nhan|^luu|tm\.|kt\.|t/m|ky boi|uy ban|hoi dong|^phong |^so |^ban |ubnd|hdnd|mttq|danh muc|phu luc|chu nhiem|doc lap"
)


def _columns(line: SourceLine) -> list[Run]:
    """A line parted at its wide gaps: the issuer stands left of the motto, the receivers left of the signature."""
    ends = [match.end() for match in re.finditer(r"(?<=\S)(?:\s{4,}|\t+)(?=\S)", line.raw.rstrip())]
    bounds = [0, *ends, len(line.raw) + 1]
    parts = [
        Run([w for w in line.run.words if a <= w.start < b], line.run.pages) for a, b in pairwise(bounds)
    ]
    return [part for part in parts if part] or [line.run]


def _signer(source: Source, parts: list[Part]) -> str | None:
    """A name alone on a line under the signature."""
    tails = [part for part in parts if part.kind == "tail"]
    for part in tails:
        name = None
        for line in [item for item in part.lines if not item.blank][:45]:
            words = _columns(line)[-1].words
            text = " ".join(word.fold for word in words)
            if (
                not 2 <= len(words) <= 5
                or _NOT_NAME.search(text)
                or re.search(r"[\d;:,()/|%-]", line.raw[words[0].start : words[-1].end])
            ):
                continue
            raws = [w.raw.strip(".") for w in words]
            if (
                all(len(r) > 1 and r[:1].isupper() and r.isalpha() for r in raws) and not mostly_upper(words)
            ) or (
                2 <= len(words) <= 4
                and mostly_upper(words[:1])
                and all(r[:1].isupper() and r.isalpha() for r in raws)
                and len(raws[0]) <= 6
            ):
                name = _person(words)
        if name:
            return name
    return None


def _person(words: Sequence[Word]) -> str | None:
    """A person's name; None where a scan leaves it to be guessed."""
    said = [w.clean.capitalize() if w.clean.isupper() else w.clean for w in words]
    if all(word.sure >= 1.0 for word in words):
        return " ".join(said)
    family = FAMILIES.get(fold(words[0].raw)) or FAMILIES.get(words[0].fold)
    if family is None or any(word.sure < SURE for word in words[1:]):
        return None
    return " ".join([family, *said[1:]])


_CITED = re.compile(
    r"(\d[\w]{0,5}\s*[-/]\s*(?:\d{4}\s*/\s*)?(?:KH|NQ|QĐ|QD|CT|CTr|CTR|UBND|NĐ|ND)[\wĐ]*(?:\s*[-/]\s*[\wĐ.]+)?)"
)


def _implements(lines: list[SourceLine], kind_at: int | None) -> tuple[str, ...]:
    """Numbers of the papers that the plan says it carries out, before its first section."""
    text = ""
    for line in lines[kind_at or 0 : (kind_at or 0) + 22]:
        if re.match(r"\W*(?:I|1)\s*[.\-]\s+\S", line.raw) and text:
            break
        text += " " + line.raw
    found: list[str] = []
    for match in _CITED.finditer(squash(text)):
        before = fold(text[: match.start()][-400:])
        if re.search(r"\bk\S{1,2}m theo[^.;]{0,40}$", before):
            continue  # the decision that the plan is attached to, not one that it carries out
        if re.search(r"th\S{1,4} hi\S{0,2}n|can cir|can cu|trien khai|k\S{0,2} ?h\S{2,4}ch", before):
            symbol = _symbol(match.group(1))
            if symbol not in found:
                found.append(symbol)
    return tuple(found[:6])
