"""The `dinh` command. Each word is one room's; nothing heavy is imported before it is needed."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable

# word -> (module, what it does)
WORDS: dict[str, tuple[str, str]] = {
    "read": ("dinh.plans.reading.command", "đọc một tệp kế hoạch (txt, docx, pdf, ảnh) thành bản đề xuất"),
    "units": ("dinh.town.command", "tra đơn vị hành chính tại một ngày"),
    "procedures": ("dinh.catalog.command", "xem một thủ tục như một ngày, nạp và xuất danh mục thủ tục"),
    "simulate": ("dinh.dossiers.command", "diễn một năm hồ sơ giả định của một tỉnh theo đúng quy tắc"),
    "lake": ("dinh.lake.command", "rút dữ kiện vào hồ, đối chiếu với nguồn, gộp tệp"),
    "import": ("dinh.lake.command", "nạp tệp kết xuất của hệ thống khác thành dữ kiện"),
    "measure": ("dinh.measures.command", "số đo của một đơn vị trong một kỳ: tử số, mẫu số, giá trị"),
    "forecast": ("dinh.measures.command", "một số đo sẽ đứng ở đâu vào một ngày, kèm khoảng"),
    "prove": ("dinh.measures.command", "tính lại một số đã công bố từ trạng thái đã giữ"),
    "score": ("dinh.measures.command", "chấm điểm một đơn vị theo một bộ chỉ số, ví dụ 766"),
    "demo": ("dinh.frame.command", "dựng địa bàn mẫu dưới DINH_HOME"),
    "up": ("dinh.frame.command", "tạo hoặc nâng cấp cơ sở dữ liệu, tệp tĩnh, bản dịch"),
    "begin": ("dinh.frame.begin", "mở hệ thống cho một đơn vị: cơ quan, người quản trị đầu tiên"),
    "serve": ("dinh.frame.command", "mở máy chủ web ở http://127.0.0.1:8000"),
    "demobank": ("dinh.till.demobank.command", "mở ngân hàng mẫu để thử thanh toán"),
    "manage": ("dinh.frame.command", "gọi thẳng một lệnh quản trị của Django"),
    "verify": ("dinh.ground.command", "kiểm tra chuỗi sổ cái và các tệp đã lưu"),
    "trace": ("dinh.ground.command", "kể chuyện của một việc, ví dụ: dinh trace plan:3"),
    "rooms": ("dinh.ground.command", "in cầu thang các gian, ai nghe ai"),
    "run": ("dinh.ground.command", "chạy một việc định kỳ ngay bây giờ"),
}


def setup() -> None:
    """Make Django ready; called by the words that need the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
    import django

    django.setup()


def _usage() -> str:
    width = max(map(len, WORDS))
    lines = [f"  {word.ljust(width)}  {does}" for word, (_, does) in WORDS.items()]
    return "Đình: đọc kế hoạch, chạy dịch vụ, đo chỉ tiêu từ sổ.\n\ndinh <lệnh> [tham số]\n" + "\n".join(
        lines
    )


def main(argv: list[str] | None = None) -> int:
    """Run one word. Gives the exit code: 0 done, 1 found nothing or found a fault, 2 wrong words."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_usage())
        return 0 if arguments else 2
    word, rest = arguments[0], arguments[1:]
    if word not in WORDS:
        print(f"Không có lệnh “{word}”.\n\n{_usage()}", file=sys.stderr)
        return 2
    module = importlib.import_module(WORDS[word][0])
    command: Callable[[list[str]], int] = module.COMMANDS[word]
    try:
        return command(rest)
    except KeyboardInterrupt:
        print("Đã dừng.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
