"""What an editor asks about a campaign text, for any editor: the studio's page and the language server alike.

Everything here is a function of a text and a vocabulary. Offsets count characters; `Units` turns them into the
UTF-16 code units of browsers and editors.
"""

from dsl.diagnostics import Diagnostic
from dsl.service.document import Document, Edit, complete, edited
from dsl.service.fixes import Fix, fixes
from dsl.service.hover import Hover, hover
from dsl.service.names import Name
from dsl.service.notes import Note, notes
from dsl.service.renaming import (
    Elsewhere,
    Renaming,
    definition,
    name_at,
    references,
    renamable,
    rename,
    shared_definition,
)
from dsl.service.structure import Fold, Symbol, folds, symbols
from dsl.service.units import Units

__all__ = [
    "Diagnostic",
    "Document",
    "Edit",
    "Elsewhere",
    "Fix",
    "Fold",
    "Hover",
    "Name",
    "Note",
    "Renaming",
    "Symbol",
    "Units",
    "complete",
    "definition",
    "edited",
    "fixes",
    "folds",
    "hover",
    "name_at",
    "notes",
    "references",
    "renamable",
    "rename",
    "shared_definition",
    "symbols",
]
