"""The review, in topics: addresses, the page drawn, its fields, its source, its deeds, adopting."""

from .adopting import adopt
from .page import page_image, review

__all__ = ["adopt", "page_image", "review"]
