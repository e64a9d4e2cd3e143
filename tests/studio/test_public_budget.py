"""What the consumer pages may weigh and load, and that nothing on them is left unsaid in one language."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.api import Label, Reason
from studio.i18n.catalogue import catalogue
from studio.public.digital_link import gtin14
from tests.support import engine_double
from tests.support.site import Phone, builtin_themes, double_app, text_of

STUDIO = Path(__file__).parents[2] / "studio"
PAGES = (
    "/c/ask",
    "/c/won",
    "/c/paid?fresh=1",
    "/c/paused",
    "/c/not_genuine",
    "/c/clerk",
    "/i/ask",
    "/w/drinks",
)


def full_phone(theme: str, **changes: object) -> Phone:
    app, engine = double_app(theme, **changes)
    phone = Phone(app)
    phone.get("/c/ask")
    engine.members.full_for.add(phone.cookies["bc_device"])
    return phone


@pytest.mark.parametrize("theme", ["theme_plain", "theme_story"])
def test_page_with_its_style_fits_the_first_window(theme: str) -> None:
    phone = full_phone(theme)
    for path in PAGES:
        assert len(gzip.compress(phone.get(path).content)) <= 14 * 1024, path


@pytest.mark.parametrize("theme", ["theme_plain", "theme_story"])
def test_page_needs_at_most_six_requests_and_a_hundred_kilobytes(theme: str) -> None:
    phone = full_phone(theme)
    for path in PAGES:
        page = phone.get(path)
        addresses = set(re.findall(r'(?:src|srcset|href)="(/static/[^"]+)"', page.text))
        files = [phone.get(address) for address in addresses]
        assert {file.status_code for file in files} <= {200}
        assert len(files) + 1 <= 6
        assert len(gzip.compress(page.content)) + sum(len(gzip.compress(f.content)) for f in files) <= 100_000


def test_our_own_script_is_at_most_three_kilobytes() -> None:
    assert len((STUDIO / "static" / "public.js").read_bytes()) <= 3 * 1024


def test_nothing_comes_from_another_host() -> None:
    phone = full_phone("theme_story")
    for path in PAGES:
        for address in re.findall(r'(?:src|srcset|href|action)="([^"]*)"', phone.get(path).text):
            assert re.match(r"/(?!/)|#", address), address


def test_unknown_theme_gives_the_neutral_page() -> None:
    app, _ = double_app("theme_gone")
    assert Phone(app).get("/c/ask").status_code == 200


def test_theme_pictures_are_kept_for_good_and_cannot_run_scripts() -> None:
    phone = full_phone("theme_story")
    address = re.search(r'src="(/static/theme/[^"]+)"', phone.get("/c/ask").text)
    assert address is not None
    picture = phone.get(address[1])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "immutable" in picture.headers["cache-control"]
    assert "sandbox" in picture.headers["content-security-policy"]
    assert picture.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in phone.get(address[1], accept_encoding="br").headers
    assert phone.get(re.sub(r"/[0-9a-f]{12}/", "/000000000000/", address[1])).status_code == 404


@pytest.mark.parametrize(
    "template", sorted((STUDIO / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_templates_hold_nothing_that_the_content_policy_forbids(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"\s(style|on\w+)=", text)
    assert not re.search(r"<(script|style)(?![^>]*(nonce|application/json))", text)
    assert "|safe" not in text.replace(" ", "")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, flags=re.S):
        assert "csrf" in form


def known_data() -> str:
    """Everything on a page that is data in both languages already, not a sentence of the catalogue."""
    labels = [value for value in vars(engine_double).values() if isinstance(value, Label)]
    labels += [*engine_double.TERMS, *(engine_double.words_for(reason) for reason in Reason)]
    words = [
        text
        for theme in builtin_themes().values()
        for state in ("welcome", "invited", "won", "already", "paused", "not_genuine")
        for text in theme.words(state, "en").values()
    ]
    rest = "Red packet 5 yuan off Welcome points One coupon a purchase. Not together with other offers."
    codes = "K7Q2M9XD M8K240QX 50 points for you when a friend redeems the coupon. Bring a friend 404 中文 Gold An umbrella"
    return " ".join([*(label.en for label in labels), *words, rest, codes, "Nanshan No. 1 Store"])


@pytest.mark.parametrize("path", PAGES)
def test_every_sentence_comes_from_the_catalogue(path: str) -> None:
    """In the pseudo-locale catalogue sentences are bracketed; whatever is left must be data."""
    phone = full_phone("theme_plain", pseudo_locale=True)
    page = phone.get(path + ("&" if "?" in path else "?") + "lang=en-XA")
    data = known_data()
    for piece in text_of(page.text):
        loose = re.sub(r"⟦.*?⟧", "", piece)
        for rest in re.split(r"[·\d.,:¥+–●★]+", loose):
            assert not re.search(r"[^\W\d_]", rest) or rest.strip() in data, (path, piece)


def test_catalogue_has_both_languages_with_the_same_values() -> None:
    holes = re.compile(r"\{(\w+)")
    for key, sentence in catalogue().items():
        assert set(holes.findall(sentence.other)) == set(holes.findall(sentence.zh)), key
        assert sentence.one.strip(), key
        assert sentence.zh.strip(), key


@pytest.mark.parametrize("table", ["base", "public", "clerk"])
def test_chinese_sentences_use_chinese_punctuation(table: str) -> None:
    for key, entry in json.loads((STUDIO / "i18n" / f"{table}.json").read_text("utf-8")).items():
        assert not re.search(r"[一-鿿][,;:?!]|[,;:?!][一-鿿]", entry["zh"]), key


@pytest.mark.parametrize("table", ["base", "public", "clerk"])
def test_every_sentence_is_used_somewhere(table: str) -> None:
    sources = " ".join(
        path.read_text("utf-8") for path in STUDIO.rglob("*") if path.suffix in (".py", ".html")
    )
    names = set(re.findall(rf"\b{table}\.(\w(?:\w|\{{[^}}]*\}}|%d)*)", sources))
    used = re.compile("|".join(re.sub(r"\{[^}]*\}|%d", r"\\w+", name) for name in names))
    by_reason = {f"{reason.value}_{part}" for reason in Reason for part in ("headline", "lead")}
    for name in json.loads((STUDIO / "i18n" / f"{table}.json").read_text("utf-8")):
        assert used.fullmatch(name) or name in by_reason, name


@given(st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_exactly_one_check_digit_in_ten_is_right(body: str) -> None:
    assert sum(gtin14(body + digit) is not None for digit in "0123456789") == 1


@pytest.mark.parametrize(
    ("text", "padded"),
    [
        ("9521000100015", "09521000100015"),
        ("19521000100012", "19521000100012"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("9521000100016", None),
        ("952100010001", None),
        ("９５２１０００１０００１５", None),
    ],
)
def test_gtin_is_padded_to_fourteen_digits_or_refused(text: str, padded: str | None) -> None:
    assert gtin14(text) == padded
