"""Keys for a demonstration and for tests: a root of its own, a certificate for a body, one for a person. Never for use: who
can make a root can sign as anybody."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID


class DemoRoot:
    """A made-up authority of certificates."""

    def __init__(self, name: str, *, at: datetime | None = None, years: int = 10, asked_at: str = "") -> None:
        """With `asked_at`, its certificates name an address where one may ask about them (OCSP)."""
        self._asked_at = asked_at
        self._since = (at or datetime.now(UTC)) - timedelta(days=1)
        self._until = self._since + timedelta(days=365 * years)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = self._made(
            _name(name, "Mẫu, không có giá trị"), self._key.public_key(), None, ca=True
        )

    def pem(self) -> bytes:
        """The root for the folder of roots."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self, name: str, body: str, *, stamps: bool = False, until: datetime | None = None
    ) -> tuple[Any, x509.Certificate]:
        """A new key and its certificate; one that `stamps` time is good for nothing else."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        named = _name(name, body)
        return key, self._made(
            named, key.public_key(), self.certificate, ca=False, stamps=stamps, until=until
        )

    def taken_back(self, numbers: Mapping[int, datetime], *, at: datetime, days: int = 7) -> bytes:
        """The list (CRL, DER) of certificates taken back, by number and moment."""
        built = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=days))
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for number, moment in numbers.items():
            row = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(moment)
            built = built.add_revoked_certificate(
                row.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False).build()
            )
        return built.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def answer(
        self, certificate: x509.Certificate, *, at: datetime, taken_back: datetime | None = None
    ) -> bytes:
        """What the root says of one certificate (OCSP, DER)."""
        gone = taken_back is not None
        built = ocsp.OCSPResponseBuilder().add_response(
            certificate, self.certificate, hashes.SHA1(),  # noqa: S303 the number of a certificate, as RFC 6960 asks
            ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            at, at + timedelta(days=7), taken_back, x509.ReasonFlags.key_compromise if gone else None,
        ).responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate).certificates([self.certificate])  # fmt: skip
        return built.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def p12(self, name: str, body: str, password: bytes) -> bytes:
        """A new key and its certificate as a PKCS#12 file."""
        key, certificate = self.issue(name, body)
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            key,
            certificate,
            [self.certificate],
            serialization.BestAvailableEncryption(password),
        )

    def _made(
        self,
        subject: x509.Name,
        public: Any,
        issuer: x509.Certificate | None,
        *,
        ca: bool,
        stamps: bool = False,
        until: datetime | None = None,
    ) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=not ca, content_commitment=not ca, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._since)
            .not_valid_after(until or self._until)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
        )
        if self._asked_at and not ca:
            there = x509.UniformResourceIdentifier(self._asked_at)
            about = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, there)
            built = built.add_extension(x509.AuthorityInformationAccess([about]), critical=False)
        if stamps:
            built = built.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        return built.sign(self._key, hashes.SHA256())


def _name(common: str, body: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, body[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def lay(folder: Path, root: DemoRoot, holders: list[dict[str, Any]]) -> None:
    """Write a book of keys: for each holder {holder, name, body, …} a file, its password beside it, both for the owner of
    the process alone."""
    import yaml

    (folder / "roots").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "roots" / "demo.pem").write_bytes(root.pem())
    rows = []
    for number, each in enumerate(holders, 1):
        password = secrets.token_urlsafe(24)
        stem = f"khoa-{number}"
        _private(folder / f"{stem}.p12", root.p12(each["name"], each["body"], password.encode()))
        _private(folder / f"{stem}.pass", password.encode())
        more = {key: value for key, value in each.items() if key not in ("name", "body")}
        rows.append({**more, "kind": "file", "file": f"{stem}.p12", "password_file": f"{stem}.pass"})
    _private(
        folder / "keys.yaml", yaml.safe_dump({"keys": rows}, allow_unicode=True, sort_keys=False).encode()
    )


def _private(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)
