"""Own themes, licences and schedules in the studio: each page shows in both languages, and refusals are told in words."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from engine.api import Label
from studio.themes.encoding import Unfit, encode
from tests.support.site import prose
from tests.support.studio_site import SAME, Desk

PAGES = (
    "/studio/themes",
    "/studio/licences",
    "/studio/licences/1",
    "/studio/own-themes/1",
    "/studio/own-themes/1/sheet",
    "/studio/campaigns/1/page",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_each_page_shows_and_has_its_twin(path: str, language: str) -> None:
    desk = Desk(language=language)
    assert desk.get(path).status_code == 200
    assert desk.json(path + ".json")


def test_a_plan_that_may_not_be_is_refused_in_words_and_keeps_what_was_typed() -> None:
    desk = Desk()
    answer = desk.post("/studio/campaigns/1/page", {"version": "1", "starts": "2026-07-14T00:00"}, **SAME)
    assert answer.status_code == 422
    assert "not now" in prose(answer.text)
    assert 'value="2026-07-14T00:00"' in answer.text
    wrong = desk.post("/studio/campaigns/1/page", {"version": "1", "starts": "soon"}, **SAME)
    assert "Choose day and time." in prose(wrong.text)


def test_the_preview_follows_the_form_without_script_and_without_power() -> None:
    desk = Desk()
    form = {
        "state": "won",
        "locale": "zh-CN",
        "scheme": "dark",
        "won-zh-headline": "大奖到手",
        "light-paper": "#fefefe",
    }
    shown = desk.post("/studio/own-themes/1/preview", form)
    assert shown.status_code == 200
    assert "大奖到手" in shown.text
    assert "--paper:#fefefe" in shown.text
    assert "<script" not in shown.text
    assert shown.headers["content-security-policy"].endswith("frame-ancestors 'self'; sandbox")
    assert desk.post("/studio/own-themes/1/preview", form | {"state": "lost"}).status_code == 404


def test_what_cannot_be_read_on_its_ground_is_named_while_typing() -> None:
    told = prose(Desk().post("/studio/own-themes/1/check", {"light-ink": "#eeeeee"}).text)
    assert "has a contrast of" in told
    assert "contrast of" not in prose(Desk().post("/studio/own-themes/1/check", {}).text)


@pytest.mark.parametrize(
    "file",
    [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18],
)
def test_a_file_that_is_no_theme_is_refused(file: bytes) -> None:
    desk = Desk()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.zip"\r\n\r\n'
        + file
        + b"\r\n--x--\r\n"
    )
    headers = SAME | {"content-type": "multipart/form-data; boundary=x"}
    answer = desk.send("POST", "/studio/own-themes/import", content=body, headers=headers)
    assert answer.status_code == 422
    assert "not a theme that was exported here" in prose(answer.text)


def test_an_exported_theme_holds_no_picture_of_a_licence() -> None:
    answer = Desk().get("/studio/own-themes/1/theme.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["design.json"]


def picture(form: str, size: tuple[int, int] = (800, 600), **more: object) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, form, **more)
    return out.getvalue()


def test_a_picture_comes_out_smaller_upright_and_without_anything_but_pixels() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "12 Harbour Street"
    made = encode(picture("JPEG", exif=exif) + b"<script>alert(1)</script>")
    assert (made.width, made.height) == (600, 800)  # turned as the camera was held
    assert set(made.files) == {"image/avif", "image/webp", "image/jpeg"}
    for data in made.files.values():
        assert b"Harbour" not in data
        assert b"<script>" not in data
        assert dict(Image.open(io.BytesIO(data)).getexif()) == {}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"%PDF-1.7", "kind"),
        (picture("GIF"), "kind"),
        (picture("JPEG")[:2_000], "broken"),
        (picture("PNG")[:900], "broken"),
        (b"", "kind"),
    ],
)
def test_what_is_no_sound_picture_is_not_taken(data: bytes, reason: str) -> None:
    with pytest.raises(Unfit) as told:
        encode(data)
    assert told.value.args[0] == reason


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    with pytest.raises(Unfit) as told:
        encode(out.getvalue())
    assert told.value.args[0] == "pixels"


def test_names_stand_in_for_each_other_in_the_two_languages() -> None:
    from engine.pages.typed import titled

    assert titled("title", Label("", "灯塔")) == Label("灯塔", "灯塔")
