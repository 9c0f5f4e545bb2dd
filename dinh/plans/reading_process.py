"""The process that reads one paper and ends: `python -m dinh.plans.reading_process 12`.

DINH_READING_MB bounds its memory (each helper program it starts is bounded alike), so that a wild file stops here and
not in the server.
"""

from __future__ import annotations

import os
import resource
import sys

USUAL_MB = 3072
"""A scan of 300 pages takes 700 MB; LibreOffice and tesseract reserve far more than they use."""


def bound_memory() -> None:
    """No more address space than DINH_READING_MB, from here on and in every program started."""
    most = int(os.environ.get("DINH_READING_MB", USUAL_MB)) * 1024 * 1024
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main(argv: list[str]) -> int:
    """Read the one named. 0 when it came to an end, well or with a sentence."""
    bound_memory()
    import django

    django.setup()
    from django.utils import timezone

    from dinh.plans import services

    services.read_now(reading_id=int(argv[0]), at=timezone.now())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
