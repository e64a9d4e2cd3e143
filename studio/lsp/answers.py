"""The service's values in the shapes of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls.uris import from_fs_path, to_fs_path

from engine.api import Label, editing
from studio.lsp.positions import Positions

_SEVERITIES: Final = {"error": lsp.DiagnosticSeverity.Error, "warning": lsp.DiagnosticSeverity.Warning}
_SYMBOLS: Final = {
    "campaign": lsp.SymbolKind.Package,
    "coupon": lsp.SymbolKind.Object,
    "segment": lsp.SymbolKind.Class,
    "trigger": lsp.SymbolKind.Event,
    "test": lsp.SymbolKind.Function,
}
#: The kinds of coloured words, in the order in which the answer counts them.
TOKEN_TYPES: Final = ("keyword", "string", "number", "comment", "class", "function", "variable", "type")
_NAME_TOKENS: Final = {
    "segment": "class", "phase": "class", "coupon": "string", "test": "string",
    "reward": "function", "fact": "variable",
}  # fmt: skip
_LEAF_TOKENS: Final = {
    "text": "string", "open_text": "string", "number": "number", "date": "number", "time": "number",
    "comment": "comment", "word": "keyword",
}  # fmt: skip


class Answers:
    """Words one document's answers in one language."""

    def __init__(
        self, document: editing.Document, encoding: lsp.PositionEncodingKind | str, lang: str
    ) -> None:
        self.document = document
        self.places = Positions(document.text, encoding)
        self._encoding = encoding
        self._lang = lang

    def say(self, words: Label) -> str:
        """A sentence in the editor's language."""
        return words[self._lang]

    def diagnostics(self) -> list[lsp.Diagnostic]:
        """Every finding."""
        return [self.diagnostic(found) for found in self.document.checked.diagnostics]

    def diagnostic(self, found: editing.Diagnostic) -> lsp.Diagnostic:
        """One finding, its help on a line of its own."""
        advice = self.say(found.help)
        message = self.say(found.message) + (f"\n{advice}" if advice else "")
        where = self.places.range(found.span.start, found.span.end)
        if found.where:  # it stands in a shared text, which is another file
            message, where = f"{found.where}:{found.span.line}: {message}", self.places.line(1)
        return lsp.Diagnostic(where, message, _SEVERITIES[found.severity], found.code, source="bottlecap")

    def hover(self, offset: int) -> lsp.Hover | None:
        """What the word at a place means."""
        found = editing.hover(self.document, offset)
        if found is None:
            return None
        words = self.say(found.words).replace("\n- ", "\n\n- ").replace("\n", "  \n")
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, words)
        return lsp.Hover(content, self.places.range(found.span.start, found.span.end))

    def completions(self, offset: int) -> list[lsp.CompletionItem]:
        """What may come at a place, in the order of the language."""
        return [
            lsp.CompletionItem(
                offer.text,
                documentation=self.say(offer.detail),
                sort_text=f"{index:04d}",
                filter_text=self.document.text[offer.start : offer.end] or offer.text,
                text_edit=lsp.TextEdit(self.places.range(offer.start, offer.end), offer.text),
            )
            for index, offer in enumerate(editing.complete(self.document, offset))
        ]

    def locations(self, uri: str, names: tuple[editing.Name, ...]) -> list[lsp.Location]:
        """Where names stand."""
        return [lsp.Location(uri, self.places.range(name.span.start, name.span.end)) for name in names]

    def beside(self, uri: str, found: editing.Elsewhere) -> list[lsp.Location]:
        """Where a name stands in a shared text, which is the file of that name in the same folder."""
        path = to_fs_path(uri)
        home = from_fs_path(str(Path(path).with_name(f"{found.where}.cap"))) if path else None
        if home is None:
            return []
        places = Positions(found.document.text, self._encoding)
        span = found.name.span
        return [lsp.Location(home, places.range(span.start, span.end))]

    def edits(self, edits: tuple[editing.Edit, ...]) -> list[lsp.TextEdit]:
        """Edits of this text."""
        return [lsp.TextEdit(self.places.range(edit.start, edit.end), edit.text) for edit in edits]

    def symbols(self) -> list[lsp.DocumentSymbol]:
        """The outline."""
        return [self._symbol(symbol) for symbol in editing.symbols(self.document)]

    def _symbol(self, symbol: editing.Symbol) -> lsp.DocumentSymbol:
        return lsp.DocumentSymbol(
            symbol.name,
            _SYMBOLS.get(symbol.kind, lsp.SymbolKind.Field),
            self.places.range(symbol.span.start, symbol.span.end),
            self.places.range(symbol.selection.start, symbol.selection.end),
            children=[self._symbol(child) for child in symbol.children],
        )

    def folds(self) -> list[lsp.FoldingRange]:
        """The blocks; the protocol counts lines from 0."""
        return [lsp.FoldingRange(fold.first - 1, fold.last - 1) for fold in editing.folds(self.document)]

    def fixes(self, uri: str, start: int, end: int) -> list[lsp.CodeAction]:
        """What can be mended in a stretch of the text."""
        found = editing.fixes(self.document, start, end)
        alone = len(found) == 1
        return [
            lsp.CodeAction(
                self.say(fix.title),
                lsp.CodeActionKind.QuickFix,
                [self.diagnostic(fix.finding)],
                is_preferred=alone,
                edit=lsp.WorkspaceEdit({uri: self.edits(fix.edits)}),
            )
            for fix in found
        ]

    def translations(self, uri: str) -> list[lsp.CodeAction]:
        """The whole text in its format, in either language."""
        found = []
        for lang, title in (
            ("en", Label("Write it in English", "改写为英文")),
            ("zh", Label("Write it in Chinese", "改写为中文")),
        ):
            edit = self.document.formatted(lang) if lang != self.document.language else None
            if edit is not None:
                change = lsp.WorkspaceEdit({uri: self.edits((edit,))})
                found.append(lsp.CodeAction(self.say(title), lsp.CodeActionKind.RefactorRewrite, edit=change))
        return found

    def lenses(self) -> list[lsp.CodeLens]:
        """What each block costs; pressing it does nothing."""
        return [
            lsp.CodeLens(self.places.line(note.line), lsp.Command(self.say(note.words), ""))
            for note in editing.notes(self.document)
        ]

    def tokens(self) -> list[int]:
        """The colours of words, as the protocol counts them: each from the one before."""
        numbers: list[int] = []
        line = column = 0
        for start, end, kind in self._tokens():
            first, last = self.places.position(start), self.places.position(end)
            if first.line != last.line:
                continue
            numbers += [
                first.line - line,
                first.character - (column if first.line == line else 0),
                last.character - first.character,
                TOKEN_TYPES.index(kind),
                0,
            ]
            line, column = first.line, first.character
        return numbers

    def _tokens(self) -> Iterator[tuple[int, int, str]]:
        names = {name.span.start: _NAME_TOKENS.get(name.kind, "type") for name in self.document.names}
        for leaf in self.document.source.leaves():
            kind = names.get(leaf.start, _LEAF_TOKENS.get(leaf.kind))
            if kind is not None:
                yield leaf.start, leaf.end, kind
