"""Tables of the room."""

from .importing import Import, ImportFile, ImportMap
from .keeping import KeptState

__all__ = ["Import", "ImportFile", "ImportMap", "KeptState"]
