"""Clean Vietnamese from the text layer of a bad scan.

`restore(lines)` gives a `RestoredLine` for each line: its clean wording, and which stretch of the source each word was.
Text that is already good comes back as it is, in Unicode NFC. `damage(lines)` tells how spoiled a text is, from 0 to 1.
"""

from .health import damage
from .restoring import restore
from .shapes import RestoredLine, Token

__all__ = ["RestoredLine", "Token", "damage", "restore"]
