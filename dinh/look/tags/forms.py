"""Fields in govuk-like markup: label above, hint, error beside; the summary that takes focus."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.template import Library

from dinh.look.shapes import Words

register = Library()


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxSelectMultiple):  # before RadioSelect, which it descends from
        return "boxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "box"
    return "one"


def target_of(bound: BoundField) -> str:
    """Id of the first thing in the field that can take focus."""
    base = bound.auto_id or bound.html_name
    return f"{base}_0" if _shape(bound.field.widget) in ("radios", "boxes") else (bound.id_for_label or base)


def describe(
    bound: BoundField, hint: Words = "", label: Words = "", rows: int | None = None
) -> dict[str, Any]:
    """What the field's template needs."""
    base = bound.auto_id or bound.html_name
    hint = hint or bound.help_text
    shape = _shape(bound.field.widget)
    hint_id, error_id = f"{base}-goi-y", f"{base}-loi"
    described = " ".join([*([hint_id] if hint else []), *([error_id] if bound.errors else [])])
    attrs: dict[str, Any] = {}
    if described and shape in ("one", "box"):
        attrs["aria-describedby"] = described
    if bound.errors and shape in ("one", "box"):
        attrs["aria-invalid"] = "true"
    widget = bound.field.widget
    if shape == "one":
        classes = f"{widget.attrs.get('class', '')} inp".split()
        attrs["class"] = " ".join(dict.fromkeys(classes))
        if isinstance(widget, forms.Textarea):
            attrs["rows"] = rows or widget.attrs.get("rows", 3)
    elif shape == "box":
        attrs["class"] = "chk"
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
        "shape": shape,
        "widget": bound.as_widget(attrs=attrs) if shape in ("one", "box") else "",
        "options": list(bound.subwidgets) if shape in ("radios", "boxes") else [],
        "optional": not bound.field.required and shape != "box",
        "chosen": {str(value) for value in _as_list(bound.value())},
    }


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


@register.inclusion_tag("look/forms/field.html")
def field(bound: BoundField, hint: Words = "", label: Words = "", rows: int | None = None) -> dict[str, Any]:
    """{% field form.day %}; hint= and label= override the form's, rows= for a text area."""
    return describe(bound, hint, label, rows)


@register.inclusion_tag("look/forms/error_summary.html")
def error_summary(*forms_: BaseForm | list[BaseForm] | None) -> dict[str, Any]:
    """{% error_summary form %} at the top of the page: takes focus, links to each wrong field. Draws nothing when all is well."""
    errors: list[tuple[str, str]] = []
    flat = [each for one in forms_ for each in (one if isinstance(one, list) else [one])]
    for form in flat:
        if not isinstance(form, BaseForm) or not form.is_bound:
            continue
        errors += [("", str(error)) for error in form.non_field_errors()]
        for bound in form:
            errors += [(target_of(bound), str(error)) for error in bound.errors]
    return {"errors": errors}
