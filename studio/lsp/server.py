"""The server: which request is answered by which question of the service."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from engine.api import Language, editing
from studio.cli.stopping import Cannot
from studio.cli.texts import beside
from studio.lsp.answers import TOKEN_TYPES, Answers

#: Findings are told when the keys have rested so long, in seconds.
REST: Final = 0.15
#: The protocol's number for a request that was understood and is refused.
_REFUSED: Final = -32803


class CampaignServer(LanguageServer):
    """The open texts of one editor. Texts arrive whole, so that both sides can only have the same."""

    def __init__(self, language: Language, version: str, lang: str | None) -> None:
        super().__init__("bottlecap", version, lsp.TextDocumentSyncKind.Full)
        self._language = language
        self._open: dict[str, editing.Document] = {}
        self._resting: dict[str, asyncio.TimerHandle] = {}
        self._chosen = lang
        self.lang = lang or "en"

    def meet(self, locale: str | None) -> None:
        """Speak the client's language, unless one was chosen at the start."""
        if self._chosen is None:
            self.lang = "zh" if (locale or "").lower().startswith("zh") else "en"

    def take(self, uri: str, text: str, pause: float) -> None:
        """A text as it stands now; its findings follow when the keys rest."""
        self._open[uri] = self._language.document(text, self._beside(uri, text))
        self._hush(uri)
        self._resting[uri] = asyncio.get_running_loop().call_later(pause, self._tell, uri)

    def drop(self, uri: str) -> None:
        """A text that is not open any more has no findings."""
        self._hush(uri)
        self._open.pop(uri, None)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def answers(self, uri: str) -> Answers:
        """What can be asked about an open text; an unknown one is empty."""
        document = self._open.get(uri)
        if document is None:
            document = self._language.document("")
        return Answers(
            document, self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16, self.lang
        )

    def _beside(self, uri: str, text: str) -> Mapping[str, str]:
        """The shared texts in the same folder that a text uses; none for a text that is no file."""
        path = to_fs_path(uri)
        try:
            return beside(self._language, path, text) if path else {}
        except Cannot:
            return {}  # the findings say that it is not there

    def _hush(self, uri: str) -> None:
        if (waiting := self._resting.pop(uri, None)) is not None:
            waiting.cancel()

    def _tell(self, uri: str) -> None:
        self._resting.pop(uri, None)
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, self.answers(uri).diagnostics())
        )


def make_server(language: Language, version: str, lang: str | None = None) -> CampaignServer:
    """A server that answers; `lang` (`en`, `zh`) instead of the client's own language."""
    server = CampaignServer(language, version, lang)
    _follow_texts(server)
    _answer_about_places(server)
    _answer_about_texts(server)
    return server


def _follow_texts(server: CampaignServer) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.meet(params.locale)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.take(params.text_document.uri, params.text_document.text, 0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        if params.content_changes:
            server.take(params.text_document.uri, params.content_changes[-1].text, REST)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.drop(params.text_document.uri)


def _answer_about_places(server: CampaignServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", ".", '"']))
    def complete(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        answers = server.answers(params.text_document.uri)
        return answers.completions(answers.places.offset(params.position))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        answers = server.answers(params.text_document.uri)
        return answers.hover(answers.places.offset(params.position))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> list[lsp.Location]:
        answers = server.answers(params.text_document.uri)
        uri, offset = params.text_document.uri, answers.places.offset(params.position)
        found = editing.definition(answers.document, offset)
        if found is not None:
            return answers.locations(uri, (found,))
        elsewhere = editing.shared_definition(answers.document, offset)
        return [] if elsewhere is None else answers.beside(uri, elsewhere)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        answers = server.answers(params.text_document.uri)
        found = editing.references(answers.document, answers.places.offset(params.position))
        wanted = tuple(name for name in found if params.context.include_declaration or not name.declares)
        return answers.locations(params.text_document.uri, wanted)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlight(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        answers = server.answers(params.text_document.uri)
        found = editing.references(answers.document, answers.places.offset(params.position))
        return [
            lsp.DocumentHighlight(place.range) for place in answers.locations(params.text_document.uri, found)
        ]

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(params: lsp.PrepareRenameParams) -> lsp.Range | None:
        answers = server.answers(params.text_document.uri)
        found = editing.renamable(answers.document, answers.places.offset(params.position))
        return None if found is None else answers.places.range(*found)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        answers = server.answers(params.text_document.uri)
        offset = answers.places.offset(params.position)
        found = editing.rename(answers.document, offset, params.new_name)
        if found.refused is not None:
            raise JsonRpcException(answers.say(found.refused), _REFUSED)
        return lsp.WorkspaceEdit({params.text_document.uri: answers.edits(found.edits)})

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.RefactorRewrite]),
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri, answers = params.text_document.uri, server.answers(params.text_document.uri)
        start, end = (
            answers.places.offset(params.range.start),
            answers.places.offset(params.range.end),
        )
        wanted = params.context.only
        found = [*answers.fixes(uri, start, end), *answers.translations(uri)]
        return [action for action in found if wanted is None or action.kind in wanted]


def _answer_about_texts(server: CampaignServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        return server.answers(params.text_document.uri).symbols()

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def folds(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        return server.answers(params.text_document.uri).folds()

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def tidy(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        answers = server.answers(params.text_document.uri)
        edit = answers.document.formatted()
        return [] if edit is None else answers.edits((edit,))

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        return server.answers(params.text_document.uri).lenses()

    @server.feature(
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        lsp.SemanticTokensLegend(list(TOKEN_TYPES), []),
    )
    def tokens(params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        return lsp.SemanticTokens(server.answers(params.text_document.uri).tokens())
