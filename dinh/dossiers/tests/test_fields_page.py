"""The page of fields for people and the list for machines are the same."""

from __future__ import annotations

import re
from pathlib import Path

from dinh.dossiers.queries import fields

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "dossier-fields.md"
NEEDED = {
    "MaHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "KenhThucHien", "MaKetQua", "DuongDanTepTinKetQua",
    "DuocThanhToanTrucTuyen", "DanhSachLePhi", "HoSoCoThanhPhanSoHoa", "TaiLieuNop", "TaiKhoanDuocXacThucVoiVNeID",
    "DonViTinh", "MaTTHC",
}  # fmt: skip
"""By a description of the index; of TaiLieuNop also DuocSoHoa and DuocLayTuKhoDMQG, of DanhSachLePhi also Gia."""


def test_the_page_names_each_field_in_order_and_the_index_lacks_none() -> None:
    rows = re.findall(r"^\| ([A-Z]\w+) \| ", PAGE.read_text(encoding="utf-8"), re.M)
    names = [each.name for each in fields.FIELDS]
    assert [row for row in rows if row != "Field"] == names
    assert set(names) >= NEEDED and len(set(names)) == len(names)
    assert not {each.name for each in fields.PERSONAL} & set(names)
