"""Signing and checking: what we sign, `pdfsig` calls valid; what was touched after, nobody does."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.papers import signing
from dinh.papers.making import Place, make
from dinh.papers.signing import Standing
from dinh.papers.signing.making_keys import DemoRoot, lay
from dinh.papers.signing.waiting import to_its_end

AT = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LEADER, BODY = "person:1", "unit:16576"
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def root() -> DemoRoot:
    return DemoRoot("Gốc chứng thư thử", at=AT)


@pytest.fixture(scope="module")
def book(root: DemoRoot, tmp_path_factory: pytest.TempPathFactory) -> signing.KeyBook:
    folder = tmp_path_factory.mktemp("khoa")
    lay(folder, root, [
        {"holder": LEADER, "name": "Lê Văn Mẫu", "body": "UBND phường Mẫu"},
        {"holder": BODY, "name": "UBND phường Mẫu", "body": "UBND tỉnh Mẫu", "seals_at_once": True},
    ])  # fmt: skip
    return signing.open_book(folder)


@pytest.fixture(scope="module")
def blank() -> bytes:
    return make('<meta charset="utf-8"><title>t</title><p>Giấy chứng nhận thử</p>').pdf


@pytest.fixture(scope="module")
def signed(book: signing.KeyBook, blank: bytes) -> bytes:
    return signing.sign(blank, book.key(LEADER), field="Ky1", at=AT)


def pdfsig(data: bytes, where: Path) -> str:
    """What poppler says of it."""
    file = where / "ky.pdf"
    file.write_bytes(data)
    done = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def test_our_signature_is_valid_to_another_reader_and_to_us(
    signed: bytes, book: signing.KeyBook, tmp_path: Path
) -> None:
    said = pdfsig(signed, tmp_path)
    checked = signing.check(signed, book.roots)

    assert "Signature is Valid" in said and "Total document signed" in said and "ETSI.CAdES.detached" in said
    assert checked.standing is Standing.GOOD
    assert checked.signatures[0].holder.name == "Lê Văn Mẫu" and checked.signatures[0].at == AT


def test_one_byte_changed_is_seen_by_both(signed: bytes, book: signing.KeyBook, tmp_path: Path) -> None:
    touched = bytearray(signed)
    touched[signed.find(b"stream") + 40] ^= 1

    assert "Signature is Valid" not in pdfsig(bytes(touched), tmp_path)
    assert signing.check(bytes(touched), book.roots).standing is Standing.BROKEN


def test_something_added_after_is_seen(signed: bytes, book: signing.KeyBook) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    drawn = generic.StreamObject(stream_data=b"0 0 200 200 re f")
    writer.add_stream_to_page(0, writer.add_object(drawn))
    out = io.BytesIO()
    writer.write(out)

    assert signing.check(out.getvalue(), book.roots).standing is Standing.BROKEN
    assert signing.check(signed + b"\n% more", book.roots).standing is Standing.BROKEN


def test_a_second_signer_leaves_the_first_as_it_was(
    signed: bytes, book: signing.KeyBook, tmp_path: Path
) -> None:
    place = Place(0, 60, 60, 220, 110)
    stamp = signing.Stamp(place, ("Cơ quan ký", "UBND phường Mẫu"), "#b00")

    both = signing.sign(signed, book.key(BODY), field="Ky2", at=AT + timedelta(hours=1), stamp=stamp)

    assert both.startswith(signed)
    assert pdfsig(both, tmp_path).count("Signature is Valid") == 2
    checked = signing.check(both, book.roots)
    assert checked.standing is Standing.GOOD
    assert [each.holder.name for each in checked.signatures] == ["Lê Văn Mẫu", "UBND phường Mẫu"]


def _picture(data: bytes, where: Path) -> Any:
    from PIL import Image

    (where / "p.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-singlefile", "-png", "p.pdf", "p"], cwd=where, check=True, timeout=60
    )
    return Image.open(where / "p.png").convert("L").copy()


def test_a_stamp_shows_who_for_which_body_and_when(
    book: signing.KeyBook, blank: bytes, tmp_path: Path
) -> None:
    stamp = signing.Stamp(Place(0, 60, 300, 260, 350), ("Người ký: Lê Văn Mẫu", "UBND phường Mẫu"))

    made = signing.sign(blank, book.key(LEADER), field="Ky1", at=AT, stamp=stamp)

    before, shown = (_picture(each, tmp_path) for each in (blank, made))
    tall = before.height
    box = (60, tall - 350, 260, tall - 300)
    assert before.crop(box).getextrema()[0] == 255 and shown.crop(box).getextrema()[0] < 100
    assert b"2026-11-20T09:30:00+07:00" in b"".join(_streams(made))


def _streams(data: bytes) -> Iterator[bytes]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(data))
    for field in reader.root["/AcroForm"]["/Fields"]:
        yield field.get_object()["/AP"]["/N"].data


def test_a_stranger_is_told_from_one_we_trust(signed: bytes, root: DemoRoot) -> None:
    assert signing.check(signed, ()).standing is Standing.UNKNOWN


def test_a_time_stamp_is_read_back(book: signing.KeyBook, blank: bytes, root: DemoRoot) -> None:
    from asn1crypto import keys, x509
    from pyhanko.sign.timestamps import DummyTimeStamper

    key, certificate = root.issue("Cơ quan cấp dấu thời gian thử", "Mẫu", stamps=True)
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    tsa = DummyTimeStamper(
        tsa_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(der),
        fixed_dt=AT,
    )

    made = signing.sign(blank, book.key(LEADER), field="Ky1", at=AT, timestamper=tsa)

    assert signing.check(made, book.roots).signatures[0].stamped_at == AT


def test_what_is_no_pdf_is_refused_in_words(book: signing.KeyBook, blank: bytes) -> None:
    for bad in (b"", b"abc", b"%PDF-1.7\n" + b"\0" * 400, blank[: len(blank) // 2]):
        with pytest.raises(signing.BadPdf):
            signing.check(bad, book.roots)
    with pytest.raises(signing.BadPdf):
        signing.sign(b"%PDF-1.7 nothing", book.key(LEADER), field="Ky1", at=AT)
    assert signing.check(blank, book.roots).standing is Standing.NONE


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_touched_anywhere_is_never_called_good(
    signed: bytes, book: signing.KeyBook, data: Any
) -> None:
    hex_from = signed.find(b"/Contents <") + len(b"/Contents <")
    hex_to = signed.find(b">", hex_from)
    # The room kept free behind a signature is noughts that mean nothing; everywhere else each byte counts.
    where = data.draw(st.integers(0, len(signed) - 1).filter(lambda n: not hex_from + 4000 < n < hex_to))
    touched = bytearray(signed)
    touched[where] ^= data.draw(st.integers(1, 255))
    if bytes(touched[hex_from:hex_to]).lower() == signed[hex_from:hex_to].lower() and where in range(
        hex_from, hex_to
    ):
        return  # the same number written with a capital letter

    try:
        checked = signing.check(bytes(touched), book.roots)
    except signing.BadPdf:
        return
    assert checked.standing is not Standing.GOOD


def test_a_key_that_is_not_there_or_does_not_open_is_told(tmp_path: Path, root: DemoRoot) -> None:
    lay(tmp_path, root, [{"holder": LEADER, "name": "Lê Văn Mẫu", "body": "Mẫu"}])
    (tmp_path / "khoa-1.pass").write_text("sai")

    book = signing.open_book(tmp_path)

    with pytest.raises(signing.CannotSign, match="Mật khẩu"):
        book.key(LEADER)
    with pytest.raises(signing.CannotSign, match="Chưa có khóa"):
        book.key("person:99")
    assert not signing.open_book(tmp_path / "khong-co").has(LEADER)


def test_keys_are_for_the_owner_of_the_process_alone(book: signing.KeyBook) -> None:
    assert {oct(each.stat().st_mode & 0o777) for each in book.folder.glob("khoa-*")} == {"0o600"}
    assert book.seals_at_once(BODY) and not book.seals_at_once(LEADER)


class Service:
    """A service that keeps a key, as a stand-in for one far away."""

    def __init__(self, root: DemoRoot) -> None:
        self.key, self.certificate = root.issue("Lê Văn Mẫu", "UBND phường Mẫu")
        self.asked: list[str] = []

    def certificates(self, credential: str) -> list[bytes]:
        return [self.certificate.public_bytes(serialization.Encoding.DER)]

    def sign_hash(self, credential: str, digest: bytes, algorithm: str) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

        self.asked.append(f"{credential} {algorithm} {len(digest)}")
        return bytes(self.key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256())))


def test_a_key_far_away_signs_what_it_is_handed_a_hash_of(
    tmp_path: Path, root: DemoRoot, blank: bytes, book: signing.KeyBook
) -> None:
    (tmp_path / "keys.yaml").write_text('keys: [{holder: "person:7", kind: remote, credential: "0123"}]')
    service = Service(root)

    key = signing.open_book(tmp_path, lambda: service).key("person:7")
    made = signing.sign(blank, key, field="Ky1", at=AT)

    assert service.asked == ["0123 rsa 32"]
    assert signing.check(made, book.roots).standing is Standing.GOOD
    assert "Signature is Valid" in pdfsig(made, tmp_path)


@pytest.fixture
def token(tmp_path: Path, root: DemoRoot, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token in software, with a key that was put on it and never comes off."""
    module = next((each for each in MODULES if Path(each).exists()), "")
    assert module, "softhsm2 is missing: tools/setup.sh test installs it"
    store = tmp_path / "tokens"
    store.mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    key, certificate = root.issue("Lê Văn Mẫu", "UBND phường Mẫu")
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    for words in (
        ["--init-token", "--free", "--label", "Dinh", "--so-pin", "0000", "--pin", "1234"],
        ["--import", str(tmp_path / "key.pem"), "--token", "Dinh", "--label", "lanh-dao", "--id", "A1", "--pin", "1234"],
    ):  # fmt: skip
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, timeout=60)
    (tmp_path / "pin").write_text("1234\n")
    (tmp_path / "cert.der").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
    return module


PROGRAM = """
import sys, pkcs11
from pathlib import Path
from datetime import datetime, timezone, timedelta
from pkcs11.util.x509 import decode_x509_certificate
from dinh.papers import signing
module, folder = sys.argv[1], Path(sys.argv[2])
with pkcs11.lib(module).get_token(token_label="Dinh").open(rw=True, user_pin="1234") as session:
    said = decode_x509_certificate((folder / "cert.der").read_bytes())
    said[pkcs11.Attribute.LABEL], said[pkcs11.Attribute.TOKEN] = "lanh-dao", True
    session.create_object(said)
(folder / "keys.yaml").write_text(
    f'keys: [{{holder: "person:1", kind: token, module: {module}, token: Dinh, pin_file: pin, label: lanh-dao}}]'
)
book = signing.open_book(folder)
at = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=7)))
made = (folder / "blank.pdf").read_bytes()
for number in (1, 2):
    made = signing.sign(made, book.key("person:1"), field=f"Ky{number}", at=at)
(folder / "signed.pdf").write_bytes(made)
(folder / "keys.yaml").write_text((folder / "keys.yaml").read_text().replace("lanh-dao", "khong-co"))
try:
    signing.open_book(folder).key("person:1")
except signing.CannotSign as refused:
    print(refused)
"""


def test_a_key_on_a_token_signs_and_never_leaves_it(
    token: str, tmp_path: Path, blank: bytes, book: signing.KeyBook
) -> None:
    """In a program of its own: the token's library is loaded once a process and keeps its first settings."""
    import sys

    (tmp_path / "blank.pdf").write_bytes(blank)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, token, str(tmp_path)],
        capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "Không mở được khóa “khong-co”" in done.stdout
    made = (tmp_path / "signed.pdf").read_bytes()
    assert pdfsig(made, tmp_path).count("Signature is Valid") == 2
    assert signing.check(made, book.roots).standing is Standing.GOOD


def test_signing_waits_apart_where_a_loop_runs_already() -> None:
    async def answer() -> str:
        return "xong"

    async def page() -> str:
        return to_its_end(answer())

    assert to_its_end(answer()) == "xong"
    with ThreadPoolExecutor(1) as apart:  # a browser's tests leave a loop at work in this thread
        assert apart.submit(asyncio.run, page()).result() == "xong"
