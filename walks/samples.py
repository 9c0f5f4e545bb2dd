"""One made-up plan in every kind of file that an office receives, and files that are broken."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

TEXT = """ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHƯỜNG NGỌC SƠN                      Độc lập - Tự do - Hạnh phúc
Số: {number}/KH-UBND                  Ngọc Sơn, ngày 05 tháng 11 năm 2026

KẾ HOẠCH
Chuyển đổi số phường Ngọc Sơn năm 2027

Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị;
UBND phường Ngọc Sơn ban hành Kế hoạch như sau:

I. MỤC TIÊU
1. Mục tiêu chung
Phục vụ người dân, doanh nghiệp tốt hơn trên môi trường số.
2. Mục tiêu cụ thể đến hết năm 2027
2.1. Chính quyền số
- Tối thiểu 90% hồ sơ thủ tục hành chính được tiếp nhận trực tuyến.
- 100% văn bản được ký số, trừ văn bản mật.
2.2. Xã hội số
- Từ 70% đến 75% dân số trưởng thành có chữ ký số cá nhân.

II. NHIỆM VỤ, GIẢI PHÁP
1. Nâng cao nhận thức
- Tổ chức 02 hội nghị tuyên truyền về chuyển đổi số, hoàn thành trong quý III năm 2027.
2. Hạ tầng số
- Nâng cấp mạng nội bộ của phường bảo đảm an toàn thông tin cấp độ 2.

III. TỔ CHỨC THỰC HIỆN
1. Phòng Văn hóa - Xã hội
- Chủ trì theo dõi, đôn đốc việc thực hiện Kế hoạch.
- Hằng quý tổng hợp, báo cáo Ủy ban nhân dân phường trước ngày 20 của tháng cuối quý.
"""


def txt(number: int) -> bytes:
    return TEXT.format(number=number).encode()


def docx(number: int) -> bytes:
    import docx as word

    document = word.Document()
    for line in TEXT.format(number=number).splitlines():
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def pdf(number: int) -> bytes:
    from weasyprint import HTML

    body = "".join(f"<p>{html.escape(line)}</p>" for line in TEXT.format(number=number).splitlines())
    style = "@page{size:A4;margin:20mm}body{font:13pt 'DejaVu Serif'}p{margin:0 0 4pt;white-space:pre-wrap}"
    return HTML(string=f'<meta charset="utf-8"><style>{style}</style>{body}').write_pdf()


def _photographed(number: int) -> Any:
    """The first page as a picture, a little turned, as a telephone or an old scanner gives it."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf(number))[0]
    return page.render(scale=200 / 72).to_pil().convert("L").rotate(1.2, expand=True, fillcolor=255)


def picture(number: int, kind: str) -> bytes:
    """That picture as PNG, JPEG, TIFF, or bound into a PDF that has no text layer."""
    held = io.BytesIO()
    _photographed(number).save(held, kind, **({"resolution": 200} if kind == "PDF" else {}))
    return held.getvalue()


KINDS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "txt": ("txt", txt),
    "docx": ("docx", docx),
    "pdf": ("pdf", pdf),
    "scanned pdf": ("pdf", partial(picture, kind="PDF")),
    "png": ("png", partial(picture, kind="PNG")),
    "jpeg": ("jpg", partial(picture, kind="JPEG")),
    "tiff": ("tif", partial(picture, kind="TIFF")),
}


def written(folder: Path, kind: str, number: int) -> Path:
    """A file of that kind on disk, ready to be chosen in a form."""
    ending, made = KINDS[kind]
    path = folder / f"ke-hoach-{number}.{ending}"
    path.write_bytes(made(number))
    return path
