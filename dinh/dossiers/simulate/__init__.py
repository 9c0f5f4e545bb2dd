"""A made-up year of a province: dossiers played by the room's own rules, written set by set."""

from .lots import SCRIPTS, Lot, Script, lots_of
from .play import Play, play
from .running import run
from .year import Year

__all__ = ["SCRIPTS", "Lot", "Play", "Script", "Year", "lots_of", "play", "run"]
