"""The campaign language as the double of the API knows it: one mistake."""

from __future__ import annotations

from collections.abc import Mapping

from engine.api import Label, Problem, TestResult

BROKEN = Problem(
    "BC0201", "error", Label("unknown word `gvie`", "未知的词 `gvie`"), Label("write `give`", "请写 `give`"),
    3, 5, 40, 44, "give",
)  # fmt: skip


class Language:
    """Knows one mistake."""

    def resolved(self, text: str, shared: Mapping[str, str]) -> str:
        return text

    def problems(self, text: str, shared: Mapping[str, str]) -> tuple[Problem, ...]:
        return (BROKEN,) if "gvie" in text else ()

    def test(self, text: str) -> tuple[TestResult, ...]:
        assert "gvie" not in text, "tests must not run on a broken text"
        return (TestResult("launch pays everyone", True, 9, Label("passed", "通过")),)
