"""Deeds of the room: the only place that writes."""
