"""What a signed PDF turns out to be. Whatever is handed over is taken for hostile: it is read within limits, nothing is
fetched, and what cannot be read is refused with a sentence."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .keys import holder_of
from .shapes import BadPdf, Checked, Found, Holder, Standing
from .waiting import to_its_end

# A signature of somebody we do not know is an answer here, not a fault to be logged with its trace.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.ERROR)

MOST_BYTES = 30 * 1024 * 1024
MOST_SIGNATURES = 20


def check(pdf: bytes, roots: Sequence[x509.Certificate]) -> Checked:
    """Every signature of a PDF, and what may be said of the whole. Raises BadPdf."""
    if len(pdf) > MOST_BYTES:
        raise BadPdf("Tệp lớn quá 30 MB nên không kiểm tra được ở đây.")
    if b"%PDF-" not in pdf[:1024]:
        raise BadPdf("Tệp không phải PDF.")
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise BadPdf("Tệp PDF có mật khẩu nên không đọc được.")
        there = list(reader.embedded_regular_signatures)
    except BadPdf:
        raise
    except Exception as wrong:  # a broken file breaks the library in more ways than it names
        raise BadPdf("Tệp PDF hỏng, không đọc được chữ ký.") from wrong
    if len(there) > MOST_SIGNATURES:
        raise BadPdf(f"Tệp có hơn {MOST_SIGNATURES} chữ ký nên không kiểm tra ở đây.")
    found = tuple(to_its_end(_all(there, roots)))
    return Checked(_standing(found), found)


def _standing(found: Sequence[Found]) -> Standing:
    if not found:
        return Standing.NONE
    if not all(each.intact and each.unchanged for each in found):
        return Standing.BROKEN
    return Standing.GOOD if all(each.trusted for each in found) else Standing.UNKNOWN


async def _all(there: Sequence[Any], roots: Sequence[x509.Certificate]) -> list[Found]:
    return [await _one(each, roots, last=each is there[-1]) for each in there]


async def _one(embedded: Any, roots: Sequence[x509.Certificate], *, last: bool) -> Found:
    try:
        said = embedded.self_reported_timestamp
        moment = min(said, datetime.now(UTC)) if said and said.tzinfo else datetime.now(UTC)
        trust = ValidationContext(
            trust_roots=list(roots),
            allow_fetching=False,
            moment=moment,
            other_certs=list(embedded.other_embedded_certs),
        )
        status = await async_validate_pdf_signature(
            embedded,
            signer_validation_context=trust,
            key_usage_settings=KeyUsageConstraints(
                key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
            ),
        )
        whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
        unchanged = bool(status.coverage >= whole and (last or status.docmdp_ok))
        stamp = status.timestamp_validity
        return Found(
            holder_of(embedded.signer_cert),
            said,
            bool(status.intact and status.valid),
            bool(status.trusted),
            unchanged,
            stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None,
        )
    except Exception:  # a signature that cannot even be read holds nothing
        return Found(_holder(embedded), None, False, False, False)


def _holder(embedded: Any) -> Holder:
    try:
        return holder_of(embedded.signer_cert)
    except Exception:
        return Holder("", "", "")
