"""What the language's words, lines and findings mean, said once for hover, help pages and command line."""

from dsl.reference.codes import CodePage, Example, code_page, code_pages, family
from dsl.reference.grammar import LineKind, line_kinds
from dsl.reference.kinds import FACT_KINDS, PARAM_KINDS
from dsl.reference.lines import LINE_HELP
from dsl.reference.words import WordEntry, WordGroup, word_groups

__all__ = [
    "FACT_KINDS",
    "LINE_HELP",
    "PARAM_KINDS",
    "CodePage",
    "Example",
    "LineKind",
    "WordEntry",
    "WordGroup",
    "code_page",
    "code_pages",
    "family",
    "line_kinds",
    "word_groups",
]
