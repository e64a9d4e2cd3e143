"""Pages that are laid out once: whatever is put into the holes, packed and plain say the same, and nothing breaks out."""

from __future__ import annotations

import gzip
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

import engine.spi.themes
from studio.compression import takes_gzip
from studio.skeletons import Skeletons, cut, hole
from tests.support.site import Phone, double_app

PAGE = cut(f'<p class="a">{hole("one")}</p>{"filling " * 50}<a href="{hole("two")}">{hole("one")}</a>')


@given(st.text(), st.text(max_size=2_000))
def test_packed_page_is_the_plain_page(one: str, two: str) -> None:
    values = {"one": one, "two": two}
    plain = PAGE.filled(values.__getitem__)
    assert gzip.decompress(PAGE.filled_and_packed(values.__getitem__)) == plain
    texts = re.fullmatch(r'<p class="a">(.*)</p>(?:filling )+<a href="(.*)">(.*)</a>', plain.decode(), re.S)
    assert texts is not None
    assert [unescape(text) for text in texts.groups()] == [one, two, one] or "\r" in one + two


def test_text_is_escaped_and_markup_is_not() -> None:
    values = {"one": "<b>", "two": Markup("x&amp;y")}
    page = PAGE.filled(values.__getitem__).decode()
    assert "&lt;b&gt;" in page
    assert 'href="x&amp;y"' in page


def test_a_page_without_holes_is_itself() -> None:
    page = cut("<p>calm</p>")
    assert page.filled({}.__getitem__) == b"<p>calm</p>"
    assert gzip.decompress(page.filled_and_packed({}.__getitem__)) == b"<p>calm</p>"


def test_a_skeleton_is_laid_out_once_and_the_longest_unused_is_forgotten() -> None:
    shelf, made = Skeletons(), []

    def lay_out(name: int) -> str:
        made.append(name)
        return str(name)

    for name in (0, 0, *range(1, 256), 0, 256, 0, 1):
        shelf.find(name, lambda name=name: lay_out(name))
    assert made == [*range(257), 1]


def test_no_code_of_a_theme_and_no_layout_runs_for_a_page_seen_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, _ = double_app("theme_story")
    Phone(app).get("/c/ask")

    def fail(*_: object) -> None:
        raise AssertionError("ran again")

    for name in ("style", "words", "pictures", "picture"):
        monkeypatch.setattr(engine.spi.themes.Theme, name, fail)
    monkeypatch.setattr("studio.public.scan_page._lay_out", fail)
    assert Phone(app).get("/c/ask").status_code == 200


def test_each_answer_has_its_own_nonce_and_form_token() -> None:
    app, _ = double_app()
    first, second = (Phone(app).get("/c/ask") for _ in range(2))
    for page in (first, second):
        nonces = set(re.findall(r'nonce="([^"]+)"', page.text))
        assert len(nonces) == 1
        assert f"'nonce-{nonces.pop()}'" in page.headers["content-security-policy"]
    tokens = [re.search(r'name="csrf" value="([^"]+)"', page.text) for page in (first, second)]
    assert tokens[0]
    assert tokens[1]
    assert tokens[0][1] != tokens[1][1]


def test_codes_and_languages_do_not_mix() -> None:
    app, _ = double_app()
    phone = Phone(app)
    english = phone.get("/c/ask?utm=%22%3E%3Cscript%3E")
    assert 'action="/c/ask/claim"' in english.text
    assert "<script>" not in english.text
    assert 'lang="en"' in english.text
    assert 'lang="zh-CN"' in Phone(app, "zh-CN").get("/c/ask").text


def test_page_is_packed_for_whoever_takes_that_alone() -> None:
    phone = Phone(double_app()[0])
    packed = phone.get("/c/ask", accept_encoding="br, gzip")
    plain = phone.get("/c/ask", accept_encoding="identity, gzip;q=0")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.text.count("<form") == plain.text.count("<form") == 1
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert takes_gzip("GZIP;q=0.5")
    assert not takes_gzip("gzip;q=0.000")
