"""`{% load boards %}`: places of a ranking in words."""

from __future__ import annotations

from django.template import Library

from dinh.boards.saying import counted, of_rule, why

register = Library()
register.filter("place_why", why)
register.filter("part_counted", counted)
register.filter("of_rule", of_rule)
