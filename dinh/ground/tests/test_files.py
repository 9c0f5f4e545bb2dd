"""Kept files: found by content, never changed, judged by what is in them."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from dinh.ground import media, queries, services
from dinh.ground.models import KeptFile
from dinh.ground.services import files
from dinh.ground.text import sha256_of


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.DINH_HOME = tmp_path


def zipped(*names, first=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.django_db
def test_a_file_is_kept_under_its_hash_and_read_back():
    kept = services.keep(stream_or_bytes="Kế hoạch".encode(), name="kế hoạch.txt")
    assert kept.sha256 == sha256_of("Kế hoạch".encode())
    assert (kept.size, kept.media_type, kept.name) == (12, "text/plain", "kế hoạch.txt")
    with queries.open_kept(kept.sha256) as stream:
        assert stream.read().decode() == "Kế hoạch"
    place = queries.path_of(kept.sha256)
    assert place.parts[-3:] == (kept.sha256[:2], kept.sha256[2:4], kept.sha256)
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert queries.kept(kept.sha256) == kept
    assert queries.kept("0" * 64) is None


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_each_giver_keeps_the_name():
    first = services.keep(stream_or_bytes=b"%PDF-1.7 x", name="a.pdf")
    again = services.keep(stream_or_bytes=io.BytesIO(b"%PDF-1.7 x"), name="b.pdf")
    assert first.sha256 == again.sha256
    assert again.name == "b.pdf"
    assert KeptFile.objects.count() == 1
    assert list((files.files_folder() / "tmp").iterdir()) == []


@pytest.mark.django_db
def test_a_file_above_the_limit_is_refused_in_words_and_leaves_nothing():
    with pytest.raises(services.FileRefused, match=r"“to\.pdf” lớn hơn mức cho phép là 2 KB"):
        services.keep(stream_or_bytes=b"x" * 2049, name="to.pdf", limit=2048)
    with pytest.raises(services.FileRefused, match="rỗng"):
        services.keep(stream_or_bytes=b"", name="rong.pdf")
    assert not KeptFile.objects.exists()
    assert [path for path in files.files_folder().rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_verify_reads_every_kept_file_again():
    good = services.keep(stream_or_bytes=b"good", name="a.txt")
    changed = services.keep(stream_or_bytes=b"changed", name="b.txt")
    lost = services.keep(stream_or_bytes=b"lost", name="c.txt")
    assert services.verify(files=True).ok
    place = queries.path_of(changed.sha256)
    place.chmod(0o644)
    place.write_bytes(b"forged!")
    queries.path_of(lost.sha256).unlink()
    report = services.verify(files=True)
    assert not report.ok
    assert report.files == 3
    assert set(report.bad_files) == {changed.sha256, lost.sha256}
    assert good.sha256 not in report.bad_files
    assert services.verify().ok, "files are read only when asked for"


@pytest.mark.django_db
def test_a_damaged_file_is_mended_when_the_same_content_comes_again():
    kept = services.keep(stream_or_bytes=b"content", name="a.txt")
    queries.path_of(kept.sha256).unlink()
    services.keep(stream_or_bytes=b"content", name="a.txt")
    assert services.verify(files=True).ok


def test_a_hash_that_is_none_opens_nothing():
    with pytest.raises(ValueError, match="sha256"):
        queries.path_of("../../etc/passwd")
    with pytest.raises(FileNotFoundError):
        queries.open_kept("0" * 64)


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("C:\\Users\\Mẫu\\Kế hoạch.pdf", "Kế hoạch.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("Ke\u0302\u0301 hoạch.docx", "Kế hoạch.docx"),
        ("...", "tep"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given, clean):
    assert files.clean_name(given) == clean


@pytest.mark.parametrize(("size", "words"), [(900, "900 byte"), (1536, "1,5 KB"), (100 * 1024**2, "100 MB")])
def test_a_size_reads_as_people_say_it(size, words):
    assert files.in_words(size) == words


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\n\n junk before %PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"II*\x00....", "image/tiff"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", media.OLE),
        ("KẾ HOẠCH".encode(), "text/plain"),
        ("KẾ HOẠCH".encode("utf-16"), "text/plain"),
        (b"K\xd5 ho\xb9ch chuy\xd3n \xae\xe6i s\xe8\n", "text/plain"),  # an old one-byte code page
        (b"BM la chu dau", "text/plain"),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="">', "image/svg+xml"),
        (b'<?xml version="1.0"?><a/>', "application/xml"),
        (b"\x00\x01\x02\x03", media.UNKNOWN),
        (zipped("[Content_Types].xml", "word/document.xml"), media.DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), media.XLSX),
        (zipped("a.txt"), "application/zip"),
        (
            zipped("content.xml", first="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        (b"PK\x03\x04 cut off", "application/zip"),
    ],
)
def test_the_kind_is_told_by_the_content(tmp_path, content, kind):
    path = tmp_path / "lying-name.exe"
    path.write_bytes(content)
    assert media.sniff(path) == kind


def test_a_sample_that_ends_inside_a_letter_is_still_text(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(("a" + "ế" * 3000).encode())
    assert media.sniff(path) == "text/plain"
