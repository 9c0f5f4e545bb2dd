"""Which office a written name means, over the usual offices of a ward, a former town and a province."""

from dataclasses import dataclass
from datetime import date

import pytest

from dinh.town import office_book, rules


@dataclass(frozen=True)
class Office:
    kind: str
    name: str
    short_name: str
    aliases: tuple[str, ...]


def offices(level, kind, unit, day):
    lines = office_book.usual_offices(level, kind, None, None)
    return [
        Office(x.kind, x.name_for(unit), x.short_name, x.aliases)
        for x in lines
        if (x.since is None or x.since <= day) and (x.until is None or day <= x.until)
    ]


WARD = offices(3, "phuong", "phường Ngọc Sơn", date(2026, 1, 1))
TOWN = offices(2, "thi-xa", "thị xã Bỉm Sơn", date(2021, 11, 1))
PROVINCE = offices(1, "tinh", "tỉnh Bình Dương", date(2021, 11, 1))
TODAY = offices(1, "tinh", "tỉnh Thanh Hóa", date(2026, 1, 1))

TABLE = [
    (WARD, "Phòng VH&XH", "phong-van-hoa-xa-hoi"),
    (WARD, "Phòng Văn hóa - Xã hội", "phong-van-hoa-xa-hoi"),
    (WARD, "Phòng Văn hoá – Xã hội", "phong-van-hoa-xa-hoi"),
    (WARD, "Phòng Văn hóa và phường hội", "phong-van-hoa-xa-hoi"),
    (WARD, "Phong Van hoa - Xa hoi", "phong-van-hoa-xa-hoi"),
    (WARD, "Phòng VHXH phường", "phong-van-hoa-xa-hoi"),
    (WARD, "Trung tâm CƯDVC", "trung-tam-cung-ung"),
    (WARD, "Trung tâm PV HCC", "trung-tam-hanh-chinh-cong"),
    (WARD, "Trung tâm phục vụ HCC", "trung-tam-hanh-chinh-cong"),
    (WARD, "TTPVHCC phường", "trung-tam-hanh-chinh-cong"),
    (WARD, "Văn phòng HĐND-UBND", "van-phong"),
    (WARD, "Phòng Kinh tế", "phong-kinh-te"),
    (WARD, "Phòng KT-HT-ĐT", "phong-kinh-te"),
    (WARD, "Công an xã", "cong-an"),
    (WARD, "Cơ sở y tế", "tram-y-te"),
    (WARD, "Các trường học", "truong-hoc"),
    (WARD, "Tổ CNSCĐ", "to-cong-nghe-so"),
    (WARD, "UBND phường", "ubnd"),
    (WARD, "Các phòng, ban", None),
    (WARD, "Các phòng chuyên môn", None),
    (WARD, "Sở Khoa học và Công nghệ", None),
    (WARD, "Các đơn vị cung ứng dịch vụ viễn thông", None),
    (WARD, "", None),
    (TOWN, "Ủy ban nhân dân Thị xã", "ubnd"),
    (TOWN, "Văn phòng HĐND&UBND Thị xã", "van-phong"),
    (TOWN, "Văn phòng Thị ủy", "van-phong-cap-uy"),
    (TOWN, "Ban Tuyên giáo Thị ủy", "ban-tuyen-giao"),
    (TOWN, "Phòng Giáo dục", "phong-giao-duc"),
    (TOWN, "Phòng TC-KH", "phong-tai-chinh"),
    (TOWN, "UBND các xã, phường", None),
    (TOWN, "Các ban, ngành cấp thị xã", None),
    (PROVINCE, "Sở Thông tin và Truyền thông", "so-thong-tin-truyen-thong"),
    (PROVINCE, "So Thong tin va Truyén thong", "so-thong-tin-truyen-thong"),
    (PROVINCE, "Sở TT&TT", "so-thong-tin-truyen-thong"),
    (PROVINCE, "Sở LĐ-TB&XH", "so-lao-dong"),
    (PROVINCE, "Sở KH & CN", "so-khoa-hoc-cong-nghe"),
    (PROVINCE, "Sở KH&ĐT", "so-ke-hoach-dau-tu"),
    (PROVINCE, "Văn phòng UBND tỉnh", "van-phong"),
    (PROVINCE, "UBND cấp huyện", None),
    (PROVINCE, "Cục Thống kê", None),
    (PROVINCE, "Doanh nghiệp", None),
    (TODAY, "Sở Khoa học và Công nghệ", "so-khoa-hoc-cong-nghe"),
    (TODAY, "Sở Thông tin và Truyền thông", None),
    (TODAY, "Sở NN&MT", "so-nong-nghiep-moi-truong"),
]
PLACES = {id(WARD): "Ngọc Sơn", id(TOWN): "Bỉm Sơn", id(PROVINCE): "Bình Dương", id(TODAY): "Thanh Hóa"}


@pytest.mark.parametrize(("some", "written", "kind"), TABLE)
def test_which_office_is_meant(some, written, kind):
    match = rules.match_office(written, some, place=PLACES[id(some)])
    assert (match.office.kind if match else None) == kind


@pytest.mark.parametrize("some", [WARD, TOWN, PROVINCE, TODAY])
def test_every_office_answers_to_its_own_names_and_to_no_other(some):
    for office in some:
        for name in (office.name, office.short_name, *office.aliases):
            match = rules.match_office(name, some, place=PLACES[id(some)])
            assert match is not None, name
            assert match.office is office, name


def test_a_doubtful_name_is_left_to_a_person():
    two = [Office("a", "Phòng Kinh tế", "", ()), Office("b", "Phòng Kinh tế - Hạ tầng", "", ())]
    assert rules.match_office("Phòng Kinh tê", two).office.kind == "a"
    three = [Office("a", "Trường Tiểu học số 1", "", ()), Office("b", "Trường Tiểu học số 2", "", ())]
    assert rules.match_office("Trường Tiểu học", three) is None
    assert len(rules.office_candidates("Trường Tiểu học", three)) == 2


def test_offices_are_dated():
    assert "so-thong-tin-truyen-thong" not in {office.kind for office in TODAY}
    new = {x.kind: x.since for x in office_book.usual_offices(3, "phuong", date(2025, 7, 1), None)}
    assert set(new.values()) == {date(2025, 7, 1)}
    ended = list(office_book.usual_offices(2, "thi-xa", None, date(2025, 6, 30)))
    assert all(x.until and x.until <= date(2025, 6, 30) for x in ended)
