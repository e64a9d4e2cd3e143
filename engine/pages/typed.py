"""What people type about pages, read strictly."""

from __future__ import annotations

from dsl.values import Label
from engine.errors import Invalid

_TITLE_MAX = 80


def titled(field: str, title: Label) -> Label:
    """A title in both languages, the one standing in for the other. Raises `Invalid`."""
    en, zh = title.en.strip(), title.zh.strip()
    if not (en or zh) or max(len(en), len(zh)) > _TITLE_MAX:
        raise Invalid(
            field,
            Label(f"write a name of up to {_TITLE_MAX} characters", f"请填写名称，最多 {_TITLE_MAX} 个字"),
        )
    return Label(en or zh, zh or en)
