"""Exports of other systems become facts here: read as they are, understood by a saved mapping, each row kept or refused by name."""
