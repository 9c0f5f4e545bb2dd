"""The fields by which the national portal counts a dossier, each kept on it or read off what is kept, by its own name.

`facts_of` asks the tables for many dossiers at once; `FIELDS` says what each field is made of. docs/how-to/dossier-fields.md
is the same list for people."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min
from django.utils import timezone

from dinh.catalog.models import ResultKind
from dinh.till.models import Payment
from dinh.till.shapes import Channel as PayChannel

from ..models import ClockStretch, CompletionRequest, Dossier, DossierPaper, Following
from ..rules.axes import Business, Delivery, portal_code
from ..rules.index766 import end_of_processing
from ..shapes import Channel
from .proofs import Proof, proofs_of

DEMANDS = ("edition__procedure__field", "unit", "received_unit", "helped_by", "applicant")
"""What a dossier must be read with."""


@dataclass(slots=True)
class Facts:
    """What hangs on a dossier, as the index needs it."""

    papers: list[DossierPaper] = field(default_factory=list)
    paid_online: int = 0
    """1 through the national payment portal, 2 through the locality's own way, 0 in cash or not at all."""
    first_asked_at: datetime | None = None
    waits: bool = False
    stood: timedelta = timedelta()
    verified: bool = False
    gives_paper: bool = False
    """Its procedure gives a result on paper."""
    proof: Proof | None = None
    """Its result that stands, as a file."""
    rated: bool | None = None
    unhappy: bool | None = None
    """None: nobody here asks citizens."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field: the portal's name, what people call it, how it is made."""

    name: str
    words: str
    made: Callable[[Dossier, Facts], Any]
    personal: bool = False


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _yes(value: object) -> int:
    return 1 if value else 0


def _yes_or_not_known(value: bool | None) -> Any:
    return "" if value is None else _yes(value)


def _prices(dossier: Dossier, _facts: Facts) -> str:
    rows = [{"TenPhiLePhi": row["words"], "Gia": row["amount"]} for row in dossier.fee_lines]
    return json.dumps(rows, ensure_ascii=False)


def _papers(_dossier: Dossier, facts: Facts) -> str:
    rows = [{"DuocSoHoa": _yes(row.digitised), "DuocLayTuKhoDMQG": _yes(row.reused)} for row in facts.papers]
    return json.dumps(rows, ensure_ascii=False)


def _end(dossier: Dossier, facts: Facts) -> str:
    return _moment(
        end_of_processing(
            decided_at=dossier.decided_at,
            first_asked_at=facts.first_asked_at,
            waits=facts.waits,
            requests=dossier.requests,
        )
    )


def _term_unit(dossier: Dossier, _facts: Facts) -> str:
    return {"working-day": "ngày làm việc", "day": "ngày", "working-hour": "giờ làm việc", "same-day": "trong ngày"}.get(
        dossier.term_unit, ""
    )  # fmt: skip


FIELDS: tuple[Column, ...] = (
    Column("MaHoSo", "Mã hồ sơ", lambda d, _f: d.code),
    Column("MaTTHC", "Mã thủ tục", lambda d, _f: d.procedure_code),
    Column("TenTTHC", "Tên thủ tục", lambda d, _f: d.title),
    Column("MaLinhVuc", "Mã lĩnh vực", lambda d, _f: d.edition.procedure.field.code),
    Column("TenLinhVuc", "Lĩnh vực", lambda d, _f: d.edition.procedure.field.name),
    Column("KenhThucHien", "Kênh: 1 trực tiếp, 2 trực tuyến, 3 bưu chính", lambda d, _f: Channel(d.channel).number),
    Column("NgayTiepNhan", "Ngày tiếp nhận", lambda d, _f: _moment(d.received_at)),
    Column("NgayHenTra", "Ngày hẹn trả", lambda d, _f: _moment(d.promised_at)),
    Column("HanGiaiQuyet", "Hạn theo sổ đồng hồ, trống khi đồng hồ dừng", lambda d, _f: _moment(d.due_at)),
    Column("NgayKetThucXuLy", "Ngày kết thúc xử lý", _end),
    Column("NgayTra", "Ngày đóng hồ sơ", lambda d, _f: _moment(d.closed_at)),
    Column(
        "TrangThaiHoSo", "Trạng thái (mã của Cổng)",
        lambda d, _f: portal_code(Business(d.business), Delivery(d.delivery)),
    ),
    Column("ThoiHanGiaiQuyet", "Thời hạn giải quyết", lambda d, _f: d.term_amount if d.term_unit else ""),
    Column("DonViTinh", "Đơn vị tính thời hạn", _term_unit),
    Column("DonViTiepNhan", "Nơi tiếp nhận", lambda d, _f: d.received_unit.code),
    Column("DonViXuLy", "Cơ quan giải quyết", lambda d, _f: d.unit.code),
    Column("DonViHoTro", "Nơi hỗ trợ nộp", lambda d, _f: d.helped_by.code if d.helped_by else ""),
    Column("SoLanYeuCauBoSung", "Số lần yêu cầu bổ sung", lambda d, _f: d.requests),
    Column("NgayYeuCauBoSung", "Ngày yêu cầu bổ sung lần đầu", lambda _d, f: _moment(f.first_asked_at)),
    Column("SoPhutDungTinh", "Số phút đồng hồ dừng", lambda _d, f: int(f.stood.total_seconds() // 60)),
    Column(
        "DungHan", "Đúng hạn: 1, trễ: 0, trống: chưa có kết quả",
        lambda d, _f: "" if d.late is None else _yes(not d.late),
    ),
    Column("DauHieu", "Dấu hiệu cần nói rõ cạnh con số", lambda d, _f: ",".join(d.flags)),
    Column("DanhSachLePhi", "Phí, lệ phí", _prices),
    Column("DuocThanhToanTrucTuyen", "Thanh toán trực tuyến: 1 Cổng quốc gia, 2 địa phương", lambda _d, f: f.paid_online),
    Column("HoSoCoThanhPhanSoHoa", "Có thành phần đã số hóa", lambda _d, f: _yes(any(p.digitised for p in f.papers))),
    Column("TaiLieuNop", "Giấy tờ nộp: DuocSoHoa, DuocLayTuKhoDMQG", _papers),
    Column("DuocTaiSuDung", "Có thành phần lấy lại từ kho", lambda _d, f: _yes(any(p.reused for p in f.papers))),
    Column("MaKetQua", "Mã kết quả", lambda _d, f: f.proof.code if f.proof else ""),
    Column("DuongDanTepTinKetQua", "Đường dẫn tệp kết quả", lambda _d, f: f.proof.link if f.proof else ""),
    Column("CoKetQuaGiay", "Thủ tục có kết quả bản giấy", lambda _d, f: _yes(f.gives_paper)),
    Column("TTHCToanTrinh", "Thủ tục làm trực tuyến toàn trình", lambda d, _f: _yes(d.edition.online == "full")),
    Column("DuocCapKetQua", "Được cấp kết quả", lambda d, _f: _yes(d.decided_as == "grant")),
    Column("TaiKhoanDuocXacThucVoiVNeID", "Tài khoản nộp đã xác thực định danh", lambda _d, f: _yes(f.verified)),
    Column("DuocDanhGia", "Được đánh giá", lambda _d, f: _yes_or_not_known(f.rated)),
    Column("KhongHaiLong", "Bị phản ánh hoặc không hài lòng", lambda _d, f: _yes_or_not_known(f.unhappy)),
)  # fmt: skip
"""In the order of the file. None names or numbers a person."""


def _identity(dossier: Dossier, _facts: Facts) -> str:
    return dossier.applicant.identity()


PERSONAL: tuple[Column, ...] = (
    Column("TenNguoiNop", "Tên người nộp", lambda d, _f: d.applicant.name, personal=True),
    Column("SoDinhDanhNguoiNop", "Số định danh, mã số thuế", _identity, personal=True),
    Column(
        "SoDienThoaiNguoiNop", "Điện thoại",
        lambda d, _f: d.applicant.contact().get("phone", ""), personal=True,
    ),
)  # fmt: skip
"""Beside them only where the mandate says so."""


def facts_of(dossiers: Sequence[Dossier]) -> dict[int, Facts]:
    """What hangs on these dossiers. 9 queries however many there are."""
    ids = [row.pk for row in dossiers]
    found: defaultdict[int, Facts] = defaultdict(Facts)
    for paper in DossierPaper.objects.filter(dossier__in=ids).order_by("id"):
        found[paper.dossier_id].papers.append(paper)
    for pk, how in paid_online_of(ids).items():
        found[pk].paid_online = how
    asked = CompletionRequest.objects.filter(dossier__in=ids).values("dossier_id")
    for said in asked.annotate(first=Min("at")).order_by():
        found[said["dossier_id"]].first_asked_at = said["first"]
    waiting = CompletionRequest.objects.filter(dossier__in=ids, answered_at=None)
    for pk in waiting.values_list("dossier_id", flat=True):
        found[pk].waits = True
    ended = {row.pk: row.decided_at for row in dossiers}
    for stretch in ClockStretch.objects.filter(dossier__in=ids):
        until = stretch.until or ended[stretch.dossier_id] or timezone.now()
        found[stretch.dossier_id].stood += max(timedelta(), until - stretch.since)
    for pk in verified_q().filter(dossier__in=ids).values_list("dossier_id", flat=True):
        found[pk].verified = True
    editions = {row.edition_id for row in dossiers}
    papery = set(
        ResultKind.objects.filter(edition__in=editions, paper=True).values_list("edition_id", flat=True)
    )
    proofs = proofs_of(ids)
    for row in dossiers:
        found[row.pk].gives_paper = row.edition_id in papery
        found[row.pk].proof = proofs.get(row.pk)
    _ask_voices(found, ids)
    return found


def _ask_voices(found: dict[int, Facts], ids: Sequence[int]) -> None:
    from .counting import voices  # which reads `verified_q` from here

    asked = voices()
    if asked is None:
        return
    these = Dossier.objects.filter(pk__in=ids).order_by()
    rated = set(these.filter(asked.rated()).values_list("pk", flat=True))
    unhappy = set(these.filter(asked.unhappy()).values_list("pk", flat=True))
    for pk in ids:
        found[pk].rated, found[pk].unhappy = pk in rated, pk in unhappy


def verified_q() -> Any:
    """The sendings by an account whose holder a provider of identities proved."""
    return Following.objects.filter(how="sent", account__proven_at__isnull=False).exclude(
        account__provider=""
    )


def paid_online_of(ids: Sequence[int]) -> dict[int, int]:
    """DuocThanhToanTrucTuyen of those whose money came on line. 1 query."""
    rows = Payment.objects.filter(
        bill__about_kind="dossier",
        bill__about_id__in=[str(pk) for pk in ids],
        bill__paid_at__isnull=False,
        channel__in=(PayChannel.BANK.value, PayChannel.PORTAL.value),
    ).values_list("bill__about_id", "channel")
    found: dict[int, int] = {}
    for about, channel in rows:
        how = 1 if channel == PayChannel.PORTAL else 2
        found[int(about)] = min(how, found.get(int(about), how))
    return found


def values(dossier: Dossier, facts: Facts, *, personal: bool = False) -> list[Any]:
    """The row of the file."""
    columns = (*FIELDS, *PERSONAL) if personal else FIELDS
    return [column.made(dossier, facts) for column in columns]
