"""What a draft calls itself, sound or not."""

from __future__ import annotations

import re

from dsl.values import Label


def title_of(text: str, slug: str) -> Label:
    """The title of a text that need not be sound; its slug where there is none."""
    words = r'"([^"\n]{1,120})"'
    found = re.search(rf"^\s*(?:campaign|活动)\s+{words}(?:\s*/\s*{words})?", text, re.MULTILINE)
    return Label(found[1], found[2] or found[1]) if found else Label(slug, slug)
