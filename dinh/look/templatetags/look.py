"""`{% load look %}`: every tag and filter of the kit, gathered from dinh/look/tags by topic."""

from __future__ import annotations

from django.template import Library

from dinh.look.tags import charts, figures, formats, forms, marks, panels, sockets, tables

register = Library()
for topic in (formats, marks, figures, charts, tables, panels, forms, sockets):
    register.tags.update(topic.register.tags)
    register.filters.update(topic.register.filters)
