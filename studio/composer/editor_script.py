"""What the editor's script starts with: addresses, words and the state of the draft, as JSON in the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request

from studio.accounts.session import LOGIN
from studio.composer.json_twin import encode
from studio.composer.views import Editor, SharedEditor
from studio.i18n.catalogue import catalogue
from studio.i18n.locales import PSEUDO, locale_of
from studio.security.csrf import form_token

#: Script name of a sentence -> its key in the catalogue.
_WORDS: Final = {
    "close": "close",
    "conflict": "conflict",
    "conflict_label": "conflict_label",
    "draft_conflict": "conflict_short",
    "draft_dirty": "unsaved",
    "draft_failed": "save_failed",
    "draft_refused": "save_refused",
    "draft_saving": "saving",
    "editor_label": "editor_label",
    "error": "severity_error",
    "failed": "test_failed",
    "just_saved": "just_saved",
    "keep_mine": "keep_mine",
    "merge": "merge",
    "merged_clean": "merged_clean",
    "merged_clashes": "merged_clashes",
    "line": "line",
    "new_name": "new_name",
    "no_fix": "no_fix",
    "no_rename": "no_rename",
    "no_problems": "no_problems",
    "no_tests": "no_tests",
    "open_shared": "open_shared",
    "passed": "test_passed",
    "rename": "rename",
    "rename_shared": "rename_shared",
    "saved": "saved",
    "saved_ago": "saved_ago",
    "sign_in": "sign_in_again",
    "signed_out": "signed_out",
    "take_theirs": "take_theirs",
    "testing": "testing",
    "tests_wait": "tests_wait",
    "warning": "severity_warning",
}
#: Sentences of the blocks, by their key in their own table; `blocks_` stands before them in the script.
_BLOCK_WORDS: Final = (
    "also_say", "apply", "cancel", "clipboard_closed", "comment_above", "copied", "copy", "cut", "duplicate", "filter", "misplaced", "no_decision",
    "move_down", "move_up", "nothing_fits", "other", "paste", "put_within", "remove", "show_text", "value",
)  # fmt: skip
_COUNTED: Final = ("errors", "warnings", "tests_failed", "tests_passed")


def editor_script(request: Request, view: Editor, stored: str | None) -> Mapping[str, object]:
    """The start values. `stored` is the saved text when the form holds another one, not saved yet."""
    here = f"/studio/campaigns/{view.campaign.id}"
    urls = {"save": f"{here}/draft", "publish": f"{here}/publish", "login": f"{LOGIN}?next={here}/edit"}
    return _start(request, view, stored, urls) | {"published": view.published, "manual": False}


def shared_script(request: Request, view: SharedEditor, stored: str | None) -> Mapping[str, object]:
    """The start values for a shared text, which is stored only when its author says so."""
    urls = {"save": f"{view.url}/text", "publish": f"{view.url}?saved=1", "login": f"{LOGIN}?next={view.url}"}
    return _start(request, view, stored, urls) | {"published": None, "manual": True}


def _start(
    request: Request, view: Editor | SharedEditor, stored: str | None, urls: Mapping[str, str]
) -> dict[str, object]:
    locale = locale_of(request)
    asset = request.app.state.assets.url
    return {
        "locale": "en" if locale == PSEUDO else locale,
        "csrf": form_token(request),
        "revision": view.revision,
        "saved": stored,
        "line": view.line,
        "problems": encode(view.problems),
        "words": _words(locale),
        "phrases": _phrases() if locale.startswith("zh") else {},
        "urls": {
            "codemirror": asset("vendor/codemirror.js"),
            "language": asset("composer-language.js"),
            "draft": asset("composer-draft.js"),
            "panel": asset("composer-panel.js"),
            "service": asset("composer-service.js"),
            "blocks_script": asset("composer-blocks.js"),
            "slots": asset("composer-slots.js"),
            **urls,
            "blocks": "/studio/language/blocks",
            "blocks_change": "/studio/language/blocks/change",
            "blocks_choices": "/studio/language/blocks/choices",
            "blocks_menu": "/studio/language/blocks/menu",
            "check": "/studio/language/check",
            "codes": "/studio/help/codes",
            "fixes": "/studio/language/fixes",
            "hover": "/studio/language/hover",
            "names": "/studio/language/names",
            "rename": "/studio/language/rename",
            "complete": "/studio/language/complete",
            "format": "/studio/language/format",
            "merge": "/studio/language/merge",
            "test": "/studio/language/test",
            "propose": "/studio/language/propose",
        },
    }


def _words(locale: str) -> dict[str, str]:
    table = catalogue()
    words = {name: table[f"composer.{key}"].pick(locale, None) for name, key in _WORDS.items()}
    words |= {f"blocks_{key}": table[f"blocks.{key}"].pick(locale, None) for key in _BLOCK_WORDS}
    for key in _COUNTED:
        words[f"{key}_one"] = table[f"composer.{key}"].pick(locale, 1)
        words[f"{key}_other"] = table[f"composer.{key}"].pick(locale, 2)
    return words


@cache
def _phrases() -> dict[str, str]:
    """The editor's own words in Chinese, by the English ones it asks for."""
    path = Path(__file__).with_name("editor_phrases_zh.json")
    phrases: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return phrases
