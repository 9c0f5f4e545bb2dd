"""Keys by where they lie: a file, a token, a service. Each is loaded once and then signs as often as it is asked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from .shapes import CannotSign, Holder
from .sockets import RemoteSigner


class Key(Protocol):
    """A private key with its certificate."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def sign(self, data: bytes) -> bytes:
        """The raw SHA-256 signature of the data."""
        ...


def holder_of(certificate: x509.Certificate) -> Holder:
    """Who stands in a certificate."""
    names = certificate.subject.native
    body = names.get("organization_name") or names.get("organizational_unit_name") or ""
    body = "; ".join(body) if isinstance(body, list) else body
    return Holder(
        str(names.get("common_name") or certificate.subject.human_friendly),
        body,
        f"{certificate.serial_number:x}",
    )


def algorithm_of(certificate: x509.Certificate) -> str:
    """ "rsa" or "ecdsa"; what is neither is refused."""
    kind = certificate.public_key.algorithm
    if kind not in ("rsa", "ec"):
        raise CannotSign(f"Khóa loại {kind} chưa dùng được để ký.")
    return "rsa" if kind == "rsa" else "ecdsa"


class FileKey:
    """A key of a PKCS#12 file."""

    def __init__(self, path: Path, password: bytes) -> None:
        try:
            loaded = pkcs12.load_pkcs12(path.read_bytes(), password)
        except OSError as wrong:
            raise CannotSign("Không mở được tệp khóa ký; người quản trị xem lại sổ khóa.") from wrong
        except ValueError as wrong:
            raise CannotSign(
                "Mật khẩu của tệp khóa ký không đúng; người quản trị xem lại sổ khóa."
            ) from wrong
        if loaded.key is None or loaded.cert is None:
            raise CannotSign("Tệp khóa ký không có khóa hoặc không có chứng thư.")
        self._key: Any = loaded.key
        self.certificate = _asn1(loaded.cert.certificate)
        self.chain = tuple(_asn1(each.certificate) for each in loaded.additional_certs)
        algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return bytes(self._key.sign(data, ec.ECDSA(hashes.SHA256())))


class TokenKey:
    """A key of a token, by PKCS#11. The session is opened once; a token does one thing at a time."""

    def __init__(self, module: str, token: str, pin: str, label: str) -> None:
        try:
            import pkcs11
            from pkcs11 import Attribute, ObjectClass
        except ImportError as wrong:  # pragma: no cover - in the dependencies
            raise CannotSign("Máy chủ chưa có thư viện đọc thiết bị khóa (PKCS#11).") from wrong
        try:
            self._session = pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin)
            self._key: Any = self._session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
            found = self._session.get_objects(
                {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label}
            )
            ders = [bytes(each[Attribute.VALUE]) for each in found]
        except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as wrong:
            raise CannotSign(
                f"Không mở được khóa “{label}” trên thiết bị “{token}”: {type(wrong).__name__}."
            ) from wrong
        if not ders:
            raise CannotSign(f"Thiết bị “{token}” không có chứng thư “{label}”.")
        self.certificate = x509.Certificate.load(ders[0])
        self.chain: tuple[x509.Certificate, ...] = ()
        self._algorithm = algorithm_of(self.certificate)
        self._lock = threading.Lock()

    def sign(self, data: bytes) -> bytes:
        from pkcs11 import Mechanism
        from pkcs11.exceptions import PKCS11Error
        from pkcs11.util.ec import encode_ecdsa_signature

        try:
            with self._lock:
                if self._algorithm == "rsa":
                    return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
                digest = hashlib.sha256(data).digest()
                return bytes(encode_ecdsa_signature(self._key.sign(digest, mechanism=Mechanism.ECDSA)))
        except PKCS11Error as wrong:
            raise CannotSign(f"Thiết bị khóa không ký: {type(wrong).__name__}.") from wrong


class RemoteKey:
    """A key that a service keeps."""

    def __init__(self, service: RemoteSigner, credential: str) -> None:
        ders: Sequence[bytes] = service.certificates(credential)
        if not ders:
            raise CannotSign("Dịch vụ ký số từ xa không có chứng thư này.")
        self._service, self._credential = service, credential
        self.certificate = x509.Certificate.load(ders[0])
        self.chain = tuple(x509.Certificate.load(each) for each in ders[1:])
        self._algorithm = algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        return self._service.sign_hash(self._credential, hashlib.sha256(data).digest(), self._algorithm)


def _asn1(certificate: Any) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
