"""A second opinion on Digital Links, where it is right.

biip accepts false check digits, so only links that we accept are put to it; what it refuses we must refuse.
"""

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from hypothesis import given
from hypothesis import strategies as st

from engine.codes.gs1 import DigitalLink, build, parse
from engine.codes.gs1_ai import AIS, check_digit

plain = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"), min_size=1, max_size=20)
gtins = st.text("0123456789", min_size=13, max_size=13).map(lambda digits: digits + check_digit(digits))


@given(gtins, st.fixed_dictionaries({}, optional={"22": plain, "10": plain, "21": plain, "240": plain}))
def test_biip_reads_what_we_write(gtin: str, parts: dict[str, str]) -> None:
    built = build([("01", gtin), *parts.items()], "https://q.brand.cn", "/p")
    assert isinstance(built, DigitalLink)
    theirs = GS1DigitalLinkURI.parse(built.uri())
    assert {item.ai.ai: item.value for item in theirs.element_strings} == {"01": gtin, **parts}
    assert theirs.as_canonical_uri() == built.canonical()


@given(st.sampled_from(sorted(AIS)), st.text("0123456789AZ/", max_size=21))
def test_values_that_biip_refuses_are_refused(ai: str, value: str) -> None:
    address = f"https://h/01/09521000100015?{ai}={value}"
    try:
        GS1DigitalLinkURI.parse(address)
    except ParseError:
        assert not isinstance(parse(address), DigitalLink)
