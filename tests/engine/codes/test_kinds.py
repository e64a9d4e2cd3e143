"""Kinds of code are one list, shared with the language."""

from engine.codes.kinds import CODE_KINDS, KIND_NAMES, NESTED, fits_in


def test_the_kinds_have_names_in_both_languages() -> None:
    assert {"in_lid", "label", "carton", "pallet", "in_carton", "after_sales", "clerk"} <= KIND_NAMES
    for kind in CODE_KINDS:
        assert kind.label.en.isascii()
        assert not kind.label.zh.isascii()


def test_a_code_fits_in_any_kind_further_out_and_in_no_other() -> None:
    for depth, inner in enumerate(NESTED):
        assert [outer for outer in NESTED if fits_in(inner, outer)] == list(NESTED[depth + 1 :])
    assert not fits_in("clerk", "pallet")
    assert not fits_in("in_lid", "clerk")
