"""One signature put on a PDF, PAdES B-B; B-T where a time-stamping authority is given."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .keys import Key, holder_of
from .shapes import BadPdf, CannotSign
from .stamps import ShownStyle, Stamp
from .waiting import to_its_end

ROOM = 8_192
"""Bytes kept free for a signature: a fixed number spares a second, pretended signature that only measures. The largest
chain in use takes some 6,000; a time stamp as much again."""
ROOM_STAMPED = 24_576


class _KeySigner(Signer):
    """pyHanko's signer around a key of ours, which was loaded once."""

    def __init__(self, key: Key) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(key.chain)
        super().__init__(signing_cert=key.certificate, cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm.lower() != "sha256":  # pragma: no cover - asked for below
            raise CannotSign("Chỉ ký bằng SHA-256.")
        return b"\0" * 512 if dry_run else self._key.sign(data)


def sign(
    pdf: bytes,
    key: Key,
    *,
    field: str,
    at: datetime,
    stamp: Stamp | None = None,
    reason: str = "",
    timestamper: Any = None,
) -> bytes:
    """The PDF with one more signature in a new field, added at its end: what was there stays byte for byte. `at` is the
    moment that the signature itself tells, with its zone. Raises CannotSign, BadPdf."""
    if at.tzinfo is None:
        raise ValueError("the moment of a signature needs its zone")
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    except Exception as wrong:  # whatever the library makes of a file that is no PDF
        raise BadPdf("Tệp không phải PDF đọc được nên không ký được.") from wrong
    made = to_its_end(_signed(writer, key, field, at, stamp, reason, timestamper))
    return bytes(made.getvalue())


async def _signed(
    writer: Any, key: Key, field: str, at: datetime, stamp: Stamp | None, reason: str, timestamper: Any
) -> Any:
    place = None
    if stamp is not None:
        shown = stamp.place
        place = fields.SigFieldSpec(
            field,
            on_page=shown.page,
            box=(shown.left, shown.bottom, shown.right, shown.top),  # type: ignore[arg-type]
        )
    described = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=holder_of(key.certificate).name,
        reason=reason or None,
    )
    signer = PdfSigner(
        described,
        _KeySigner(key),
        timestamper=timestamper,
        stamp_style=ShownStyle(stamp=stamp) if stamp else None,
        new_field_spec=place or fields.SigFieldSpec(field),
    )
    session = signer.init_signing_session(writer)
    session.system_time = at
    pages = {"when": at.isoformat(timespec="seconds")}
    body = session.prepare_tbs_document(
        validation_info=None,
        bytes_reserved=2 * (ROOM_STAMPED if timestamper else ROOM),
        appearance_text_params=pages,
    )
    digest, out = body.digest_tbs_document()
    done = await body.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(
            signing_time=at, cades_signed_attrs=described.cades_signed_attr_spec
        ),
    )
    await done.post_signature_processing(out)
    return out
