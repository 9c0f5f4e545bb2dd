"""What a signed PDF turns out to be. Whatever is handed over is taken for hostile: it is read within limits, nothing is
fetched, and what cannot be read is refused with a sentence."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .keys import holder_of
from .proofs import Lists, revoked_at
from .shapes import BadPdf, Checked, Found, Holder, Standing
from .waiting import to_its_end

# A signature of somebody we do not know is an answer here, not a fault to be logged with its trace.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.ERROR)

MOST_BYTES = 30 * 1024 * 1024
MOST_SIGNATURES = 20


def check(pdf: bytes, roots: Sequence[x509.Certificate], lists: Lists | None = None) -> Checked:
    """Every signature of a PDF, and what may be said of the whole. `lists` are the house's own of certificates taken back,
    beside those that the file keeps. Raises BadPdf."""
    if len(pdf) > MOST_BYTES:
        raise BadPdf("Tệp lớn quá 30 MB nên không kiểm tra được ở đây.")
    if b"%PDF-" not in pdf[:1024]:
        raise BadPdf("Tệp không phải PDF.")
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise BadPdf("Tệp PDF có mật khẩu nên không đọc được.")
        there = list(reader.embedded_regular_signatures)
        known, inside = _with_the_files_own(reader, lists or Lists(tuple(roots)), tuple(roots))
    except BadPdf:
        raise
    except Exception as wrong:  # a broken file breaks the library in more ways than it names
        raise BadPdf("Tệp PDF hỏng, không đọc được chữ ký.") from wrong
    if len(there) > MOST_SIGNATURES:
        raise BadPdf(f"Tệp có hơn {MOST_SIGNATURES} chữ ký nên không kiểm tra ở đây.")
    found = tuple(to_its_end(_all(there, known, inside)))
    return Checked(_standing(found), found)


def _standing(found: Sequence[Found]) -> Standing:
    if not found:
        return Standing.NONE
    if not all(each.intact and each.unchanged for each in found):
        return Standing.BROKEN
    if any(each.late for each in found):
        return Standing.REVOKED
    return Standing.GOOD if all(each.trusted for each in found) else Standing.UNKNOWN


def _with_the_files_own(
    reader: PdfFileReader, lists: Lists, roots: tuple[x509.Certificate, ...]
) -> tuple[Lists, bool]:
    """The house's lists and those that the file keeps; whether it keeps any. Each is believed by its issuer's signature only."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        crls = tuple(crl.CertificateList.load(each.get_object().data) for each in store.crls)
        ocsps = tuple(ocsp.OCSPResponse.load(each.get_object().data) for each in store.ocsps)
    except Exception:  # none there, or one that cannot be read: then the file keeps nothing
        return Lists(roots, lists.crls, lists.ocsps), False
    return Lists(roots, (*lists.crls, *crls), (*lists.ocsps, *ocsps)), bool(crls or ocsps)


async def _all(there: Sequence[Any], lists: Lists, inside: bool) -> list[Found]:
    return [await _one(each, lists, inside, last=each is there[-1]) for each in there]


async def _one(embedded: Any, lists: Lists, inside: bool, *, last: bool) -> Found:
    try:
        said = embedded.self_reported_timestamp
        others = list(embedded.other_embedded_certs)
        now = datetime.now(UTC)
        moment = min(said, now) if said and said.tzinfo else now
        status = await _status(embedded, lists.roots, others, moment)
        stamp = status.timestamp_validity
        stamped = (
            stamp.timestamp if stamp is not None and stamp.intact and stamp.valid and stamp.trusted else None
        )
        if (
            stamped is not None and stamped != moment
        ):  # who stamps time is believed before the signer's own clock
            moment = stamped
            status = await _status(embedded, lists.roots, others, moment)
        unchanged = _unchanged(embedded, status, last)
        certificate = embedded.signer_cert
        back = await revoked_at(certificate, others, lists)
        ended = certificate.not_valid_after if certificate.not_valid_after < now else None
        late = moment > certificate.not_valid_after or (
            back is not None and (stamped is None or back <= stamped)
        )
        return Found(
            holder_of(certificate),
            said,
            bool(status.intact and status.valid),
            bool(status.trusted) and not late,
            unchanged,
            stamped,
            back,
            ended,
            late,
            inside and bool(status.trusted),
        )
    except Exception:  # a signature that cannot even be read holds nothing
        return Found(_holder(embedded), None, False, False, False)


def _unchanged(embedded: Any, status: Any, last: bool) -> bool:
    """Nothing follows but further signatures. After the last one, what is kept for long after (DSS) may; anything else may not,
    nor a byte behind the end of the file."""
    whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if status.coverage >= whole and (last or status.docmdp_ok):
        return True
    if not last or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return False
    reader = embedded.reader
    added = reader.xrefs.total_revisions - 1 > embedded.signed_revision
    level = status.modification_level
    reader.stream.seek(-12, io.SEEK_END)
    ends = reader.stream.read().rstrip(b"\r\n").endswith(b"%%EOF")
    return bool(added and ends and level is not None and level <= ModificationLevel.LTA_UPDATES)


async def _status(
    embedded: Any, roots: tuple[x509.Certificate, ...], others: list[Any], moment: datetime
) -> Any:
    """What the library says of it without any list: those are asked apart, each date by itself."""
    return await async_validate_pdf_signature(
        embedded,
        signer_validation_context=Lists(roots).context(moment, others),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )


def _holder(embedded: Any) -> Holder:
    try:
        return holder_of(embedded.signer_cert)
    except Exception:
        return Holder("", "", "")
