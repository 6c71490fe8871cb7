"""A photo is kept as a picture and nothing else: not where it was taken, not by whom."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tests.files.papers import GPS, PDF, photo
from tracker.core.errors import Invalid
from tracker.files import photos
from tracker.files.photos import without_location

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", TYPES)
def test_a_photo_loses_the_place_and_the_camera(kind):
    taken = photo(kind)
    assert opened(taken).getexif().get_ifd(GPS)[1] == "N"
    kept = without_location("anh", taken, TYPES[kind])
    assert dict(opened(kept).getexif()) == {}
    assert not opened(kept).getexif().get_ifd(GPS)
    assert b"Camera of Lan" in taken
    assert b"Camera of Lan" not in kept


def test_what_else_a_photo_may_say_is_lost_too():
    jpeg = photo("JPEG", comment=b"at 18.34, 105.9", xmp=b"<x:xmpmeta>18.34</x:xmpmeta>")
    kept = without_location("anh", jpeg, "image/jpeg")
    assert b"18.34" in jpeg
    assert b"18.34" not in kept
    words = PngImagePlugin.PngInfo()
    words.add_text("Location", "18.34, 105.9")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>18.34</x:xmpmeta>")
    png = photo("PNG", pnginfo=words)
    assert b"18.34" in png
    assert b"18.34" not in without_location("anh", png, "image/png")


@pytest.mark.parametrize("kind", TYPES)
def test_it_is_turned_upright_before_the_camera_s_word_is_lost(kind):
    lying = photo(kind, size=(40, 20), orientation=6)
    assert opened(without_location("anh", lying, TYPES[kind])).size == (20, 40)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1", "I;16"])
def test_pictures_of_every_sort_stay_what_they_show(mode):
    held = io.BytesIO()
    Image.new(mode, (8, 8)).save(held, "PNG")
    kept = opened(without_location("anh", held.getvalue(), "image/png"))
    assert kept.size == (8, 8)
    assert kept.mode == opened(held.getvalue()).mode


def test_a_transparent_picture_stays_transparent():
    held = io.BytesIO()
    Image.new("P", (8, 8)).save(held, "PNG", transparency=0)
    assert opened(without_location("anh", held.getvalue(), "image/png")).info["transparency"] == 0


def test_printed_colours_become_those_of_a_screen():
    held = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(held, "JPEG")
    assert opened(without_location("anh", held.getvalue(), "image/jpeg")).mode == "RGB"


def test_other_files_are_kept_to_the_byte():
    assert without_location("x", PDF, "application/pdf") is PDF


@pytest.mark.parametrize("kind", TYPES)
def test_half_a_photo_is_refused_by_name(kind):
    taken = photo(kind, size=(300, 300))
    with pytest.raises(Invalid, match=r"Ảnh anh\.jpg không đọc được") as refused:
        without_location("anh.jpg", taken[: len(taken) // 3], TYPES[kind])
    assert refused.value.field == "files"


def test_a_picture_too_large_to_unpack_is_refused(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 40 * 20 - 1)
    with pytest.raises(Invalid):
        without_location("anh", photo("PNG"), "image/png")


def test_a_bomb_is_refused_before_it_is_unpacked():
    held = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(held, "PNG")
    assert len(held.getvalue()) < 200_000
    with pytest.raises(Invalid):
        without_location("bom", held.getvalue(), "image/png")


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's word for a damaged note of the camera
@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_photo_is_read_or_refused_and_never_stumbled_over(kind, data):
    taken = bytearray(photo(kind))
    for _n in range(data.draw(st.integers(1, 8))):
        taken[data.draw(st.integers(0, len(taken) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = without_location("anh", bytes(taken), TYPES[kind])
    except Invalid:
        return
    opened(kept)
