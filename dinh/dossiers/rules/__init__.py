"""Decisions about a dossier: values in, values out; the law's own figures come in as data."""

from .who import DOES, WHO_MAY, WORDS, step_roles

__all__ = ["DOES", "WHO_MAY", "WORDS", "step_roles"]
