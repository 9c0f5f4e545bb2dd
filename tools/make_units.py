"""Make the editions of the register of administrative units (dinh/town/editions/*.tsv.gz).

Reads the data of the MIT package `vietnamadminunits` (a development dependency, never imported by the program) and
writes two small tables. Run it again after raising the package's version; the files come out the same byte for
byte when nothing changed:

    python tools/make_units.py            write
    python tools/make_units.py --check    say whether the committed files are what the package gives
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import io
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
EDITIONS = HERE / "dinh" / "town" / "editions"
DAY = "2025-07-01"
EVE = "2025-06-30"
KINDS = {
    "Đặc khu": "dac-khu",
    "Phường": "phuong",
    "Thị trấn": "thi-tran",
    "Xã": "xa",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi-xa",
    "Thành phố": "thanh-pho",
    "Tỉnh": "tinh",
}
UNIT_COLUMNS = (
    "code",
    "level",
    "kind",
    "name",
    "parent",
    "since",
    "until",
    "area_km2",
    "latitude",
    "longitude",
)
SUCCESSION_COLUMNS = ("old", "new", "level", "share")
Row = dict[str, str]


def data_folder() -> Path:
    found = importlib.util.find_spec("vietnamadminunits")
    if found is None or found.origin is None:
        raise SystemExit("Thiếu gói vietnamadminunits: cài phụ thuộc phát triển trước (make install).")
    return Path(found.origin).parent / "data"


def split_name(full: str, level: int) -> tuple[str, str]:
    """ "Thị xã Bỉm Sơn" -> ("thi-xa", "Bỉm Sơn")."""
    full = unicodedata.normalize("NFC", full).strip()
    for word, kind in KINDS.items():
        if full.casefold().startswith(word.casefold() + " "):  # the source has "Thành Phố Bắc Kạn" too
            if kind == "thanh-pho" and level == 1:
                kind = "thanh-pho-tw"
            return kind, full[len(word) + 1 :].strip()
    raise SystemExit(f"Không nhận ra loại đơn vị trong “{full}”.")


def unit(code: str, level: int, full: str, parent: str, since: str, until: str) -> Row:
    kind, name = split_name(full, level)
    return {
        "code": code,
        "level": str(level),
        "kind": kind,
        "name": name,
        "parent": parent,
        "since": since,
        "until": until,
        "area_km2": "",
        "latitude": "",
        "longitude": "",
    }


def read_package(folder: Path) -> tuple[list[Row], list[Row]]:
    """Rows of units and of successions, sorted, from the package's SQLite and its converter table."""
    base = sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    old = base.execute("select * from admin_units_legacy").fetchall()
    new = base.execute("select * from admin_units").fetchall()
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))

    old_provinces = {row["provinceKey"]: (row["provinceCode"], row["province"]) for row in old}
    new_provinces = {row["provinceKey"]: (row["provinceCode"], row["province"]) for row in new}
    merged = {key: sorted(sources) for key, sources in converter["DICT_PROVINCE"].items()}
    unchanged = {
        key
        for key, sources in merged.items()
        if sources == [key] and old_provinces[key] == new_provinces[key]
    }

    units: list[Row] = []
    for key, (code, full) in old_provinces.items():
        units.append(unit(code, 1, full, "", "", "" if key in unchanged else EVE))
    for key, (code, full) in new_provinces.items():
        if key not in unchanged:
            units.append(unit(code, 1, full, "", DAY, ""))
    districts = {row["districtCode"]: (row["district"], row["provinceCode"]) for row in old}
    units += [unit(code, 2, full, province, "", EVE) for code, (full, province) in districts.items()]
    units += [unit(r["wardCode"], 3, r["ward"], r["districtCode"], "", EVE) for r in old if r["wardCode"]]
    for row in new:
        made = unit(row["wardCode"], 3, row["ward"], row["provinceCode"], DAY, "")
        if row["wardAreaKm2"]:  # 0.0 stands for "not known" in the source
            made["area_km2"] = f"{row['wardAreaKm2']:g}"
        if row["wardLat"] and row["wardLon"]:
            made["latitude"], made["longitude"] = f"{row['wardLat']:.4f}", f"{row['wardLon']:.4f}"
        units.append(made)

    return sorted(units, key=_unit_order), _successions(old, new, converter, unchanged)


def _unit_order(row: Row) -> tuple[str, str, str]:
    return row["level"], row["since"], row["code"]


def _successions(
    old: list[sqlite3.Row], new: list[sqlite3.Row], converter: dict, unchanged: set[str]
) -> list[Row]:
    """Provinces, communes and the five island districts without communes. Other districts are derived by the
    program from their communes, so they are not written."""
    old_codes: dict[str, tuple[str, str]] = {}
    for row in old:
        parts = (row["provinceKey"], row["districtKey"], row["wardKey"] or "")
        old_codes["_".join(parts)] = (row["wardCode"], "3") if row["wardCode"] else (row["districtCode"], "2")
    new_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    new_provinces = {row["provinceKey"]: row["provinceCode"] for row in new}
    old_provinces = {row["provinceKey"]: row["provinceCode"] for row in old}

    found: list[Row] = []

    def add(old_code: str, new_code: str, level: str, share: str) -> None:
        found.append({"old": old_code, "new": new_code, "level": level, "share": share})

    for key, sources in converter["DICT_PROVINCE"].items():
        if key not in unchanged:
            for source in sources:
                add(old_provinces[source], new_provinces[key], "1", "whole")
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, sources in wards.items():
            for source in sources:
                code, level = old_codes[source]
                add(code, new_codes[province, ward], level, "whole")
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for source, targets in divided.items():
            code, level = old_codes[source]
            for target in targets:
                add(code, new_codes[province, target["newWardKey"]], level, "part")
    found = without_namesakes(found, old)
    return sorted(found, key=lambda row: (row["level"], row["old"], row["new"]))


def without_namesakes(found: list[Row], old: list[sqlite3.Row]) -> list[Row]:
    """Undo the source's confusion of namesakes.

    Where two old communes of one new province bear one name, the package gives each of them the successors of both
    ("Phường 4" of Tân An would go to Tân Ninh, 90 km away). A line old -> new is dropped when a namesake also leads
    to that new commune, the namesake's district gives it more communes than the old one's own district does, and the
    old one keeps another successor that its district gives more.
    """
    home = {row["wardCode"]: (row["districtCode"], row["wardKey"]) for row in old if row["wardCode"]}
    lines = [row for row in found if row["level"] == "3"]
    sources: dict[str, set[str]] = {}
    targets: dict[str, set[str]] = {}
    for row in lines:
        sources.setdefault(row["new"], set()).add(row["old"])
        targets.setdefault(row["old"], set()).add(row["new"])

    def neighbours(code: str, new: str) -> int:
        return sum(1 for other in sources[new] if other != code and home[other][0] == home[code][0])

    def confused(code: str, new: str) -> bool:
        own = neighbours(code, new)
        namesakes = [o for o in sources[new] if o != code and home[o][1] == home[code][1]]
        return any(neighbours(other, new) > own for other in namesakes) and any(
            neighbours(code, other) > own for other in targets[code] - {new}
        )

    wrong: set[tuple[str, str]] = set()
    while more := {(code, new) for code, news in targets.items() for new in news if confused(code, new)}:
        wrong |= more
        for code, new in more:  # a line that is gone no longer counts as a neighbour
            targets[code].discard(new)
            sources[new].discard(code)
    kept = [row for row in found if row["level"] != "3" or (row["old"], row["new"]) not in wrong]
    left: dict[str, int] = {}
    for row in kept:
        if row["level"] == "3":
            left[row["old"]] = left.get(row["old"], 0) + 1
    mended = {code for code, _ in wrong}
    for row in kept:
        if row["old"] in mended and row["level"] == "3" and left[row["old"]] == 1:
            row["share"] = "whole"
    print(f"{len(wrong)} dòng nhầm xã trùng tên đã bỏ: " + " ".join(f"{o}→{n}" for o, n in sorted(wrong)))
    return kept


def packed(columns: Iterable[str], rows: list[Row]) -> bytes:
    """A gzip of tab-separated lines, the same bytes for the same rows."""
    columns = tuple(columns)
    text = "\n".join(["\t".join(columns), *("\t".join(row[c] for c in columns) for row in rows)]) + "\n"
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0, compresslevel=9) as file:
        file.write(text.encode("utf-8"))
    return buffer.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the committed files, write nothing"
    )
    arguments = parser.parse_args()
    units, successions = read_package(data_folder())
    made = {
        "units.tsv.gz": packed(UNIT_COLUMNS, units),
        "successions.tsv.gz": packed(SUCCESSION_COLUMNS, successions),
    }
    if arguments.check:
        # Compared unpacked: another zlib may pack the same rows into other bytes.
        stale = [
            n for n, b in made.items() if gzip.decompress((EDITIONS / n).read_bytes()) != gzip.decompress(b)
        ]
        print("Khớp với gói nguồn." if not stale else f"Khác gói nguồn: {', '.join(stale)}")
        return 1 if stale else 0
    EDITIONS.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (EDITIONS / name).write_bytes(content)
        print(f"{name}: {len(content):,} byte")
    print(f"{len(units):,} đơn vị, {len(successions):,} dòng kế thừa")
    return 0


if __name__ == "__main__":
    sys.exit(main())
