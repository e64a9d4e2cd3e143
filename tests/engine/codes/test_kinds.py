"""Kinds of code are one list, shared with the language."""

from engine.codes.kinds import CODE_KINDS, KIND_NAMES


def test_the_four_kinds_have_names_in_both_languages() -> None:
    assert {"in_lid", "label", "carton", "clerk"} <= KIND_NAMES
    for kind in CODE_KINDS:
        assert kind.label.en.isascii()
        assert not kind.label.zh.isascii()
