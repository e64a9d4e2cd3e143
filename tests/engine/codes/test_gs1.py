"""GS1 Digital Links: read, written, made canonical; every fault named with its place and its cure."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.codes.gs1 import DigitalLink, build, canonicalise, parse
from engine.codes.gs1_ai import AIS, CHARSET_82, as_gtin14, check_digit, components, is_gtin14
from engine.codes.gs1_errors import Gs1Error

GTIN = "09521000100015"


def link(text: str) -> DigitalLink:
    found = parse(text)
    assert isinstance(found, DigitalLink), found
    return found


def test_a_whole_address_is_taken_apart() -> None:
    found = link(
        f"https://q.brand.cn/shop/01/{GTIN}/22/V1/10/L%2F7/21/7K3QX2M9R4TB8V?17=261231&linkType=gs1:pip"
    )
    assert (found.origin, found.stem, found.gtin, found.serial) == (
        "https://q.brand.cn", "/shop", GTIN, "7K3QX2M9R4TB8V",
    )  # fmt: skip
    assert found.qualifiers == (("22", "V1"), ("10", "L/7"), ("21", "7K3QX2M9R4TB8V"))
    assert found.attributes == (("17", "261231"),)
    assert found.extras == (("linkType", "gs1:pip"),)
    assert (found.value("10"), found.value("17"), found.value("11")) == ("L/7", "261231", None)


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        (f"/01/{GTIN}", f"/01/{GTIN}"),
        (f"/01/{GTIN}/", f"/01/{GTIN}"),
        ("HTTPS://Q.BRAND.CN/01/9521000100015/21/AB", f"/01/{GTIN}/21/AB"),
        ("http://h:8080/a/01/b/01/96385074#top", "/01/00000096385074"),
        ("https://h/01/614141007349", "/01/00614141007349"),
        (f"https://h/01/{GTIN}?y=1", f"/01/{GTIN}"),
        (f"https://h/01/{GTIN}/21/a%2fb", f"/01/{GTIN}/21/a%2Fb"),
        (f"https://h/01/{GTIN}?17=261200&11=240229&utm=x", f"/01/{GTIN}?11=240229&17=261200"),
        (f"https://h/01/{GTIN}/235/TPX1", f"/01/{GTIN}/235/TPX1"),
        ("https://h/414/9521000100015/254/A-1", "/414/9521000100015/254/A-1"),
        ("https://h/255/9521000100015000000000001", "/255/9521000100015000000000001"),
        ("https://h/8003/09521000100015AB1", "/8003/09521000100015AB1"),
        ("https://h/00/095210001000000015", "/00/095210001000000015"),
    ],
)
def test_addresses_of_one_thing_have_one_canonical_form(address: str, canonical: str) -> None:
    assert canonicalise(address) == "https://id.gs1.org" + canonical
    assert canonicalise("https://id.gs1.org" + canonical) == "https://id.gs1.org" + canonical


@pytest.mark.parametrize(
    ("address", "code", "part"),
    [
        ("", "bad_scheme", "scheme"),
        (f"ftp://h/01/{GTIN}", "bad_scheme", "scheme"),
        (f"HtTpS://h/01/{GTIN}", "bad_scheme", "scheme"),
        (f"https:///01/{GTIN}", "bad_host", "host"),
        (f"https://user@h/01/{GTIN}", "bad_host", "host"),
        ("https://h", "no_key", "path"),
        ("https://h/01", "no_key", "path"),
        ("https://h/21/ABC", "no_key", "path"),
        ("https://h/01/" + "9" * 3_000, "too_long", "link"),
        (f"https://h/01/{GTIN}/21/a b", "bad_symbol", "link"),
        (f"https://h/01/{GTIN}/21/é", "bad_symbol", "link"),
        (f"https://h/01/{GTIN}/21/%4", "bad_percent", "(21)"),
        (f"https://h/01/{GTIN}/21/%C3%A9", "wrong_symbol", "(21)"),
        (f"https://h/01/{GTIN}/21/a%0Ab", "wrong_symbol", "(21)"),
        (f"https://h/01/{GTIN}/21/{'A' * 21}", "wrong_length", "(21)"),
        (f"https://h/01/{GTIN}/21//", "wrong_length", "(21)"),
        (f"https://h/01/{GTIN}/21/..", "dots", "(21)"),
        ("https://h/01/09521000100016", "wrong_check_digit", "(01)"),
        ("https://h/01/9521000100016", "wrong_check_digit", "(01)"),
        ("https://h/01/952100010001", "wrong_check_digit", "(01)"),
        ("https://h/01/95210001000", "wrong_length", "(01)"),
        ("https://h/01/0952100010001A", "wrong_symbol", "(01)"),
        ("https://h/01/٠٩", "bad_symbol", "link"),
        ("https://h/8003/19521000100015", "not_zero", "(8003)"),
        (f"https://h/01/{GTIN}/99/x", "unknown_ai", "(99)"),
        (f"https://h/01/{GTIN}?99=x", "unknown_ai", "(99)"),
        (f"https://h/01/{GTIN}/17/261231", "not_a_qualifier", "(17)"),
        (f"https://h/01/{GTIN}/21/A/10/B", "wrong_order", "(10)"),
        (f"https://h/01/{GTIN}/21/A/21/B", "twice", "(21)"),
        (f"https://h/01/{GTIN}/235/A/21/B", "not_together", "path"),
        (f"https://h/01/{GTIN}?21=A", "belongs_in_path", "(21)"),
        (f"https://h/01/{GTIN}?17=261231&17=261231", "twice", "(17)"),
        (f"https://h/01/{GTIN}?01={GTIN}", "twice", "(01)"),
        (f"https://h/01/{GTIN}?17=261301", "not_a_date", "(17)"),
        (f"https://h/01/{GTIN}?17=230229", "not_a_date", "(17)"),
        (f"https://h/01/{GTIN}?240=a+b", "wrong_symbol", "(240)"),
    ],
)
def test_a_fault_names_its_place(address: str, code: str, part: str) -> None:
    fault = parse(address)
    assert isinstance(fault, Gs1Error), fault
    assert (fault.code, fault.part) == (code, part)
    assert canonicalise(address) == fault
    for locale in ("en", "zh-CN"):
        assert fault.problem[locale]
        assert fault.remedy[locale]


def test_a_fault_says_what_is_wrong_and_how_to_mend_it() -> None:
    fault = parse("https://h/01/09521000100016")
    assert isinstance(fault, Gs1Error)
    assert fault.words("en") == (
        "(01): `09521000100016` ends in 6, but its check digit is 5; look for a mistyped digit"
    )
    assert fault.words("zh-CN") == "(01)：`09521000100016` 末位是 6，而校验码应为 5；请核对是否有数字输错"
    host = parse("https://-/01/1")
    assert isinstance(host, Gs1Error)
    assert host.words("zh-CN").startswith("主机名：")


def test_a_fault_quotes_little_and_never_raw_controls() -> None:
    fault = parse("javascript:" + "x" * 900 + "\x1b[31m")
    assert isinstance(fault, Gs1Error)
    assert len(fault.words("en")) < 200
    assert "\x1b" not in fault.words("en")


def test_building_puts_identifiers_in_their_order() -> None:
    built = build(
        [("21", "A/1"), ("17", "261231"), ("10", "L"), ("01", "9521000100015")], "https://q.cn", "/s"
    )
    assert isinstance(built, DigitalLink)
    assert built.uri() == f"https://q.cn/s/01/{GTIN}/10/L/21/A%2F1?17=261231"


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ([("21", "A")], "no_key"),
        ([], "no_key"),
        ([("01", GTIN), ("01", GTIN)], "twice"),
        ([("01", GTIN), ("21", "A"), ("235", "B")], "not_together"),
        ([("01", GTIN), ("21", "")], "wrong_length"),
        ([("01", GTIN), ("21", "é")], "wrong_symbol"),
        ([("01", "1")], "wrong_length"),
        ([("9999", "1")], "unknown_ai"),
    ],
)
def test_building_refuses_what_reading_would(elements: list[tuple[str, str]], code: str) -> None:
    fault = build(elements)
    assert isinstance(fault, Gs1Error)
    assert fault.code == code


values = st.text(st.sampled_from(sorted(CHARSET_82)), min_size=1, max_size=20).filter(
    lambda value: value not in (".", "..")
)
gtins = st.text(string.digits, min_size=13, max_size=13).map(lambda digits: digits + check_digit(digits))
elements = st.fixed_dictionaries(
    {"01": gtins},
    optional={
        "22": values,
        "10": values,
        "21": values,
        "240": values,
        "17": st.just("261231"),
        "37": st.just("24"),
    },
)


@given(elements, st.sampled_from(["", "https://q.cn", "http://h:81"]), st.sampled_from(["", "/a", "/a/01/b"]))
def test_what_is_built_reads_back(parts: dict[str, str], origin: str, stem: str) -> None:
    built = build(parts.items(), origin, stem)
    assert isinstance(built, DigitalLink)
    assert parse(built.uri()) == built
    assert {ai: built.value(ai) for ai in parts} == parts
    assert canonicalise(built.uri()) == built.canonical() == canonicalise(built.canonical())


@given(st.text(max_size=60))
def test_no_text_makes_reading_raise(text: str) -> None:
    assert isinstance(parse(text), (DigitalLink, Gs1Error))
    assert isinstance(parse("https://h/01/" + text), (DigitalLink, Gs1Error))
    assert isinstance(parse(f"https://h/01/{GTIN}?" + text), (DigitalLink, Gs1Error))


def test_check_digits_are_those_of_the_standard() -> None:
    """GS1's own worked examples of GTIN-13, GTIN-12, GTIN-8 and SSCC."""
    assert check_digit("629104150021") == "3"
    assert check_digit("61414100734") == "9"
    assert check_digit("9638507") == "4"
    assert check_digit("37610425002123456") == "9"


@pytest.mark.parametrize("digits", ["96385074", "614141007349", "9521000100015", "19521000100012"])
def test_short_gtins_are_padded(digits: str) -> None:
    assert as_gtin14(digits) == digits.rjust(14, "0")


@pytest.mark.parametrize(
    "text", ["", "9521000100016", "952100010001", "0000009638507A", "٩" * 14, "095210001000155"]
)
def test_what_is_no_gtin_is_told_apart(text: str) -> None:
    assert as_gtin14(text) is None
    assert not is_gtin14(text)


def test_every_identifier_has_a_readable_format_and_two_names() -> None:
    for ai in AIS.values():
        assert components(ai.format)
        assert ai.title.en
        assert ai.title.zh
        for chain in ai.qualifiers or ():
            assert all(code in AIS for code in chain)
