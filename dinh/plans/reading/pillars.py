"""Which pillar of the programme a target belongs to, from its words and the heading above it."""

from __future__ import annotations

import re

from dinh.plans.reading.shapes import Pillar

# A clause's own words decide when they are this plain; otherwise the heading does.
_OWN: tuple[tuple[Pillar, str], ...] = (
    ("budget", r"chi ngan sach|\bchi\b[^;]{0,24}ngan sach|dau tu ngan sach|ngan sach (?:nha nuoc )?(?:cho|chi)|% (?:tong )?chi ngan sach"),
    ("institution", r"xep hang|dan dau|dung dau|top \d|nhom \d|\bdti\b"),
    ("infrastructure", r"cap quang|bang (?:thong )?rong|[45]g\b|phu song|ha tang mang|internet van vat|\biot\b|ipv6"
                       r"|truyen so lieu|toc do tai|dien toan dam may|trung tam du lieu|camera|giao thong thong minh|phat song"),
    ("security", r"an toan thong tin|an ninh mang|an toan he thong|cap do an toan|ma doc|tin nhiem mang|bi mat nha nuoc"
                 r"|an toan an ninh|an toan,? an ninh"),
    ("data", r"du lieu mo|kho du lieu|co so du lieu|\bcsdl\b|du lieu (?:da )?(?:duoc )?so hoa|su dung lai|lam sach du lieu"),
    ("human", r"(?:can bo|cong chuc|vien chuc|lanh dao|nhan luc|chuyen gia)[^;]{0,60}(?:boi duong|tap huan|dao tao|khoa hoc|ky nang"
              r"|ki nang)|to cong nghe so"),
    ("awareness", r"tuyen truyen|nhan thuc|pho bien phap luat"),
    ("economy", r"kinh te so|grdp|\bgdp\b|nang suat lao dong|thuong mai dien tu|hop dong dien tu|hoa don dien tu|\bocop\b"
                r"|ke khai thue|doanh nghiep (?:cong nghe|so|nho|vua)|ban le|mua sam truc tuyen"),
    ("society", r"suc khoe|kham (?:chua )?benh|hoc sinh|truong hoc|giao duc|hoc lieu|phu huynh|tai khoan (?:thanh toan|giao dich)"
                r"|dinh danh dien tu|dien thoai thong minh|khong dung tien mat|chu ky so ca nhan|tro cap|y te|dia chi so"),
    ("government", r"thu tuc hanh chinh|\btthc\b|dich vu cong|ho so cong viec|van ban|hoat dong kiem tra|mot cua|bao cao dinh ky"
                   r"|chinh quyen so|chi dao,? dieu hanh"),
    ("platform", r"nen tang (?:so|tich hop)|lgsp"),
)  # fmt: skip
_HEADING: tuple[tuple[Pillar, str], ...] = (
    (
        "government",
        r"chinh quyen (?:so|dien tu)|co quan nha nuoc|phuc vu nguoi dan|cai cach hanh chinh|dich vu cong",
    ),
    ("economy", r"kinh te so|kinh te"),
    ("society", r"xa hoi so|phuong hoi so|xa hoi"),
    ("infrastructure", r"ha tang"),
    ("security", r"an toan|an ninh"),
    ("human", r"nhan luc|nguon luc|ky nang"),
    ("awareness", r"nhan thuc"),
    ("institution", r"the che|co che"),
    ("data", r"du lieu"),
    ("platform", r"nen tang"),
)
# Words that only hint: asked when neither the clause nor its heading is plain.
_HINTS: tuple[tuple[Pillar, str], ...] = (
    ("institution", r"(?:hoan thanh|thuc hien|trien khai|muc do|chi so) chuyen doi so|\bco che\b|\bquy che\b|quy dinh"),
    ("government", r"\bchi bo\b|dang vien|cap uy|\bho so\b|thu tuc|hai long|cong viec|bao cao|\bky so\b|mot cua|hanh chinh|truc tuyen|co quan nha nuoc"),
    ("human", r"can bo|cong chuc|vien chuc|nhan luc|chuyen gia|dao tao|tap huan|boi duong|ky nang"),
    ("economy", r"doanh nghiep|san pham|hop tac xa|\bhtx\b|ho kinh doanh|kinh doanh|du lich|nong nghiep|san xuat|doanh thu"),
    ("data", r"du lieu|so hoa"),
    ("infrastructure", r"\bmang\b|internet|wifi|may tinh|thiet bi|duong truyen"),
    ("society", r"thong minh|nguoi dan|cong dan|ho gia dinh|ho dan|dan so|thanh nien|giao vien|giang day|lop hoc|benh vien|cac cap hoc"),
    ("platform", r"phan mem|he thong|ung dung|nen tang"),
)  # fmt: skip
_SHARED = {"infrastructure", "security", "budget", "institution", "human", "data", "awareness"}


def pillar_of(words: str, headings: list[str]) -> Pillar:
    """The pillar of a clause; `words` and `headings` (nearest first) are folded."""
    words = re.sub(r"\([^)]*\)", " ", words)
    own = next((pillar for pillar, pattern in _OWN if re.search(pattern, words)), None)
    above: Pillar | None = None
    for heading in headings:
        above = next((pillar for pillar, pattern in _HEADING if re.search(pattern, heading)), None)
        if above:
            break
    if own in _SHARED:
        return own  # type: ignore[return-value]
    if above or own:
        return above or own or "other"
    return next((pillar for pillar, hint in _HINTS if re.search(hint, words)), "other")
