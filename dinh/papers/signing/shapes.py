"""What signing and checking speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CannotSign(Exception):
    """There is no key, or it does not work. `str()` is a Vietnamese sentence."""


class BadPdf(Exception):
    """What was handed over is no PDF that can be read. `str()` is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is: a name, the body, and the certificate's number."""

    name: str
    body: str
    serial: str


class Standing(StrEnum):
    """What may be said of a signed file as a whole."""

    GOOD = "good"
    """Every signature holds, of somebody we trust, and nothing was changed after."""
    UNKNOWN = "unknown"
    """The signatures hold, but of somebody whom nobody here vouches for."""
    REVOKED = "revoked"
    """A signer's certificate was taken back, or had expired, before it signed, or nobody can say that it was not."""
    BROKEN = "broken"
    """It was changed after it was signed, or a signature does not hold."""
    NONE = "none"
    """There is no signature in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of a file."""

    holder: Holder
    at: datetime | None
    """As the signer's own clock says."""
    intact: bool
    """The signed bytes are as they were, and the signature is of this key."""
    trusted: bool
    """The certificate leads to a root that this house trusts, and was in force."""
    unchanged: bool
    """Nothing was added after it but further signatures."""
    stamped_at: datetime | None = None
    """As a time-stamping authority says that we trust."""
    revoked_at: datetime | None = None
    """When the certificate was taken back, as far as the lists say that the file or the house keeps."""
    expired_at: datetime | None = None
    """When the certificate ended, where that day is past."""
    late: bool = False
    """It was taken back or had ended when it signed; or it was taken back since, and no stamp of time shows which came first."""
    long_kept: bool = False
    """What says that the certificate was in force is kept in the file itself."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file turned out to be."""

    standing: Standing
    signatures: tuple[Found, ...] = field(default_factory=tuple)
