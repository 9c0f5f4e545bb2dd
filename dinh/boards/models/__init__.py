"""Tables of the room: the search index, secret addresses of feeds, what a locality published."""

from .feeds import Feed
from .publishing import Publication
from .search import Entry, SearchMark

__all__ = ["Entry", "Feed", "Publication", "SearchMark"]
