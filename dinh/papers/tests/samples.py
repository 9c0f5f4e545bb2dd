"""A made-up plan in every form it may arrive in: text, Word, PDF, scan. Nothing big is kept; all is made when asked."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

HEADER = ("UBND PHƯỜNG MẪU SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
BODY = (
    "KẾ HOẠCH",
    "Chuyển đổi số trên địa bàn phường Mẫu Sơn năm 2026",
    "Thực hiện Kế hoạch số 135/KH-UBND ngày 12/9/2025 của Ủy ban nhân dân tỉnh về chuyển đổi số, Ủy ban nhân dân "
    "phường Mẫu Sơn xây dựng Kế hoạch chuyển đổi số năm 2026 với những nội dung cụ thể như sau:",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "1. Mục đích",
    "- Cụ thể hóa các mục tiêu, nhiệm vụ, giải pháp về thúc đẩy chuyển đổi số liên thông, đồng bộ, nhanh, hiệu quả, "
    "đáp ứng yêu cầu sắp xếp tổ chức bộ máy của hệ thống chính trị.",
    "- Huy động sự tham gia của doanh nghiệp công nghệ thông tin trong triển khai nhiệm vụ cấp bách và đột phá; bảo "
    "đảm an toàn và bảo mật thông tin trên địa bàn phường.",
    "II. MỤC TIÊU CỤ THỂ ĐẾN HẾT NĂM 2026",
    "- 100% hồ sơ thủ tục hành chính được tiếp nhận và trả kết quả trên môi trường điện tử.",
    "- Tối thiểu 85% người dân trưởng thành có tài khoản định danh điện tử mức độ 2.",
    "- Tỷ lệ hồ sơ giải quyết đúng hạn đạt từ 95% trở lên; mức độ hài lòng của người dân đạt trên 90%.",
    "- Ít nhất 12 thủ tục hành chính được cung cấp dịch vụ công trực tuyến toàn trình.",
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường chủ trì, phối hợp với các phòng, ban tham mưu triển "
    "khai Kế hoạch; định kỳ hằng quý báo cáo trước ngày 20 tháng cuối quý.",
    "2. Phòng Kinh tế, Hạ tầng và Đô thị bố trí kinh phí thực hiện theo quy định của pháp luật.",
)
TABLE_HEAD = ("STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Cơ quan chủ trì")
_METRICS = (
    ("Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "Trung tâm Phục vụ hành chính công"),
    ("Số thủ tục hành chính trực tuyến toàn trình", "thủ tục", "Văn phòng HĐND và UBND phường"),
    ("Tỷ lệ người dân có tài khoản định danh điện tử", "%", "Công an phường"),
    ("Kinh phí bố trí cho chuyển đổi số", "triệu đồng", "Phòng Kinh tế, Hạ tầng và Đô thị"),
    ("Số tổ công nghệ số cộng đồng hoạt động", "tổ", "Phòng Văn hóa - Xã hội"),
)


@dataclass(frozen=True)
class Row:
    number: str
    metric: str
    unit: str
    value: str
    lead: str

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.number, self.metric, self.unit, self.value, self.lead)


def rows(count: int, seed: int = 7) -> list[Row]:
    """`count` rows of an appendix, each with a number of its own."""
    dice = np.random.default_rng(seed)
    made = []
    for index in range(count):
        metric, unit, lead = _METRICS[index % len(_METRICS)]
        if unit == "%":
            value = (
                f"{dice.integers(50, 101)}%"
                if index % 2
                else f"{dice.integers(50, 100)},{dice.integers(1, 10)}%"
            )
        elif unit == "triệu đồng":
            value = f"{dice.integers(1, 20)}.{dice.integers(100, 999)}"
        else:
            value = str(dice.integers(2, 120))
        made.append(Row(str(index + 1), metric, unit, value, lead))
    return made


def table_html(table: list[Row]) -> str:
    head = "".join(f"<th>{escape(word)}</th>" for word in TABLE_HEAD)
    group = '<tr><td><b>I</b></td><td colspan="4"><b>Chính quyền số</b></td></tr>'
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row.cells) + "</tr>" for row in table)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{group}{body}</tbody></table>"


def plan_html(*, body_pages: int = 1, table_rows: int = 18, font: str = "DejaVu Serif") -> str:
    """One plan as HTML: header in two columns, headings, clauses, then an appendix with a ruled table."""
    header = (
        f'<div class="head"><p>{HEADER[0]}<br><br>Số: 27/KH-UBND</p>'
        f"<p>{HEADER[1]}<br>{HEADER[2]}<br><i>Mẫu Sơn, ngày 15 tháng 01 năm 2026</i></p></div>"
    )
    clauses = "".join(f"<p>{escape(text)}</p>" for text in BODY)
    pages = "".join(
        f'<section class="page">{header if n == 0 else ""}{clauses}</section>' for n in range(body_pages)
    )
    appendix = ""
    if table_rows:
        appendix = (
            '<section class="page"><h2>PHỤ LỤC I. CHỈ TIÊU CHUYỂN ĐỔI SỐ NĂM 2026</h2>'
            f"<p>(Kèm theo Kế hoạch số 27/KH-UBND)</p>{table_html(rows(table_rows))}</section>"
        )
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><style>
      @page {{ size: A4; margin: 20mm 15mm 20mm 25mm }}
      body {{ font: 12pt/1.35 "{font}"; }} p {{ margin: 0 0 4pt; text-align: justify }}
      .page {{ break-after: page }} .head {{ display: flex; gap: 10mm }} .head p {{ flex: 1; text-align: center }}
      table {{ border-collapse: collapse; width: 100%; font-size: 10.5pt }}
      th, td {{ border: 0.7pt solid black; padding: 2pt 4pt; vertical-align: middle }}
    </style></head><body>{pages}{appendix}</body></html>"""


def pdf(**how: Any) -> bytes:
    """The plan as a born-digital PDF."""
    from weasyprint import HTML

    return bytes(HTML(string=plan_html(**how)).write_pdf())


def drawn(data: bytes, dpi: int = 200) -> list[np.ndarray]:
    """Each page of a PDF as a grey picture."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    try:
        return [
            np.asarray(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")) for page in document
        ]
    finally:
        document.close()


def worn(
    image: np.ndarray, *, angle: float = 0.0, noise: float = 12.0, shade: bool = True, seed: int = 1
) -> np.ndarray:
    """A page as a tired office scanner gives it: skewed, grainy, darker towards one corner."""
    import cv2

    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    page = cv2.warpAffine(image, turn, (width, height), borderValue=255).astype(np.float32)
    if shade:
        page *= np.linspace(0.97, 0.78, width)[None, :] * np.linspace(1.0, 0.93, height)[:, None]
    page += np.random.default_rng(seed).normal(0, noise, page.shape)
    return cv2.GaussianBlur(np.clip(page, 0, 255).astype(np.uint8), (3, 3), 0.6)


def scanned_pdf(images: list[np.ndarray], dpi: int = 200) -> bytes:
    """Pictures bound into a PDF with no text layer, one page each."""
    from PIL import Image

    pages = [Image.fromarray(image) for image in images]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=80)
    return out.getvalue()


def png(image: np.ndarray) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG")
    return out.getvalue()


def truth(*, body_pages: int = 1, table_rows: int = 0) -> str:
    """What the body says, for counting letters read wrong."""
    return "\n".join(BODY * body_pages)


def letter_errors(read: str, meant: str) -> float:
    """The share of letters read wrong, spaces apart (edit distance over the length of what was meant)."""
    left, right = "".join(read.split()), "".join(meant.split())
    before = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1] / max(1, len(right))


def pdf_with_letters(mapping: dict[str, str], **how: Any) -> bytes:
    """A PDF that looks right and whose text layer says `mapping[letter]` for each letter: a wrong character map."""
    import re

    from weasyprint import HTML

    plain = bytes(HTML(string=plan_html(**how)).write_pdf(uncompressed_pdf=True))

    def swap(match: re.Match[bytes]) -> bytes:
        letter = chr(int(match.group(2), 16))
        return match.group(1) + b"<%04x>" % ord(mapping.get(letter, letter))

    return re.sub(rb"(<[0-9A-Fa-f]{4}> )<([0-9A-Fa-f]{4})>", swap, plain)


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    from weasyprint import HTML

    plain = bytes(HTML(string="<p>kín</p>").write_pdf(uncompressed_pdf=True))
    key = b"<" + b"ab" * 32 + b">"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O " + key + b" /U " + key + b" >> /ID [<00><00>] "
    head, mark, tail = plain.rpartition(b"trailer")
    return head + mark + tail.replace(b"<<", b"<< " + lock, 1)


def docx() -> bytes:
    """The plan as a Word file: numbered lists, a table with merged cells, a text box, a header that repeats."""
    from docx import Document
    from docx.oxml import parse_xml

    made = Document()
    made.sections[0].header.paragraphs[0].text = "Đầu trang lặp lại"
    made.add_paragraph(BODY[1])
    for text in ("Mục đích", "Yêu cầu"):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("Bảo đảm an toàn thông tin", style="List Bullet")
    table = made.add_table(rows=3, cols=4)
    for cell, word in zip(table.rows[0].cells, TABLE_HEAD, strict=False):
        cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "Tỷ lệ hồ sơ giải quyết đúng hạn"
    table.cell(1, 3).text = "97,6%"
    table.cell(2, 3).text = "82"
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:pict><w:txbxContent>'
        "<w:p><w:r><w:t>Chữ trong khung</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    last = made.add_paragraph("Nơi nhận:")
    last._p.append(parse_xml(box))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


MONEY_HEAD = ("STT", "Tên dự án", "Tổng vốn", "2021", "2022", "2023", "2024", "2025", "Chủ đầu tư")


def money(count: int, seed: int = 3) -> list[tuple[str, ...]]:
    """Rows of a list of projects with their money by year, as appendices of provinces have it: small and narrow."""
    dice = np.random.default_rng(seed)
    made = []
    for index in range(count):
        years = [
            f"{dice.integers(0, 9)}.{dice.integers(100, 999)}" if dice.random() < 0.7 else ""
            for _ in range(5)
        ]
        total = f"{dice.integers(10, 40)}.{dice.integers(100, 999)}"
        name = ("Nâng cấp trung tâm dữ liệu", "Số hóa hồ sơ", "Nền tảng tích hợp, chia sẻ dữ liệu")[index % 3]
        made.append((str(index + 1), name, total, *years, ("Sở TTTT", "Văn phòng UBND")[index % 2]))
    return made


def money_pdf(table: list[tuple[str, ...]]) -> bytes:
    """Those rows as a landscape page of 9 points."""
    from weasyprint import HTML

    head = "".join(f"<th>{escape(word)}</th>" for word in MONEY_HEAD)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    html = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><style>@page {{ size: A4 landscape; margin: 15mm }}
      body {{ font: 9pt/1.3 "DejaVu Serif" }} table {{ border-collapse: collapse; width: 100% }}
      th, td {{ border: 0.6pt solid black; padding: 2pt 3pt }} td:nth-child(n+3) {{ text-align: right }}
      </style></head><body><p><b>PHỤ LỤC II. DANH MỤC DỰ ÁN</b></p><table><tr>{head}</tr>{body}</table></body></html>"""
    return bytes(HTML(string=html).write_pdf())


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_of(body: str, **parts: str) -> bytes:
    """A Word file of this body, as XML whose prefix is w; `parts` are other parts of word/, whole."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
        )
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{_W}">{inner}</w:{name}>')
    return out.getvalue()


def paragraph(text: str, *, inside: str = "", settings: str = "") -> str:
    """One paragraph of Word, as XML."""
    return f"<w:p>{settings}<w:r><w:t>{escape(text)}</w:t>{inside}</w:r></w:p>"


def bare_pdf(box: str, pages: int = 1) -> bytes:
    """A sound PDF with no fonts: pages of the given media box, a ruled frame on each."""
    drawing = b"0 0 1 1 re S"
    kids = " ".join(f"{4 + n} 0 R" for n in range(pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        *[f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R >>".encode()] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + tail % (size, table, size, len(out))
