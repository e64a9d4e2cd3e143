"""The language server in a process of its own, asked over its standard input as an editor asks it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

from dsl.service import Document
from studio.cli import editing
from studio.cli.main import main
from studio.cli.stopping import CANNOT
from studio.lsp.answers import Answers
from studio.lsp.positions import Positions
from tests.support.vocabulary import VOCABULARY
from tests.support.wrong_campaigns import WRONG

ROOT: Final = Path(__file__).parents[2]
URI: Final = "untitled:campaign.cap"
TEXT: Final = """campaign "🎁 Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 900.00 CNY
  channel sandbox_wallet
segment 新客 consumer.claims is 0
on scan  # 🎁 盖
  when 新客
    give red_packet 1.88 CNY
    give points 5
  otherwise
    give points 1
  if spent
    refuse
"""


class Editor:
    """An editor that has one text open."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.findings: asyncio.Queue[list[lsp.Diagnostic]] = asyncio.Queue()
        self.text = ""
        self._version = 0

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def told(params: lsp.PublishDiagnosticsParams) -> None:
            self.findings.put_nowait(list(params.diagnostics))

    async def open(self, text: str) -> list[lsp.Diagnostic]:
        self.text = text
        self.client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(URI, "campaign", 0, text))
        )
        return await asyncio.wait_for(self.findings.get(), 30)

    async def type(self, *texts: str) -> list[lsp.Diagnostic]:
        """One text after the other, faster than anybody types; the findings of the last."""
        for text in texts:
            self.text, self._version = text, self._version + 1
            self.client.text_document_did_change(
                lsp.DidChangeTextDocumentParams(
                    lsp.VersionedTextDocumentIdentifier(self._version, URI),
                    [lsp.TextDocumentContentChangeWholeDocument(text)],
                )
            )
        return await asyncio.wait_for(self.findings.get(), 30)

    def at(self, written: str, nth: int = 0) -> dict[str, Any]:
        """The document and the place at which something is written for the n-th time."""
        place = -1
        for _ in range(nth + 1):
            place = self.text.index(written, place + 1)
        return {
            "text_document": lsp.TextDocumentIdentifier(URI),
            "position": Positions(self.text).position(place),
        }

    def edited(self, edits: Any) -> str:
        places, text = Positions(self.text), self.text
        for edit in sorted(edits, key=lambda edit: places.offset(edit.range.start), reverse=True):
            start, end = places.offset(edit.range.start), places.offset(edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text


def with_editor(
    work: Callable[[Editor], Awaitable[None]], *options: str, locale: str = "en-US"
) -> lsp.InitializeResult:
    """Start a server, work with it, and see it end of itself."""

    async def session() -> lsp.InitializeResult:
        client = LanguageClient("tests", "1")
        command = "import sys; from studio.cli.main import main; sys.exit(main(sys.argv[1:]))"
        editor = Editor(client)
        await client.start_io(sys.executable, "-c", command, "lsp", *options, cwd=str(ROOT))
        met = await client.initialize_async(
            lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), locale=locale)
        )
        client.initialized(lsp.InitializedParams())
        try:
            await asyncio.wait_for(work(editor), 60)
        finally:
            await client.shutdown_async(None)
            client.exit(None)
            await asyncio.wait_for(client.stop(), 30)
        return met

    return asyncio.run(session())


def _document() -> dict[str, lsp.TextDocumentIdentifier]:
    return {"text_document": lsp.TextDocumentIdentifier(URI)}


def test_findings_come_with_the_text_and_go_with_its_cure() -> None:
    async def work(editor: Editor) -> None:
        (found,) = await editor.open(TEXT.replace("give points 5", "gvie points 5"))
        assert (found.code, found.severity) == ("BC0103", lsp.DiagnosticSeverity.Error)
        assert found.message == "no line begins with `gvie`\nthere is `give`, which is similar"
        assert found.range == lsp.Range(lsp.Position(9, 4), lsp.Position(9, 8))
        actions = await editor.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(URI),
                found.range,
                lsp.CodeActionContext([found], only=[lsp.CodeActionKind.QuickFix]),
            )
        )
        assert actions is not None
        (action,) = actions
        assert isinstance(action, lsp.CodeAction)
        assert action.title == "Replace with `give`"
        assert action.edit is not None
        assert action.edit.changes is not None
        mended = editor.edited(action.edit.changes[URI])
        assert mended == TEXT
        assert await editor.type(TEXT + "x", TEXT + "xy", mended) == []
        assert editor.findings.empty()  # what was typed over is not told

    with_editor(work)


def test_words_are_explained_in_the_editors_language_behind_wide_characters() -> None:
    async def work(editor: Editor) -> None:
        await editor.open(TEXT)
        found = await editor.client.text_document_hover_async(lsp.HoverParams(**editor.at("新客", 1)))
        assert found is not None
        assert isinstance(found.contents, lsp.MarkupContent)
        assert found.contents.value == "`人群 新客 消费者.领取次数 为 0`  \n用到 1 次"
        assert found.range == lsp.Range(lsp.Position(7, 7), lsp.Position(7, 9))

    with_editor(work, locale="zh-CN")


def test_a_language_can_be_chosen_whatever_the_editor_speaks() -> None:
    async def work(editor: Editor) -> None:
        (found,) = await editor.open(TEXT.replace("give points 5", "gvie points 5"))
        assert found.message.startswith("没有以 `gvie` 开头的语句")

    with_editor(work, "--lang", "zh")


def test_names_lead_to_their_declaration_and_are_renamed_together() -> None:
    async def work(editor: Editor) -> None:
        await editor.open(TEXT)
        places = await editor.client.text_document_definition_async(
            lsp.DefinitionParams(**editor.at("新客", 1))
        )
        assert isinstance(places, list | tuple)
        (declared,) = places
        assert isinstance(declared, lsp.Location)
        assert declared.range.start == lsp.Position(5, 8)
        used = await editor.client.text_document_references_async(
            lsp.ReferenceParams(lsp.ReferenceContext(False), **editor.at("新客"))
        )
        assert used is not None
        assert [place.range.start.line for place in used] == [7]
        stretch = await editor.client.text_document_prepare_rename_async(
            lsp.PrepareRenameParams(**editor.at("新客"))
        )
        assert stretch == lsp.Range(lsp.Position(5, 8), lsp.Position(5, 10))
        renamed = await editor.client.text_document_rename_async(
            lsp.RenameParams(new_name="fresh", **editor.at("新客"))
        )
        assert renamed is not None
        assert renamed.changes is not None
        assert editor.edited(renamed.changes[URI]) == TEXT.replace("新客", "fresh")
        with pytest.raises(JsonRpcException, match="cannot be a name"):
            await editor.client.text_document_rename_async(
                lsp.RenameParams(new_name="two words", **editor.at("新客"))
            )

    with_editor(work)


def test_the_whole_text_is_told_outlined_folded_and_laid_out() -> None:
    async def work(editor: Editor) -> None:
        client = editor.client
        await editor.open(TEXT)
        outline = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(**_document()))
        assert outline is not None
        assert [entry.name for entry in outline] == [
            'campaign "🎁 Open the cap"', "segment 新客 consumer.claims is 0", "on scan",
        ]  # fmt: skip
        folds = await client.text_document_folding_range_async(lsp.FoldingRangeParams(**_document()))
        assert folds is not None
        assert [(fold.start_line, fold.end_line) for fold in folds] == [
            (0, 4),
            (6, 13),
            (7, 9),
            (10, 11),
            (12, 13),
        ]
        lenses = await client.text_document_code_lens_async(lsp.CodeLensParams(**_document()))
        assert lenses is not None
        assert [(lens.range.start.line, lens.command.title) for lens in lenses if lens.command] == [
            (6, "costs 0.00–1.88 CNY an event on average, 1.88 CNY at most"),
            (7, "costs 1.88 CNY an event"),
        ]
        edits = await client.text_document_formatting_async(
            lsp.DocumentFormattingParams(options=lsp.FormattingOptions(2, True), **_document())
        )
        tidy = editor.edited(edits or ())
        assert "  budget   900.00 CNY\n  channel  sandbox_wallet\n\nsegment" in tidy
        assert await editor.type(tidy) == []
        assert not await client.text_document_formatting_async(
            lsp.DocumentFormattingParams(options=lsp.FormattingOptions(2, True), **_document())
        )

    with_editor(work)


def test_what_may_come_next_colours_and_the_other_language() -> None:
    async def work(editor: Editor) -> None:
        client, document = editor.client, lsp.TextDocumentIdentifier(URI)
        await editor.open(TEXT + "  when 新客\n    gi")
        end = Positions(editor.text).position(len(editor.text))
        offers = await client.text_document_completion_async(lsp.CompletionParams(document, end))
        assert isinstance(offers, list | tuple)
        (offer,) = offers
        assert offer.text_edit is not None
        assert editor.edited([offer.text_edit]).endswith("\n    give")

        tokens = await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(document))
        assert tokens is not None
        # `campaign`, then the title: 17 units with its quotes, since the present takes two
        assert list(tokens.data[:10]) == [0, 0, 8, 0, 0, 0, 9, 17, 1, 0]

        await editor.type(TEXT)
        rewriting = lsp.CodeActionContext([], only=[lsp.CodeActionKind.RefactorRewrite])
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(document, Positions(TEXT).range(0, len(TEXT)), rewriting)
        )
        assert actions is not None
        (action,) = actions
        assert isinstance(action, lsp.CodeAction)
        assert action.title == "Write it in Chinese"
        assert action.edit is not None
        assert action.edit.changes is not None
        chinese = editor.edited(action.edit.changes[URI])
        assert chinese.startswith('活动 "🎁 Open the cap"\n')
        assert await editor.type(chinese) == []

    met = with_editor(work)
    assert met.capabilities.position_encoding == lsp.PositionEncodingKind.Utf16
    assert met.server_info is not None
    assert met.server_info.name == "bottlecap"


@pytest.mark.parametrize("encoding", list(lsp.PositionEncodingKind))
def test_wrong_texts_are_answered_within_what_editors_accept(encoding: lsp.PositionEncodingKind) -> None:
    """Editors refuse an outline whose names lie outside their blocks, and colours that go backwards."""
    for code, text in WRONG.items():
        if len(text) > 1_500:
            continue
        answers = Answers(Document(text, VOCABULARY), encoding, "zh")
        waiting = answers.symbols()
        while waiting:
            symbol = waiting.pop()
            assert symbol.name
            assert _order(symbol.range.start) <= _order(symbol.selection_range.start)
            assert _order(symbol.selection_range.end) <= _order(symbol.range.end), code
            waiting += symbol.children or ()
        numbers = answers.tokens()
        for line, column, length, _, _ in zip(*[iter(numbers)] * 5, strict=True):
            assert line >= 0
            assert column > 0 or line > 0 or numbers[:3] == [line, column, length]
            assert length > 0
        assert all(fold.start_line < fold.end_line for fold in answers.folds())
        assert any(found.code == code for found in answers.diagnostics())
        answers.lenses()
        answers.translations(URI)


def _order(position: lsp.Position) -> tuple[int, int]:
    return position.line, position.character


@pytest.mark.parametrize("encoding", list(lsp.PositionEncodingKind))
def test_positions_lead_there_and_back(encoding: lsp.PositionEncodingKind) -> None:
    text = "a🎁b\r\n盖\r\u2028x\x0b\n"
    places = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n":
            assert places.offset(places.position(offset)) == offset
    assert places.position(len(text)) == lsp.Position(3, 0)
    assert places.offset(lsp.Position(0, 99)) == 3
    assert places.offset(lsp.Position(99, 0)) == len(text)


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    for name in [name for name in sys.modules if name.startswith("studio.lsp")]:
        monkeypatch.delitem(sys.modules, name)

    def missing(*_: object) -> None:
        raise AssertionError("it must not serve")

    monkeypatch.setattr(editing, "load_language", missing)
    for name in [name for name in sys.modules if name.startswith("pygls.")]:
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["lsp"]) == CANNOT
    assert "pip install 'bottlecap[editor]'" in capsys.readouterr().err
