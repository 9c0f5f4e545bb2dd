"""When a paper was signed, by whom time is stamped, and certificates that count no more: at signing and when a file is checked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from dinh.papers import signing
from dinh.papers.making import make
from dinh.papers.signing import Standing
from dinh.papers.signing.making_keys import DemoRoot, lay

from .test_signing import AT, BODY, LEADER, pdfsig

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def root() -> DemoRoot:
    return DemoRoot("Gốc chứng thư thử", at=AT - timedelta(days=400), asked_at="http://hoi.mau.invalid/")


@pytest.fixture(scope="module")
def blank() -> bytes:
    return make('<meta charset="utf-8"><title>t</title><p>Giấy chứng nhận thử</p>').pdf


@pytest.fixture(scope="module")
def laid(root: DemoRoot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of keys, copied by each test into a book of its own: keys take long to make."""
    folder = tmp_path_factory.mktemp("khoa")
    lay(folder, root, [
        {"holder": LEADER, "name": "Lê Văn Mẫu", "body": "UBND phường Mẫu"},
        {"holder": BODY, "name": "UBND phường Mẫu", "body": "UBND tỉnh Mẫu"},
    ])  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def clock(root: DemoRoot) -> DummyTimeStamper:
    key, certificate = root.issue("Cơ quan cấp dấu thời gian thử", "Mẫu", stamps=True)
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return DummyTimeStamper(
        tsa_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(der),
        fixed_dt=AT,
    )


@pytest.fixture
def authority(clock: DummyTimeStamper) -> Iterator[str]:
    """An authority of time stamps on this machine."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            made = clock.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(made)

        def log_message(self, *_said: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    server.server_close()


def number(laid: Path, holder: str = LEADER) -> int:
    return int(signing.open_book(laid).key(holder).certificate.serial_number)


def book(laid: Path, to: Path, more: str = "", **lists: bytes) -> signing.KeyBook:
    """A book of the same keys with `more` lines and these lists beside it."""
    for each in laid.iterdir():
        if each.is_file():
            (to / each.name).write_bytes(each.read_bytes())
    (to / "roots").mkdir(exist_ok=True)
    (to / "roots" / "demo.pem").write_bytes((laid / "roots" / "demo.pem").read_bytes())
    names = [name.replace("_", ".") for name in lists]
    for name, data in zip(names, lists.values(), strict=True):
        (to / name).write_bytes(data)
    with (to / "keys.yaml").open("a", encoding="utf-8") as file:
        file.write(more + (f"\nrevocation: [{', '.join(names)}]\n" if names else ""))
    return signing.open_book(to)


def signed(book: signing.KeyBook, blank: bytes, *, holder: str = LEADER, at: datetime = AT) -> bytes:
    return signing.sign(
        blank, book.key(holder), field=f"Ky-{holder.split(':')[0]}", at=at,
        timestamper=book.timestamper(), lists=book.lists(),
    )  # fmt: skip


def test_an_authority_named_in_the_book_stamps_the_time(
    laid: Path, blank: bytes, authority: str, tmp_path: Path
) -> None:
    keys = book(laid, tmp_path, f"\ntsa: {authority}\n")
    made = signed(keys, blank, at=AT - HOUR)
    (found,) = signing.check(made, keys.roots).signatures
    assert found.stamped_at == AT and found.at == AT - HOUR and found.trusted and not found.long_kept
    assert "Signature is Valid" in pdfsig(made, tmp_path)


def test_an_authority_that_is_silent_signs_nothing(laid: Path, blank: bytes, tmp_path: Path) -> None:
    keys = book(laid, tmp_path, "\ntsa: http://127.0.0.1:9/tsa\n")
    with pytest.raises(signing.CannotSign, match="dấu thời gian"):
        signed(keys, blank)


def test_lists_of_the_book_go_into_the_file_and_it_still_verifies_everywhere(
    laid: Path, root: DemoRoot, blank: bytes, authority: str, tmp_path: Path
) -> None:
    keys = book(laid, tmp_path, f"\ntsa: {authority}\n", ca_crl=root.taken_back({}, at=AT - HOUR))
    one = signed(keys, blank)
    both = signed(keys, one, holder=BODY, at=AT)
    assert b"/DSS" in one and pdfsig(both, tmp_path).count("Signature is Valid") == 2
    checked = signing.check(both, keys.roots)  # by what the file keeps alone
    assert checked.standing is Standing.GOOD and all(each.long_kept for each in checked.signatures)
    touched = bytearray(both)
    touched[both.find(b"stream") + 40] ^= 1
    assert signing.check(bytes(touched), keys.roots).standing is Standing.BROKEN
    assert signing.check(both + b"\n% them", keys.roots).standing is Standing.BROKEN


@pytest.mark.parametrize("kind", ["crl", "pem", "ocsp"])
def test_a_certificate_taken_back_signs_no_more(
    laid: Path, root: DemoRoot, blank: bytes, tmp_path: Path, kind: str
) -> None:
    from asn1crypto import pem
    from cryptography import x509 as written

    key = signing.open_book(laid).key(LEADER)
    when = AT - timedelta(days=2)
    data = root.taken_back({number(laid): when}, at=AT - HOUR)
    if kind == "pem":
        data = pem.armor("X509 CRL", data)
    if kind == "ocsp":
        shown = written.load_der_x509_certificate(key.certificate.dump())
        data = root.answer(shown, at=AT - HOUR, taken_back=when)
    keys = book(laid, tmp_path, **{"ca_ocsp" if kind == "ocsp" else "ca_crl": data})
    with pytest.raises(signing.CannotSign, match="đã bị thu hồi ngày 18/11/2026"):
        signed(keys, blank)


def test_an_expired_certificate_signs_no_more(laid: Path, blank: bytes) -> None:
    keys = signing.open_book(laid)
    with pytest.raises(signing.CannotSign, match="hết hạn"):
        signing.sign(blank, keys.key(LEADER), field="Ky", at=AT + timedelta(days=365 * 11))
    with pytest.raises(signing.CannotSign, match="chưa tới ngày"):
        signing.sign(blank, keys.key(LEADER), field="Ky", at=AT - timedelta(days=500))


def test_a_list_that_cannot_be_read_is_named_and_stops_no_page(
    laid: Path, blank: bytes, tmp_path: Path
) -> None:
    keys = book(laid, tmp_path, ca_crl=b"khong phai danh sach")
    with pytest.raises(signing.CannotSign, match=r"ca\.crl"):
        signed(keys, blank)
    assert signing.check(blank, keys.roots, keys.lists_to_check()).standing is Standing.NONE


@pytest.mark.parametrize(
    ("taken_back", "stamped", "standing"),
    [
        (AT - HOUR, True, Standing.REVOKED),
        (AT - HOUR, False, Standing.REVOKED),
        (AT + HOUR, True, Standing.GOOD),
        (AT + HOUR, False, Standing.REVOKED),  # who can say that it was signed before?
        (None, False, Standing.GOOD),
    ],
)
def test_what_was_taken_back_is_told_when_a_file_is_checked(
    laid: Path, root: DemoRoot, blank: bytes, clock: DummyTimeStamper,
    taken_back: datetime | None, stamped: bool, standing: Standing,
) -> None:  # fmt: skip
    from asn1crypto import crl

    keys = signing.open_book(laid)
    made = signing.sign(blank, keys.key(LEADER), field="Ky", at=AT, timestamper=clock if stamped else None)
    numbers = {number(laid): taken_back} if taken_back else {}
    listed = crl.CertificateList.load(root.taken_back(numbers, at=AT + 2 * HOUR))
    checked = signing.check(made, keys.roots, signing.Lists(keys.roots, (listed,)))
    assert checked.standing is standing
    assert checked.signatures[0].revoked_at == taken_back
    assert signing.check(made, keys.roots).standing is Standing.GOOD, "nothing is known without the list"


def test_a_list_that_a_stranger_made_says_nothing(laid: Path, blank: bytes) -> None:
    from asn1crypto import crl

    keys = signing.open_book(laid)
    made = signing.sign(blank, keys.key(LEADER), field="Ky", at=AT)
    stranger = DemoRoot("Gốc chứng thư thử", at=AT - timedelta(days=400))
    listed = crl.CertificateList.load(stranger.taken_back({number(laid): AT - HOUR}, at=AT))
    assert signing.check(made, keys.roots, signing.Lists(keys.roots, (listed,))).standing is Standing.GOOD
