"""The catalogue as files: JSON (YAML reads the same) and XLSX. Values in, values out; no tables."""

from .document import Document, EditionDoc, NotAFile, ProcedureDoc
from .json_file import read_json, read_raw, to_json, to_raw
from .xlsx_in import read_xlsx
from .xlsx_out import to_xlsx

__all__ = [
    "Document",
    "EditionDoc",
    "NotAFile",
    "ProcedureDoc",
    "read_json",
    "read_raw",
    "read_xlsx",
    "to_json",
    "to_raw",
    "to_xlsx",
]
