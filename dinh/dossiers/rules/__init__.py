"""Decisions about a dossier: values in, values out; the law's own figures come in as data."""
