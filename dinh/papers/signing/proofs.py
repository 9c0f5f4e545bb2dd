"""Whether a certificate counts: its days, and the lists of those taken back that the house was given. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from asn1crypto import crl, ocsp, pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from .keys import Key, holder_of
from .shapes import CannotSign

_SOFT = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
_MAY = CertRevTrustPolicy(RevocationCheckingPolicy(_SOFT, _SOFT))
_BY_CRL = CertRevTrustPolicy(RevocationCheckingPolicy(RevocationCheckingRule.CRL_REQUIRED, _SOFT))
_BY_OCSP = CertRevTrustPolicy(RevocationCheckingPolicy(RevocationCheckingRule.OCSP_REQUIRED, _SOFT))


@dataclass(frozen=True, slots=True)
class Lists:
    """What the house vouches by: roots, and lists of certificates taken back (CRL) or answers about one (OCSP)."""

    roots: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.crls or self.ocsps)

    def context(
        self, moment: datetime, others: Sequence[x509.Certificate], policy: CertRevTrustPolicy = _MAY
    ) -> ValidationContext:
        """For pyHanko. A list made after the moment counts as well: it tells when each was taken back."""
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(others),
            crls=list(self.crls),
            ocsps=list(self.ocsps),
            moment=moment,
            allow_fetching=False,
            revinfo_policy=policy,
            retroactive_revinfo=True,
        )


class State(StrEnum):
    """What may be said of a certificate at a moment."""

    GOOD = "good"
    UNKNOWN = "unknown"
    """Nobody here vouches for it."""
    EARLY = "early"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Looked:
    """How a certificate stood at a moment, since when it counts no more, and whether a list spoke of it."""

    state: State
    since: datetime | None = None
    listed: bool = False


async def look(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], lists: Lists, moment: datetime
) -> Looked:
    """How a certificate stood at a moment."""
    if moment > certificate.not_valid_after:
        return Looked(State.EXPIRED, certificate.not_valid_after)
    if moment < certificate.not_valid_before:
        return Looked(State.EARLY, certificate.not_valid_before)
    # Each kind by itself, and without any: a list that does not speak of this certificate says nothing against it.
    ways = [_BY_CRL] * bool(lists.crls) + [_BY_OCSP] * bool(lists.ocsps) + [_MAY]
    good = listed = False
    for policy in ways:
        try:
            validator = CertificateValidator(
                certificate,
                intermediate_certs=list(others),
                validation_context=lists.context(moment, others, policy),
            )
            await validator.async_validate_usage(set())
        except RevokedError as wrong:
            return Looked(State.REVOKED, wrong.revocation_dt, True)
        except ExpiredError as wrong:
            return Looked(State.EXPIRED, wrong.expired_dt)
        except NotYetValidError:
            return Looked(State.EARLY)
        except (PathError, ValidationError):
            continue
        good, listed = True, listed or policy is not _MAY
    return Looked(State.GOOD if good else State.UNKNOWN, listed=listed)


async def revoked_at(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], lists: Lists
) -> datetime | None:
    """When it was taken back, as far as the lists say; an expired one is looked at on its last second."""
    if not lists.any:
        return None
    moment = min(datetime.now(UTC), certificate.not_valid_after - timedelta(seconds=1))
    found = await look(certificate, others, lists, moment)
    return found.since if found.state is State.REVOKED else None


async def must_count(key: Key, lists: Lists, moment: datetime) -> None:
    """Raises CannotSign, with the day, for a certificate that is expired, not yet in force or taken back."""
    found = await look(key.certificate, key.chain, lists, moment)
    name, state = holder_of(key.certificate).name, found.state
    day = f"{found.since.astimezone(moment.tzinfo):%d/%m/%Y}" if found.since else ""
    if state is State.EXPIRED:
        raise CannotSign(f"Chứng thư số của {name} hết hạn ngày {day}; gia hạn rồi ký.")
    if state is State.EARLY:
        raise CannotSign(f"Chứng thư số của {name} chưa tới ngày có hiệu lực.")
    if state is State.REVOKED:
        raise CannotSign(f"Chứng thư số của {name} đã bị thu hồi ngày {day}, không ký được nữa.")


def read_lists(
    paths: Sequence[Path],
) -> tuple[tuple[crl.CertificateList, ...], tuple[ocsp.OCSPResponse, ...]]:
    """Lists in files: PEM or DER, `.crl` a list, `.ocsp` an answer. Raises CannotSign naming the file."""
    crls, ocsps = [], []
    for path in paths:
        try:
            data = path.read_bytes()
            if pem.detect(data):
                data = pem.unarmor(data)[2]
            if path.suffix == ".ocsp":
                answer = ocsp.OCSPResponse.load(data, strict=True)
                answer.basic_ocsp_response.native  # noqa: B018 read whole: a broken one is found here
                ocsps.append(answer)
            else:
                found = crl.CertificateList.load(data, strict=True)
                found["tbs_cert_list"].native  # noqa: B018
                crls.append(found)
        except (OSError, ValueError, TypeError, AttributeError) as wrong:
            raise CannotSign(f"Không đọc được danh sách thu hồi “{path.name}” ghi trong sổ khóa.") from wrong
    return tuple(crls), tuple(ocsps)
