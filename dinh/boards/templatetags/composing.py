"""Where a figure of a composed report opens."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from dinh.boards.composing.shapes import Figure

register = template.Library()


@register.filter
def figure_url(figure: Figure) -> str:
    """The page that says why this number is what it is; empty where there is none."""
    kind, _, rest = figure.ref.partition(":")
    if kind == "target":
        return reverse("plans.target", args=[rest])
    if kind == "received":
        regime, _, year = rest.partition(":")
        return f"{reverse('reporting.matrix', args=[regime])}?{urlencode({'nam': year})}"
    if kind != "measure":
        return ""
    code, _, place = rest.partition(":")
    unit, _, period = place.partition(":")
    asked = {"don-vi": unit, "ky": period}
    return f"{reverse('measures.why', args=[code])}?{urlencode(asked)}"
