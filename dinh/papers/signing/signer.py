"""One signature put on a PDF, PAdES B-B; B-T where a time-stamping authority is given, B-LT where there are lists of
certificates taken back: they go into the file, so that it can be checked long after."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .keys import Key, holder_of
from .proofs import Lists, State, look, must_count
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
    lists: Lists | None = None,
) -> bytes:
    """The PDF with one more signature in a new field, added at its end: what was there stays byte for byte. `at` is the
    moment that the signature itself tells, with its zone. Raises BadPdf, and CannotSign where the certificate is expired
    or, by `lists`, taken back, or the authority of time stamps does not answer."""
    if at.tzinfo is None:
        raise ValueError("the moment of a signature needs its zone")
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    except Exception as wrong:  # whatever the library makes of a file that is no PDF
        raise BadPdf("Tệp không phải PDF đọc được nên không ký được.") from wrong
    try:
        made = to_its_end(_signed(writer, key, field, at, stamp, reason, timestamper, lists or Lists()))
    except TimestampRequestError as wrong:
        raise CannotSign(
            "Cơ quan cấp dấu thời gian không trả lời; thử lại, hoặc báo người quản trị."
        ) from wrong
    return bytes(made.getvalue())


async def _signed(
    writer: Any,
    key: Key,
    field: str,
    at: datetime,
    stamp: Stamp | None,
    reason: str,
    timestamper: Any,
    lists: Lists,
) -> Any:
    await must_count(key, lists, at)
    kept = await _kept_with(key, lists, at)
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
        validation_context=kept,
        embed_validation_info=kept is not None,
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
        validation_info=await session.perform_presign_validation(writer),
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


async def _kept_with(key: Key, lists: Lists, at: datetime) -> Any:
    """What the file is to keep of our lists; None where none speaks of the certificate."""
    if not lists.any:
        return None
    found = await look(key.certificate, key.chain, lists, at)
    return lists.context(at, key.chain) if found.state is State.GOOD and found.listed else None
