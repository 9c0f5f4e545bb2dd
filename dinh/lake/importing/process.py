"""The process that brings one file in and ends: `python -m dinh.lake.importing.process 12`.

DINH_IMPORTING_MB bounds its memory, so that a wild file stops here and not in the server."""

from __future__ import annotations

import os
import resource
import sys

USUAL_MB = 6144
"""Address space, which DuckDB and Arrow reserve far beyond what they use."""


def bound_memory() -> None:
    """No more address space than DINH_IMPORTING_MB."""
    most = int(os.environ.get("DINH_IMPORTING_MB", USUAL_MB)) * 1024 * 1024
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main(argv: list[str]) -> int:
    """Bring in the one named. 0 when it came to an end, well or with a sentence."""
    bound_memory()
    import django

    django.setup()
    from django.utils import timezone

    from . import services

    services.bring_in(import_id=int(argv[0]), at=timezone.now())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
