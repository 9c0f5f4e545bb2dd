"""Tables of the room: the search index, secret addresses of feeds, what a locality published, reports
as they were composed."""

from .composing import Composition
from .feeds import Feed
from .publishing import Publication
from .search import Entry, SearchMark

__all__ = ["Composition", "Entry", "Feed", "Publication", "SearchMark"]
