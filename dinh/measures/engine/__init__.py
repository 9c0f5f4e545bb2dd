"""All measures of all units in all periods, in one pass over each fact."""

from .computing import Computed, Told, compute
from .units import NoSuchUnit, Tree, tree

__all__ = ["Computed", "NoSuchUnit", "Told", "Tree", "compute", "tree"]
