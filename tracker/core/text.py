"""Vietnamese text: made clean at the door, folded for search, put in dictionary order.

Everything here takes any `str`, however hostile, and never raises.
"""

import re
import unicodedata
from functools import lru_cache

SORT_KEY_LENGTH = 255
"""Longest sort key; the columns that hold one are made to fit."""

# Seen as nothing at all, but not counted as spaces by Unicode: a name of Hangul fillers looks empty.
_BLANKS = str.maketrans({**dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800", " "), "\u034f": None})
_ANY_BLANK = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u034f]")

# Đ has no decomposition, and old documents and foreign keyboards write its look-alikes.
_PLAIN_D = str.maketrans("đĐðÐɖƉ", "dDdDdD")


def clean_line(text: str) -> str:
    """Return `text` as one line of NFC with single ordinary spaces and no invisible character.

    Format characters (zero-width, soft hyphen, direction marks) go altogether: they hide what a line
    says and break search. Vietnamese needs none of them.
    """
    seen = text.translate(_BLANKS) if _ANY_BLANK.search(text) else text
    if not seen.isprintable():
        seen = "".join(map(_visible, seen))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if category in {"Cf", "Cs"} or _is_noncharacter(ord(char)):
        return ""
    return char


def _is_noncharacter(code: int) -> bool:
    """Tell the 66 code points that no XML file, hence no .docx, can hold."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - fixed by Unicode


def clean_text(text: str) -> str:
    r"""Return `text` with each line cleaned, lines parted by \n, at most one blank line in a row."""
    lines = "\n".join(clean_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def normalize_email(text: str) -> str:
    """Return the form under which two spellings of one address compare equal."""
    return unicodedata.normalize("NFC", clean_line(text).lower())


def fold(text: str) -> str:
    """Return the shadow of `text` for search: no tone, no mark, đ as d, no capitals, single spaces."""
    parts = unicodedata.normalize("NFD", clean_line(text))
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    small = unicodedata.normalize("NFC", bare.translate(_PLAIN_D).casefold())
    return " ".join(small.split())


# --- order ---------------------------------------------------------------------------------------
# A key is compared by code point, as SQLite (binary) and PostgreSQL (collation C) do:
#   ' ' between words  <  '!' before a tone  <  0-9 and : ; < = > ? in numbers  <  'A'… for letters.
# So a word comes before a longer one, and tones count only between words of equal letters.

_LETTERS = {letter: chr(ord("A") + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve and horn make other letters, not other tones
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`"))  # H'Hen is one word
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_UNIT = re.compile(r"(?P<number>[0-9]+)|(?P<letter>.)(?P<marks>[\u0300-\u036f]*)")
_LONGEST_NUMBER = 15


def sort_key(text: str) -> str:
    """Return a string that sorts by code point as a Vietnamese dictionary sorts `text`.

    Word by word, letters before tones, numbers by value before letters; capitals, punctuation and
    the place of the tone mark (hòa, hoà) make no difference.
    """
    return _key_of(_words(text))


def name_sort_key(name: str) -> str:
    """Return the sort key of a person's name: the given name (last word) first, then the others."""
    words = _words(name)
    return _key_of(words[-1:] + words[:-1])


def _words(text: str) -> list[str]:
    small = clean_line(text).lower().translate(_APOSTROPHES).replace("ð", "đ")
    return _WORD.findall(unicodedata.normalize("NFD", small))


def _key_of(words: list[str]) -> str:
    return " ".join(map(_word_key, words))[:SORT_KEY_LENGTH]


@lru_cache(maxsize=4096)  # names of places and people are made of the same few words
def _word_key(word: str) -> str:
    letters, tones = "", ""
    for unit in _UNIT.finditer(word):
        if unit["number"]:
            letters += _number_key(unit["number"])
            continue
        shape = "".join(mark for mark in unit["marks"] if mark in _SHAPES)
        letter = unicodedata.normalize("NFC", unit["letter"] + shape)
        letters += _LETTERS.get(letter) or _LETTERS.get(unit["letter"], unit["letter"])
        tones += "".join(_TONES.get(mark, "") for mark in unit["marks"])
    return f"{letters}!{tones}" if tones else letters


def _number_key(number: str) -> str:
    digits = number.lstrip("0")
    return chr(ord("0") + min(len(digits), _LONGEST_NUMBER)) + digits


# --- old fonts -----------------------------------------------------------------------------------
# TCVN3 and VNI documents show Vietnamese only in their own fonts; pasted elsewhere the bytes appear
# as Latin-1: "nh©n d©n", "nhaân daân" for "nhân dân".

_MODERN_WORD = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_LEGACY_FORMS = (  # with the weight of one word as proof
    # TCVN3: a symbol inside a word or before it (nh©n, ®o¹n), a capital vowel after a small letter (hiÖn).
    (3, re.compile(r"[a-zß-ÿ][¡-¬®µ¶¸¹»-¾×÷][a-zß-ÿ]|^[§®][a-zß-ÿ¡-¬µ-¾]", re.IGNORECASE)),
    (3, re.compile("[a-zß-ÿ][À-Þ]")),
    # VNI: the mark as a letter of its own after the vowel, in pairs that no Vietnamese word has (nhaân).
    (2, re.compile("[ae][âàáåãäêèéúüøùûõ]|o[âåäøùûõ]|[uôö][øùûõ]|y[øùûõ]", re.IGNORECASE)),
    # Both: a vowel symbol at the end (hoµ), or letters that only names from elsewhere have.
    (1, re.compile("[A-Za-z][ª¨¬µ¶·¸¹]$|[ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþ]")),
)
_ENOUGH_PROOF = 3


def looks_like_legacy_font(text: str) -> bool:
    """Tell whether a line of `text` was typed for a TCVN3 or VNI font and must be converted first.

    Foreign names alone do not make it so, nor does a line with as many words in Unicode Vietnamese.
    """
    return any(map(_is_legacy_line, unicodedata.normalize("NFC", text).splitlines()))


def _is_legacy_line(line: str) -> bool:
    words = [word.strip("()[]{}<>\"“”'.,;:!?…-–") for word in line.split()]
    proofs = [proof for proof in map(_proof_of, words) if proof]
    modern = sum(bool(_MODERN_WORD.search(word)) for word in words)
    return sum(proofs) >= _ENOUGH_PROOF and len(proofs) > modern


def _proof_of(word: str) -> int:
    return max((weight for weight, form in _LEGACY_FORMS if form.search(word)), default=0)
