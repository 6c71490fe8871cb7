import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.text import (
    SORT_KEY_LENGTH,
    clean_line,
    clean_text,
    fold,
    looks_like_legacy_font,
    name_sort_key,
    normalize_email,
    sort_key,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates and control characters too
SYLLABLES = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấậếệốộớợứựừ", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Rà   soát ", "Rà soát"),
        ("nhất là\u00a0 khiếu nại", "nhất là khiếu nại"),
        ("năm\u2009\u3000mươi", "năm mươi"),
        ("một\r\nhai\tba\u2028bốn", "một hai ba bốn"),
        ("Subject\x00: a\x1b[0m", "Subject : a [0m"),
        ("tệp \u202egpj.exe\u2066", "tệp gpj.exe"),
        ("Đảng\u200b ủy\ufeff\u00ad", "Đảng ủy"),
        ("hỏ\ud800ng", "hỏng"),
        ("a\u200d\u0301", "á"),  # invisible characters do not keep a letter from its mark
        ("\u3164\u2800", ""),
        ("không\ufffe in\ufdd0 được", "không in được"),
        (unicodedata.normalize("NFD", "Tỉnh ủy Hà Tĩnh"), "Tỉnh ủy Hà Tĩnh"),
        ("uỷ", "uỷ"),  # the spelling of the person stays
    ],
)
def test_a_line_is_made_clean(typed, clean):
    assert clean_line(typed) == clean


@given(ANY_TEXT)
def test_a_clean_line_can_be_stored_sent_and_printed(text):
    line = clean_line(text)
    line.encode("utf-8")
    assert clean_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in line)
    assert "\u00a0" not in line
    assert "  " not in line
    assert line == line.strip()


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("một \r\n  hai\u2028ba\x0bbốn", "một\nhai\nba\nbốn"),
        ("\n\n một\n\n \n\t\nhai\n\n", "một\n\nhai"),
        ("chỉ một", "chỉ một"),
        (" \n ", ""),
    ],
)
def test_a_text_keeps_its_lines(typed, clean):
    assert clean_text(typed) == clean


@given(ANY_TEXT)
def test_a_clean_text_stays_as_it_is(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\n\n\n" not in cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("xây dựng nông thôn mới", "xay dung nong thon moi"),
        ("Đảng bộ; ĐỀ ÁN", "dang bo; de an"),
        ("Ðảng ð Ɖ", "dang d d"),
        ("Hồng\u00a0 Lĩnh\n", "hong linh"),
        ("Uỷ ban, Ủy ban", "uy ban, uy ban"),
        ("12-CT/TW", "12-ct/tw"),
        ("a \u0301 b", "a b"),
    ],
)
def test_search_sees_no_marks(text, folded):
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_does_not_depend_on_the_way_of_typing(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text)


def test_an_address_has_one_form():
    assert normalize_email(" \u00a0Nguyen.VAN.A@HaTinh.gov.vn\u200b\n") == "nguyen.van.a@hatinh.gov.vn"
    assert normalize_email(unicodedata.normalize("NFD", "Hường@xa.vn")) == normalize_email("hường@XA.vn")


def put_in_order(items, key):
    """Sort after turning round, so that equal keys do not leave the wanted order by chance."""
    turned = items[::-1]
    turned.sort(key=key)
    return turned


PEOPLE = [
    "An",
    "Lê Văn An",
    "Nguyễn Thị An",
    "Nguyễn Văn An",
    "Trần An",
    "Phan Ân",
    "Hồ Bá Ba",
    "Võ Bà",
    "Lê Bả",
    "Lê Bá",
    "Lê Bạ",
    "Nguyễn Dũng",
    "Nguyễn Đức",
    "Lê Hòa",
    "Trần Hoà",
    "H'Hen Niê",
    "Phạm Ơn",
    "Bùi Văn Tú",
    "Bùi Văn Tư",
    "Bùi Văn Tường",
    "Đỗ Vỹ",
]


def test_people_stand_in_vietnamese_order_by_their_given_name():
    assert put_in_order(PEOPLE, name_sort_key) == PEOPLE


TITLES = [
    "5 xã về đích",
    "09 mô hình",
    "Quý I",
    "Tổ 2",
    "Tổ 2 – Can Lộc",
    "Tổ 10",
    "Tổ dân vận",
    "Tổ đại biểu",
    "Văn phòng",
    "(Xã) Ân Phú",
    "Xã Đức Thọ",
    "Ý kiến cử tri",
]


def test_titles_stand_in_vietnamese_order_and_numbers_by_value():
    assert put_in_order(TITLES, sort_key) == TITLES


@pytest.mark.parametrize("order", ["a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y", "ma mà mả mã má mạ"])
def test_letters_and_tones_have_their_order(order):
    letters = order.split()
    assert put_in_order(letters, sort_key) == letters


def test_letters_count_before_tones_and_short_words_before_long():
    words = ["ba", "bạ", "ban", "bạn", "bang", "bàng", "bă", "bặn", "bân"]
    assert put_in_order(words, sort_key) == words


def test_a_sort_key_sorts_alike_in_python_and_as_bytes():
    names = [*PEOPLE, *TITLES, "Ж", "中", "𝒜", "Ωmega", "", "***"]
    assert sorted(names, key=sort_key) == sorted(names, key=lambda name: sort_key(name).encode("utf-8"))


@given(st.lists(SYLLABLES, min_size=1), st.lists(SYLLABLES, min_size=1))
def test_a_sort_key_does_not_depend_on_writing(left, right):
    plain = " ".join(left)
    assert sort_key(unicodedata.normalize("NFD", f" {plain.upper()}. ")) == sort_key(plain)
    assert (sort_key(plain) < sort_key(f"{plain} {' '.join(right)}")) or len(sort_key(plain)) == SORT_KEY_LENGTH


@given(ANY_TEXT)
def test_a_sort_key_fits_its_column(text):
    assert len(sort_key(text * 50)) <= SORT_KEY_LENGTH
    assert "\0" not in name_sort_key(text)
    sort_key(text).encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Uû ban nh©n d©n",
        "Céng hoµ x· héi chñ nghÜa ViÖt Nam",
        "§¶ng bé tØnh",
        "TriÓn khai thùc hiÖn",
        "giai ®o¹n 2026-2030",
        "Uûy ban nhaân daân",
        "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM",
        "Ñaûng boä tænh",
        "Thông báo kết luận của Ban Thường vụ\nTh­êng trùc HuyÖn uû yªu cÇu c¸c ®¬n vÞ",
    ],
)
def test_text_typed_for_an_old_font_is_seen(text):
    assert looks_like_legacy_font(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ủy ban nhân dân huyện, uỷ ban nhân dân xã",
        "hoà, hoá, toàn, quá, quê, xoè, thuý, thuỳ, thuê, quần, khuỷu, xoã",
        "Thu ngân sách 18,5 tỷ đồng; 25 µg/m³; 30°C; 5m×6m; ½ số hộ; «trích»; §5; ©2026",
        "Bước 1 · Bước 2 · Sony® · 120 m²/hộ",
        "Noël Müller và đoàn công tác",
        "A naïve façade",
        unicodedata.normalize("NFD", "Đảng bộ huyện Hương Khê"),
        "Trong công văn cũ ghi “nh©n d©n” thay cho chữ nhân dân, đề nghị các đơn vị sửa lại",
    ],
)
def test_unicode_text_is_not_taken_for_an_old_font(text):
    assert not looks_like_legacy_font(text)


@given(ANY_TEXT)
def test_looking_for_fonts_never_fails(text):
    assert looks_like_legacy_font(text) in {True, False}
