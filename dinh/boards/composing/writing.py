"""Sentences, tables and charts made of numbers, in the words of administrative papers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import dropwhile
from typing import Any

from .shapes import ROMAN, Block, Document, Figure, Foretold, Goal, Known, Line, Number, Part, SentIn
from .template import Piece, Section, Template

BEFORE = {
    "day": "ngày trước",
    "week": "tuần trước",
    "month": "tháng trước",
    "quarter": "quý trước",
    "half": "6 tháng trước",
    "nine_months": "9 tháng năm trước",
    "year": "năm trước",
}


def compose(template: Template, known: Known) -> Document:
    """The report as far as it writes itself. What nobody has counted is asked for, by name; nothing is made up."""
    maker = _Maker(known)
    blocks: list[Block] = []
    for number, section in enumerate(template.sections, 1):
        blocks += maker.section(section, 1, ROMAN[number], f"{number}")
    return Document(
        _filled(template.title, known), _filled(template.opening, known), tuple(blocks), maker.figures
    )


def renewed(old: Document, new: Document) -> Document:
    """The report composed anew over one that people have worked on: numbers are new, what people wrote stays, and what
    they changed by hand stays changed and marked as long as its sentence is there."""
    blocks = []
    for block in new.blocks:
        before = old.block(block.id)
        if before is None or before.kind != block.kind:
            blocks.append(block)
        elif block.kind == "ask":
            blocks.append(replace(block, text=before.text))
        elif block.kind == "prose" and before.edited and _keys(before.parts) <= set(new.figures):
            blocks.append(replace(block, parts=before.parts, edited=True))
        else:
            blocks.append(block)
    used = {key for block in blocks for row in (block.parts, *block.rows) for key in _keys(row)}
    figures = {
        key: replace(figure, by_hand=old.figures[key].by_hand)
        if key in old.figures and key in used
        else figure
        for key, figure in new.figures.items()
    }
    return Document(new.title, new.opening, tuple(blocks), figures)


def closing(document: Document, author: str) -> str:
    """The sentence that ends the paper, with the mark by which a reader knows that nothing follows; nothing where its writers have
    closed it themselves."""
    said = [
        document.words_of(block.parts) or block.text
        for block in document.blocks
        if block.kind in ("prose", "ask")
    ]
    if any(words.strip().startswith("Trên đây") for words in said):
        return ""
    title = document.title
    if title[1:2].islower():
        title = title[:1].lower() + title[1:]
    return f"Trên đây là {title}, {author} trân trọng báo cáo./."


def _keys(parts: Iterable[Part]) -> set[str]:
    return {part["f"] for part in parts if not isinstance(part, str)}


def _filled(words: str, known: Known) -> str:
    if known.author:
        words = words.replace("Ủy ban nhân dân {don_vi}", known.author)
    return words.replace("{ky}", known.period).replace("{don_vi}", known.unit)


# ---------------------------------------------------------------- numbers in words


def told(value: Decimal, unit: str) -> str:
    """A number as papers write it: shares to one decimal, whole things whole, thousands parted by points."""
    step = Decimal("0.1") if unit == "%" or value != value.to_integral_value() else Decimal(1)
    rounded = value.quantize(step, ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        rounded = rounded.quantize(Decimal(1))
    whole, _, rest = f"{rounded:,f}".partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def change(now: Decimal, then: Decimal, unit: str) -> str:
    """How a number moved: in points for shares, in percent for counts."""
    if unit == "%":
        step = (now - then).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if not step:
            return "bằng"
        return f"{'tăng' if step > 0 else 'giảm'} {told(abs(step), '%')} điểm phần trăm so với"
    if now == then:
        return "bằng"
    if not then:
        return (
            f"tăng {told(now - then, unit)} so với" if now > then else f"giảm {told(then - now, unit)} so với"
        )
    share = (abs(now - then) * 100 / abs(then)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if not share:
        return "xấp xỉ"
    return f"{'tăng' if now > then else 'giảm'} {told(share, '%')}% so với"


def reached(value: Decimal, goal: Goal) -> str:
    """What a number is beside what was promised: vượt, đạt, chưa đạt."""
    if goal.operator in ("<=", "<"):
        return "vượt" if value < goal.value else "đạt" if value == goal.value else "chưa đạt"
    return "vượt" if value > goal.value else "đạt" if value == goal.value else "chưa đạt"


# ---------------------------------------------------------------- blocks


class _Maker:
    """Makes blocks and gathers the figures that they speak of."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.figures: dict[str, Figure] = {}
        self.made: dict[str, Callable[[Piece, str], list[Block]]] = {
            "sentences": self._sentences,
            "table": self._table,
            "chart": self._chart,
            "units": lambda piece, place: self._units(piece, place, old=False),
            "old_units": lambda piece, place: self._units(piece, place, old=True),
            "targets": self._targets,
            "tasks": self._tasks,
            "forecasts": self._forecasts,
            "score": self._score,
            "gathered": self._gathered,
            "ask": lambda piece, place: [Block(place, "ask", piece.words, needed=piece.needed)],
            "words": lambda piece, place: [Block(place, "prose", parts=(_filled(piece.words, self.known),))],
        }

    def section(self, section: Section, level: int, number: str, place: str) -> list[Block]:
        blocks = [Block(place, "heading", section.words, level=level, number=number)]
        for count, piece in enumerate(section.pieces, 1):
            blocks += self.made[piece.kind](piece, f"{place}-{count}")
        for count, part in enumerate(section.parts, 1):
            blocks += self.section(
                part, level + 1, str(count) if level == 1 else f"{number}.{count}", f"{place}.{count}"
            )
        return blocks

    def figure(self, line: Line, number: Number, what: str, value: Decimal | None, unit: str) -> Part:
        """A number in the text, kept by its key; "…" where there is none."""
        if value is None:
            return "…"
        key = f"{line.code}.{what}"
        self.figures[key] = Figure(
            key, told(value, unit), line.words, f"{value.normalize():f}", unit, number.ref, number.source
        )
        return {"f": key}

    # -- sentences

    def _sentences(self, piece: Piece, place: str) -> list[Block]:
        blocks: list[Block] = []
        uncounted: list[Line] = []
        for code in piece.measures:
            line = self.known.lines.get(code)
            if line is None:
                continue
            if line.now.value is None:
                uncounted.append(line)
            else:
                blocks.append(Block(f"{place}-{code}", "prose", parts=tuple(_joined(self.sentence(line)))))
        return [*blocks, self._asked_for(uncounted, f"{place}-thieu")] if uncounted else blocks

    def _asked_for(self, lines: Sequence[Line], ident: str) -> Block:
        """What nobody counted, each with what is missing, in one question."""
        said = "; ".join(
            f"{line.words} ({', '.join(line.now.missing) or 'chưa có dữ liệu trong kỳ'})" for line in lines
        )
        return Block(ident, "ask", f"Chưa đếm được trong kỳ: {said}. Ghi số liệu khác kèm nguồn, nếu có.")

    def sentence(self, line: Line) -> list[Part]:
        """ "- Tỷ lệ … đạt 86,5% (1.234/1.426 hồ sơ), tăng 3,2 điểm phần trăm so với tháng trước; vượt kế hoạch (80%)." """
        now = line.now
        assert now.value is not None
        share = line.unit == "%"
        verb = " đạt " if share else ": "
        parts: list[Part] = [f"- {line.words}{verb}", self.figure(line, now, "now", now.value, line.unit)]
        parts.append("%" if share else f" {line.unit}" if line.unit else "")
        if share and now.bottom is not None:
            parts += [" (", self.figure(line, now, "top", now.top, ""), "/", self.figure(line, now, "bottom", now.bottom, ""), f" {line.counted})" if line.counted else ")"]  # fmt: skip
        parts += self._beside(line)
        if line.goal is not None:
            goal = f"{told(line.goal.value, line.unit)}{'%' if share else ''}"
            parts.append(f"; {reached(now.value, line.goal)} kế hoạch ({goal})")
        parts.append(".")
        return parts

    def _beside(self, line: Line) -> list[Part]:
        assert line.now.value is not None
        parts: list[Part] = []
        pairs = ((line.before, BEFORE.get(self.known.kind, "kỳ trước")), (line.year_ago, "cùng kỳ năm trước"))
        for other, words in pairs:
            if other is None or other.value is None:
                continue
            moved = change(line.now.value, other.value, line.unit)
            parts.append(f", {moved} {words}")
        return parts

    # -- tables

    def _table(self, piece: Piece, place: str) -> list[Block]:
        rows: list[tuple[Part, ...]] = []
        for code in piece.measures:
            line = self.known.lines.get(code)
            if line is None:
                continue
            rows.append((str(len(rows) + 1), line.words, line.unit, *self._cells(line)))
        if not rows:
            return []
        heads = (
            ("STT", 6.5, "c"), ("Chỉ tiêu", 24.5, "l"), ("Đơn vị tính", 8, "c"), ("Kế hoạch", 8.5, "r"), ("Thực hiện", 9, "r"),
            ("Kỳ trước", 8.5, "r"), ("Cùng kỳ năm trước", 9, "r"), ("Đánh giá", 9, "c"), ("Minh chứng", 17, "l"),
        )  # fmt: skip
        return [Block(place, "table", piece.words, heads=heads, rows=tuple(rows))]

    def _cells(self, line: Line) -> tuple[Part, ...]:
        def then(number: Number | None, what: str) -> Part:
            if number is None or number.value is None:
                return ""
            return self.figure(line, number, what, number.value, line.unit)

        value = line.now.value
        judged = "" if line.goal is None or value is None else reached(value, line.goal).capitalize()
        goal = told(line.goal.value, line.unit) if line.goal else ""
        shown: Part = "chưa có" if value is None else self.figure(line, line.now, "now", value, line.unit)
        before, year_ago = then(line.before, "before"), then(line.year_ago, "year_ago")
        return goal, shown, before, year_ago, judged, line.now.source

    def _units(self, piece: Piece, place: str, *, old: bool) -> list[Block]:
        """A measure unit by unit: as they are now, or as they were before the merger."""
        told_by = self.known.old_units if old else self.known.by_unit
        blocks = []
        for code in piece.measures:
            rows, line = told_by.get(code, ()), self.known.lines.get(code)
            if not rows or line is None:
                continue
            body: list[tuple[Part, ...]] = []
            for count, (unit, number) in enumerate(rows[: piece.most], 1):
                value = "chưa có" if number.value is None else self._of_unit(line, number, old)
                share = (
                    ""
                    if number.bottom is None
                    else f"{told(number.top or Decimal(0), '')}/{told(number.bottom, '')}"
                )
                body.append((str(count), unit, value, share))
            words = f"{line.words} theo {'đơn vị cũ' if old else 'đơn vị'}"
            if len(rows) > piece.most:
                words += f" ({piece.most} trong {len(rows)} đơn vị)"
            heads = (("STT", 8, "c"), ("Đơn vị", 52, "l"), (f"Giá trị ({line.unit})" if line.unit else "Giá trị", 18, "r"), ("Tử số/mẫu số", 22, "r"))  # fmt: skip
            blocks.append(Block(f"{place}-{code}", "table", words, heads=heads, rows=tuple(body)))
        return blocks

    def _of_unit(self, line: Line, number: Number, old: bool) -> Part:
        """A unit's own number, bound to its records; those of units that are no more open nowhere."""
        assert number.value is not None
        if old or not number.ref:
            return told(number.value, line.unit)
        unit = number.ref.split(":")[2] if number.ref.count(":") > 1 else number.ref
        return self.figure(line, number, f"of.{unit}", number.value, line.unit)

    def _targets(self, piece: Piece, place: str) -> list[Block]:
        heads = (
            ("STT", 6.5, "c"), ("Chỉ tiêu của kế hoạch", 35.5, "l"), ("Kế hoạch", 10, "r"), ("Thực hiện", 12, "r"),
            ("Tình trạng", 14, "c"), ("Nguồn số liệu", 22, "l"),
        )  # fmt: skip
        return self._plain(piece, place, heads, self.known.targets, self._promised)

    def _promised(self, row: Sequence[str]) -> tuple[Part, ...]:
        """A target's row; what was done opens the target's page."""
        words, goal, done, standing, source, ref = row
        shown: Part = done
        if ref:
            self.figures[f"{ref}.value"] = Figure(f"{ref}.value", done, words, ref=ref, source=source)
            shown = {"f": f"{ref}.value"}
        return words, goal, shown, standing, source

    def _tasks(self, piece: Piece, place: str) -> list[Block]:
        counts = {word: number for word, number in self.known.tasks.items() if number}
        blocks: list[Block] = []
        if counts:
            total = sum(counts.values())
            said = ", ".join(f"{told(Decimal(number), '')} {word.lower()}" for word, number in counts.items())
            blocks.append(
                Block(
                    f"{place}-dem",
                    "prose",
                    parts=(f"Tổng số {told(Decimal(total), '')} nhiệm vụ đang theo dõi: {said}.",),
                )
            )
        heads = (("STT", 6.5, "c"), ("Nhiệm vụ trễ", 49.5, "l"), ("Hạn", 14, "c"), ("Chủ trì", 30, "l"))
        return blocks + self._plain(piece, f"{place}-tre", heads, self.known.late_tasks)

    # -- forecasts

    def _forecasts(self, piece: Piece, place: str) -> list[Block]:
        """Where measured targets will stand on their day: a table, a sentence each (`form: sentences`), or a chart each with its band
        (`form: chart`). What nobody can tell says why."""
        some = list(enumerate(self.known.forecasts[: piece.most], 1))
        if not some:
            return []
        if piece.form == "sentences":
            return [
                Block(f"{place}-{n}", "prose", parts=tuple(_joined(self._foretold(one)))) for n, one in some
            ]
        if piece.form == "chart":
            return [block for n, one in some for block in self._band(one, f"{place}-{n}")]
        heads = (
            ("STT", 6.5, "c"), ("Chỉ tiêu", 24, "l"), ("Phải đạt", 13, "l"), ("Hiện nay", 9, "r"), ("Dự báo", 9, "r"),
            ("Khoảng 80%", 11.5, "c"), ("Nhận định", 27, "l"),
        )  # fmt: skip
        rows = tuple((str(n), one.words, one.goal, *self._foretold_cells(one)) for n, one in some)
        words = piece.words
        if len(self.known.forecasts) > len(some):
            words += f" ({len(some)} trong {len(self.known.forecasts)})"
        return [Block(place, "table", words, heads=heads, rows=rows)]

    def _foretold_cells(self, one: Foretold) -> tuple[Part, ...]:
        now = "" if one.last is None else _with_unit(one.last, one.unit)
        if one.middle is None:
            return now, "", "", one.said
        band = ""
        if one.low is not None and one.high is not None and one.low != one.high:
            band = f"{told(one.low, one.unit)}–{_with_unit(one.high, one.unit)}"
        verdict = one.chance or " ".join(one.notes)
        return now, self._foretold_figure(one), band, verdict[:1].upper() + verdict[1:]

    def _foretold_figure(self, one: Foretold) -> Part:
        assert one.middle is not None
        key = f"{one.ref}.forecast"
        source = "Dự báo từ các kỳ đã đo"
        self.figures[key] = Figure(
            key, _with_unit(one.middle, one.unit), one.words, f"{one.middle.normalize():f}", one.unit, one.ref, source
        )  # fmt: skip
        return {"f": key}

    def _foretold(self, one: Foretold) -> list[Part]:
        parts: list[Part] = [f"- {one.words} (phải đạt {one.goal}): "]
        if one.middle is None:
            return [*parts, one.said]
        parts += ["dự báo khoảng ", self._foretold_figure(one)]
        if one.low is not None and one.high is not None and one.low != one.high:
            parts.append(f" (khoảng dự báo 80%: {told(one.low, one.unit)}–{_with_unit(one.high, one.unit)})")
        parts.append(f"; {one.chance}." if one.chance else ".")
        parts += [f" {note}" for note in one.notes]
        return parts

    def _band(self, one: Foretold, place: str) -> list[Block]:
        """The periods that were, those to come, and the band; a sentence where there is nothing to draw."""
        if not one.steps:
            return [Block(f"{place}-loi", "prose", parts=tuple(_joined(self._foretold(one))))]
        past = _since_the_first(one.past)
        labels = [label for label, _value in past] + [step[0] for step in one.steps]
        gone: list[str | None] = [None] * len(past)
        series = {
            "words": one.words, "unit": one.unit, "goal": None if one.goal_value is None else f"{one.goal_value:f}",
            "values": [None if value is None else f"{value:f}" for _label, value in past] + [None] * len(one.steps),
            "middle": gone + [f"{step[1]:f}" for step in one.steps],
            "low": gone + [f"{step[2]:f}" for step in one.steps],
            "high": gone + [f"{step[3]:f}" for step in one.steps],
        }  # fmt: skip
        words = f"Dự báo: {one.words}" + (f"; {one.chance}" if one.chance else "")
        return [Block(place, "chart", words, chart={"form": "band", "labels": labels, "series": [series]})]

    def _score(self, piece: Piece, place: str) -> list[Block]:
        heads = (
            ("Mã", 8, "c"), ("Chỉ số thành phần", 44, "l"), ("Tử số", 12, "r"), ("Mẫu số", 12, "r"), ("Điểm", 12, "r"),
            ("Tối đa", 12, "r"),
        )  # fmt: skip
        blocks = self._plain(piece, place, heads, self.known.score)
        if blocks and self.known.score_total:
            blocks.insert(0, Block(f"{place}-tong", "prose", parts=(self.known.score_total,)))
        return blocks

    def _plain(
        self,
        piece: Piece,
        place: str,
        heads: tuple[tuple[str, float, str], ...],
        rows: Sequence[Sequence[str]],
        cells: Callable[[Sequence[str]], tuple[Part, ...]] = tuple,
    ) -> list[Block]:
        if not rows:
            return []
        words = piece.words
        if len(rows) > piece.most:
            words += f" ({piece.most} trong {len(rows)})"
        told_rows = [cells(row) for row in rows[: piece.most]]
        some = tuple((str(count), *row) if heads[0][0] == "STT" else row for count, row in enumerate(told_rows, 1))  # fmt: skip
        return [Block(place, "table", words, heads=heads, rows=some)]

    # -- charts

    def _chart(self, piece: Piece, place: str) -> list[Block]:
        series: list[dict[str, Any]] = []
        labels: list[str] = []
        for code in piece.measures:
            past, line = self.known.history.get(code, ()), self.known.lines.get(code)
            if line is None or sum(value is not None for _label, value in past) < 2:
                continue
            past = _since_the_first(past)
            labels = [label for label, _value in past] if len(past) > len(labels) else labels
            goal = f"{line.goal.value:f}" if line.goal else None
            values = [None if value is None else f"{value:f}" for _label, value in past]
            series.append({"words": line.words, "unit": line.unit, "values": values, "goal": goal})
        if not series:
            return []
        return [
            Block(place, "chart", piece.words, chart={"form": piece.form, "labels": labels, "series": series})
        ]

    # -- reports of the units below

    def _gathered(self, piece: Piece, place: str) -> list[Block]:
        rows = self.known.sent_in
        if not rows:
            return []
        if not piece.section:
            return [Block(place, "prose", parts=tuple(_joined(self._sent_in(rows))))]
        came = [row for row in rows if row.state == "in-time"] + [row for row in rows if row.state == "late"]
        told_of = [(row, text) for row in came if (text := _section_of(row, piece.section))]
        blocks = [
            Block(f"{place}-{row.ref or row.unit}", "prose", parts=(f"- {row.unit}: {text}",))
            for row, text in told_of[: piece.most]
        ]
        if rest := told_of[piece.most :]:
            names = _listed([row.unit for row, _text in rest])
            blocks.append(
                Block(
                    f"{place}-con", "prose", parts=(f"- Còn {len(rest)} đơn vị nêu nội dung này: {names}.",)
                )
            )
        return blocks

    def _sent_in(self, rows: Sequence[SentIn]) -> list[Part]:
        """How many of those below have sent their report, in time and late, and who has not."""
        late = sum(row.state == "late" for row in rows)
        missing = [row.unit for row in rows if row.state == "missing"]
        sent = len(rows) - len(missing)

        def count(what: str, words: str, number: int) -> Part:
            key = f"gathered.{what}"
            self.figures[key] = Figure(
                key, told(Decimal(number), ""), words, str(number), "đơn vị", self.known.sent_in_ref, "Báo cáo gửi lên"
            )  # fmt: skip
            return {"f": key}

        owed = count("owed", "Đơn vị phải gửi báo cáo", len(rows))
        parts: list[Part] = ["Chưa đơn vị nào trong ", owed, " đơn vị gửi báo cáo."]
        if sent:
            parts = ["Có ", count("sent", "Đơn vị đã gửi báo cáo", sent), "/", owed, " đơn vị đã gửi báo cáo"]
            if late:
                parts += [", trong đó ", count("in-time", "Đơn vị gửi đúng hạn", sent - late), " đúng hạn, "]
                parts += [count("late", "Đơn vị gửi trễ hạn", late), " trễ hạn."]
            else:
                parts.append(", đều đúng hạn.")
        if missing:
            parts.append(f" Chưa gửi: {_listed(missing)}.")
        return parts


def _with_unit(value: Decimal, unit: str) -> str:
    return f"{told(value, unit)}%" if unit == "%" else f"{told(value, unit)} {unit}".strip()


def _since_the_first(past: Sequence[tuple[str, Decimal | None]]) -> Sequence[tuple[str, Decimal | None]]:
    """Without the periods before anything was counted."""
    return [*dropwhile(lambda each: each[1] is None, past)]


def _section_of(row: SentIn, words: str) -> str:
    text = next((said for name, said in row.sections.items() if words.lower() in name.lower()), "")
    return _cut(" ".join(text.split()))


LONGEST_SAID = 600
"""So many letters of what a unit below wrote stand in the report of the unit above."""


def _cut(text: str) -> str:
    """Not longer than that, ended at a sentence or, with a sign that more follows, at a word."""
    if len(text) <= LONGEST_SAID:
        return text
    head = text[:LONGEST_SAID]
    whole = head.rfind(". ")
    return head[: whole + 1] + " […]" if whole > LONGEST_SAID // 2 else head.rsplit(" ", 1)[0] + " […]"


def _listed(names: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} và {len(names) - most} đơn vị khác"


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Neighbouring words in one piece, empty ones left out."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return found
