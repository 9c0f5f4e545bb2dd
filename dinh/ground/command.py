"""`dinh verify`, `dinh trace`, `dinh rooms`, `dinh run`: the ground from the command line, in Vietnamese."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dinh.ground.models import JobRun, LedgerLine
    from dinh.ground.shapes import Ref, Room, Verified

FINE, FOUND_FAULT, WRONG_WORDS = 0, 1, 2
Command = Callable[[list[str]], int]


def verify(argv: list[str]) -> int:
    """Walk the whole ledger and read every kept file again. 0 all holds, 1 something does not."""
    parser = _parser("verify", "Kiểm tra chuỗi sổ cái từ dòng đầu đến dòng cuối và các tệp đã lưu.")
    parser.add_argument("--quick", action="store_true", help="chỉ kiểm tra sổ cái, không đọc lại các tệp")
    parser.add_argument(
        "--expect", metavar="DÒNG:DẤU", help="dấu của một dòng đã ghi lại từ trước, để đối chiếu"
    )
    options = parser.parse_args(argv)
    expect = _expected(options.expect) if options.expect else None
    if options.expect and expect is None:
        print("--expect cần dạng số-dòng:dấu-64-ký-tự.", file=sys.stderr)
        return WRONG_WORDS
    _setup()
    from dinh.ground import services

    report = services.verify(_progress(), files=not options.quick, expect=expect)
    if options.json:
        _print_json({**dataclasses.asdict(report), "ok": report.ok})
    else:
        _print_report(report, files=not options.quick)
    return FINE if report.ok else FOUND_FAULT


def trace(argv: list[str]) -> int:
    """Tell one thing's story, newest first. 1 when the ledger has no line about it."""
    parser = _parser("trace", "Kể chuyện của một vật qua các dòng sổ cái, mới nhất trước.")
    parser.add_argument(
        "ref",
        metavar="loại:mã",
        help="ví dụ plan:3, person:7; hồ sơ, khoản phải thu, biên lai còn gọi được bằng mã: "
        "H56.34.12-250701-0001, bill:PT26…, receipt:'BL/26 0000012'",
    )
    parser.add_argument("--limit", type=int, default=50, help="số dòng nhiều nhất (50)")
    parser.add_argument("--before", type=int, help="chỉ các dòng trước dòng này (trang sau)")
    parser.add_argument(
        "--whole", action="store_true", help="cả giá trị không dành cho mọi người, như số liệu chưa duyệt"
    )
    options = parser.parse_args(argv)
    _setup()
    from dinh.ground import queries

    ref = _meant(options.ref)
    if isinstance(ref, int):
        return ref
    lines = queries.story_of(ref, before=options.before, limit=max(1, options.limit))
    if options.json:
        _print_json([_line_values(line, whole=options.whole) for line in lines])
    elif lines:
        _print_story(ref, lines, full=len(lines) == options.limit, whole=options.whole)
    else:
        print(f"Sổ cái chưa có dòng nào về {ref}.", file=sys.stderr)
    return FINE if lines else FOUND_FAULT


def _meant(said: str) -> Ref | int:
    """The one thing that is meant: a ref, or a code as people write it, with its kind before it or without. When there is
    none or several it says so and gives the code to end with."""
    from dinh.ground.naming import names_of, refs_bearing
    from dinh.ground.shapes import Ref

    kind, colon, code = (part.strip() for part in said.partition(":"))
    try:
        ref = Ref.parse(f"{kind}:{code}" if colon else said)
    except ValueError as problem:
        kind, code = "", said.strip()
        found, wrong = refs_bearing(code), str(problem)
        if not found:
            print(f"{wrong} Cũng không có gì mang mã này.", file=sys.stderr)
            return WRONG_WORDS
    else:
        if isinstance(ref.id, int):
            return ref
        # What bears no code of its own kind may still be known by these very letters.
        found = refs_bearing(code, kind) or [ref]
    if len(found) == 1:
        return found[0]
    names = names_of(found)
    print(f"Có {len(found)} vật mang mã “{code}”; hãy gọi bằng số trong cơ sở dữ liệu:", file=sys.stderr)
    for one in found:
        print(f"  {one}  {names[one]}", file=sys.stderr)
    return WRONG_WORDS


def rooms(argv: list[str]) -> int:
    """Print the staircase, the top room first as one sees it."""
    options = _parser("rooms", "In cầu thang các gian: để làm gì, loan báo gì, ai nghe ai.").parse_args(argv)
    _setup()
    from dinh.ground import queries

    found = queries.rooms()
    if options.json:
        _print_json([_room_values(room) for room in found])
    else:
        for step, room in reversed(list(enumerate(found, start=1))):
            _print_room(step, room)
    return FINE


def run(argv: list[str]) -> int:
    """Run one job now, or list them all. 1 when it failed or is being run elsewhere, 2 when there is none."""
    parser = _parser("run", "Chạy một việc định kỳ ngay bây giờ; không nêu tên thì liệt kê.")
    parser.add_argument("name", nargs="?", metavar="TÊN", help="tên việc, ví dụ ground.tell-again")
    parser.add_argument("--due", action="store_true", help="chạy mọi việc đã đến giờ")
    options = parser.parse_args(argv)
    _setup()
    from django.utils import timezone

    from dinh.ground import jobs

    if options.due:
        runs = jobs.run_due(timezone.now())
    elif options.name:
        try:
            done = jobs.run(options.name)
        except jobs.NoSuchJob as problem:
            print(
                f"{problem} Các việc đang có: {', '.join(job.name for job in jobs.jobs())}.", file=sys.stderr
            )
            return WRONG_WORDS
        if done is None:
            print(f"Việc “{options.name}” đang chạy ở tiến trình khác.", file=sys.stderr)
            return FOUND_FAULT
        runs = [done]
    else:
        return _list_jobs(as_json=options.json)
    if options.json:
        _print_json([_run_values(one) for one in runs])
    else:
        for one in runs:
            _print_run(one)
        if not runs:
            print("Chưa có việc nào đến giờ.")
    return FOUND_FAULT if any(one.state == "failed" for one in runs) else FINE


def _list_jobs(*, as_json: bool) -> int:
    from dinh.ground import jobs, queries

    last = queries.last_runs()
    if as_json:
        _print_json(
            [
                {
                    "name": job.name,
                    "rhythm": job.rhythm,
                    "caption": job.caption,
                    "last": _run_values(last[job.name]) if job.name in last else None,
                }
                for job in jobs.jobs()
            ]
        )
        return FINE
    for job in jobs.jobs():
        print(f"{job.name}  ·  {job.rhythm}\n    {job.caption}")
        if job.name in last:
            print(f"    lần cuối: {_moment(last[job.name].started)}, {last[job.name].get_state_display()}")
    return FINE


def _print_report(report: Verified, *, files: bool) -> None:
    from dinh.ground.figures import number

    if report.broken:
        print(f"SỔ CÁI KHÔNG NGUYÊN VẸN. {report.broken.sentence}")
        print(f"Đã kiểm tra {number(report.lines)} dòng trước chỗ hỏng.")
    else:
        print(f"Sổ cái nguyên vẹn: {number(report.lines)} dòng nối liền nhau.")
        if report.lines:
            print(f"Dấu cuối: {report.lines}:{report.last_hash}")
    if report.unguarded:
        print(
            f"Thiếu chốt chặn sửa, xoá trong cơ sở dữ liệu: {', '.join(report.unguarded)}. Hãy chạy dinh up."
        )
    if files and report.bad_files:
        print(
            f"{number(len(report.bad_files))} trong {number(report.files)} tệp đã lưu bị mất hoặc bị đổi nội dung:"
        )
        for sha256 in report.bad_files[:20]:
            print(f"  {sha256}")
        if len(report.bad_files) > 20:
            print(f"  … và {number(len(report.bad_files) - 20)} tệp nữa (xem đủ bằng --json)")
    elif files:
        print(f"Các tệp đã lưu nguyên vẹn: {number(report.files)} tệp.")


def _print_story(ref: Ref, lines: list[LedgerLine], *, full: bool, whole: bool) -> None:
    from dinh.ground import queries
    from dinh.ground.naming import names_of

    mentioned = [found for line in lines for found in (line.about, line.by, *line.also) if found]
    names = names_of([ref, *mentioned])
    print(f"Chuyện của {_called(ref, names)}, mới nhất trước:\n")
    for line in lines:
        who = _called(line.by, names) if line.by else "máy tự làm"
        print(f"{line.id:>7}  {_moment(line.at)}  {queries.deed_word(line.deed)}")
        about = "" if line.about == ref else f"{_called(line.about, names)}  ·  "
        print(f"         {about}{who}")
        shown = line.data if whole else queries.told(line)
        for key, value in shown.items():
            print(f"         {key}: {_short(value)}")
        if len(shown) < len(line.data):
            print("         (không in giá trị chưa duyệt; người có quyền xem trên trang, hoặc thêm --whole)")
        also = [_called(other, names) for other in line.also if other != ref]
        if also:
            print(f"         cùng với: {', '.join(also[:6])}{' …' if len(also) > 6 else ''}")
    if full:
        print(f"\nCòn các dòng cũ hơn: dinh trace {ref} --before {lines[-1].id}")


def _print_room(step: int, room: Room) -> None:
    print(f"{step:>3}  {room.label}  ·  {room.word}")
    if room.caption and room.caption != room.word:
        print(f"     {room.caption}")
    for name in room.announces:
        print(f"     loan báo   {name}")
    for news, listener in room.hears:
        print(f"     lắng nghe  {news}  →  {listener}")
    for socket in room.sockets:
        print(f"     ổ cắm      {socket.name}  ←  {socket.filled_by or '(chưa cắm)'}")
    for job in room.jobs:
        print(f"     theo giờ   {job.name}  ·  {job.rhythm}")
    print()


def _print_run(one: JobRun) -> None:
    said = f": {one.said}" if one.said else ""
    print(f"{one.name}: {one.get_state_display()}{said}")
    if one.error:
        print(one.error.strip().splitlines()[-1], file=sys.stderr)


def _line_values(line: LedgerLine, *, whole: bool) -> dict[str, Any]:
    from dinh.ground import queries

    return {
        "id": line.id,
        "deed": line.deed,
        "words": queries.deed_word(line.deed),
        "about": str(line.about),
        "by": str(line.by) if line.by else None,
        "at": line.at.isoformat(),
        "also": [str(other) for other in line.also],
        "data": line.data if whole else queries.told(line),
        "previous": line.previous,
        "hash": line.hash,
    }


def _room_values(room: Room) -> dict[str, Any]:
    return {
        "label": room.label,
        "word": room.word,
        "caption": room.caption,
        "announces": room.announces,
        "hears": [{"announcement": news, "listener": listener} for news, listener in room.hears],
        "sockets": [
            {"name": s.name, "protocol": s.protocol.__name__, "caption": s.caption, "filled_by": s.filled_by}
            for s in room.sockets
        ],
        "jobs": [dataclasses.asdict(job) for job in room.jobs],
        "tables": room.tables,
    }


def _run_values(one: JobRun) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state,
        "started": one.started.isoformat(),
        "finished": one.finished.isoformat() if one.finished else None,
        "said": one.said,
        "error": one.error,
    }


def _called(ref: Ref, names: dict[Ref, str]) -> str:
    name = names.get(ref, str(ref))
    return name if name == str(ref) else f"{name} ({ref})"


def _moment(at: Any) -> str:
    from dinh.ground.days import short_moment

    return short_moment(at)


def _short(value: Any) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 160 else f"{shown[:157]}…"


def _expected(given: str) -> tuple[int, str] | None:
    number, _colon, mark = given.partition(":")
    fine = number.isascii() and number.isdigit() and len(mark) == 64
    return (int(number), mark.lower()) if fine else None


def _progress() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r  {done}/{total}", end="" if done < total else "\r", file=sys.stderr, flush=True)

    return show


def _print_json(values: Any) -> None:
    print(json.dumps(values, ensure_ascii=False, indent=2, default=str))


def _parser(word: str, does: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"dinh {word}", description=does)
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    return parser


def _setup() -> None:
    # The frame stands above; the command line is where it lends its hand, at run time only.
    import importlib

    importlib.import_module("dinh.frame.cli").setup()


def _plainly(command: Command) -> Command:
    """Turn a database that is not there into one sentence instead of a trace."""

    def careful(argv: list[str]) -> int:
        try:
            return command(argv)
        except Exception as problem:
            from django.db import DatabaseError

            if not isinstance(problem, DatabaseError):
                raise
            print(f"Cơ sở dữ liệu chưa sẵn sàng ({problem}). Hãy chạy dinh up trước.", file=sys.stderr)
            return FOUND_FAULT

    careful.__doc__ = command.__doc__
    return careful


COMMANDS: dict[str, Command] = {
    "verify": _plainly(verify),
    "trace": _plainly(trace),
    "rooms": _plainly(rooms),
    "run": _plainly(run),
}
