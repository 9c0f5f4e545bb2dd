"""Makes `{{ form }}` come out in the kit's markup."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class LookRenderer(DjangoTemplates):
    """Set as FORM_RENDERER. `{{ form }}` is the error summary and every field by `{% field %}`."""

    form_template_name = "look/forms/form.html"
    field_template_name = "look/forms/field_of_form.html"
