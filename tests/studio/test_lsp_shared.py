"""Going to a declaration leads into the file of the shared text that holds it."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from engine.api import editing
from studio.lsp.answers import Answers
from tests.support.vocabulary import VOCABULARY

_SHARED = 'shared "常客"\nsegment newcomer consumer.claims is 0\n'
_TEXT = """campaign "A"
  uses "常客"
  brand "B"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan
  when newcomer
    give points 3
  otherwise
    give points 1
"""


def test_a_declaration_in_a_shared_text_is_found_in_the_file_beside(tmp_path: Path) -> None:
    document = editing.Document(_TEXT, VOCABULARY, {"常客": _SHARED})
    found = editing.shared_definition(document, _TEXT.index("newcomer"))
    assert found is not None
    uri, home = (from_fs_path(str(tmp_path / name)) for name in ("a.cap", "常客.cap"))
    assert uri is not None
    answers = Answers(document, lsp.PositionEncodingKind.Utf16, "en")
    (place,) = answers.beside(uri, found)
    assert (place.uri, place.range) == (home, lsp.Range(lsp.Position(1, 8), lsp.Position(1, 16)))
    assert answers.beside("untitled:1", found) == []
