"""Front door of the catalogue: the only place that writes it."""

from dinh.town.services import NotAllowed

from ..files import NotAFile
from .common import CatalogRefused, Missing, NotThere, StaleDraft, WrongInput, WrongState
from .editions import (
    change_draft,
    draft_edition,
    draft_from,
    drop_draft,
    end_edition,
    publish_edition,
    withdraw_edition,
)
from .importing import (
    ImportRefused,
    Preview,
    Step,
    import_document,
    import_json,
    import_raw,
    import_xlsx,
    preview,
    read_file,
)
from .loading import EDITION, load_edition
from .offers import offer, stop_offering

REFUSALS = (CatalogRefused, NotAFile, NotAllowed)
"""Everything a deed of the room may refuse with; each says why in a sentence."""

__all__ = [
    "EDITION",
    "REFUSALS",
    "CatalogRefused",
    "ImportRefused",
    "Missing",
    "NotAFile",
    "NotAllowed",
    "NotThere",
    "Preview",
    "StaleDraft",
    "Step",
    "WrongInput",
    "WrongState",
    "change_draft",
    "draft_edition",
    "draft_from",
    "drop_draft",
    "end_edition",
    "import_document",
    "import_json",
    "import_raw",
    "import_xlsx",
    "load_edition",
    "offer",
    "preview",
    "publish_edition",
    "read_file",
    "stop_offering",
    "withdraw_edition",
]
