"""Tables of the room: the search index, secret addresses of feeds, what a locality published."""

from .search import Entry, SearchMark

__all__ = ["Entry", "SearchMark"]
