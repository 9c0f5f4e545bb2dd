"""What a version of a process is called on other pages, and where it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Opened

from .models import ProcessVersion


def open_processes(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    """Titles and links of versions of processes. 1 query."""
    rows = ProcessVersion.objects.select_related("procedure").in_bulk([int(ref.id) for ref in refs])
    return {
        row.ref: Opened(
            _("Quy trình %(code)s, bản %(number)s") % {"code": row.procedure.code, "number": row.number},
            f"{reverse('catalog.process', args=[row.procedure.code])}?ban={row.pk}",
        )
        for row in rows.values()
    }
