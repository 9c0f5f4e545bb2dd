"""The socket for keys that lie with somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

REMOTE = "papers.remote_signer"


class RemoteSigner(Protocol):
    """A service that keeps keys and signs hashes: shaped after the calls of the Cloud Signature Consortium."""

    def certificates(self, credential: str) -> Sequence[bytes]:
        """The key's certificate and those above it, DER, the key's own first."""
        ...

    def sign_hash(self, credential: str, digest: bytes, algorithm: str) -> bytes:
        """The raw signature of a SHA-256 digest by `rsa` (PKCS#1 v1.5) or `ecdsa`. Raises CannotSign with a sentence."""
        ...
