"""Text in columns, as a terminal shows it: by the width of what is seen, not by the number of code points."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WIDE = frozenset({"W", "F"})
_NOTHING = frozenset({"Mn", "Me", "Cf"})


def width(text: str) -> int:
    """How many columns `text` takes: 2 for a wide letter of East Asia, 0 for a mark that stands on another."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(_width_of, text))


def pad(text: str, columns: int) -> str:
    """`text` filled up with spaces to `columns`; what is wider stays as it is."""
    return text + " " * max(0, columns - width(text))


def wrap(text: str, columns: int, indent: int = 0) -> str:
    """The words of `text` in lines of at most `columns`, all but the first behind `indent` spaces.

    A word wider than a line is broken.
    """
    lines, line, taken = [], "", 0
    for piece in _pieces(text, columns):
        wide = width(piece)
        if line and taken + 1 + wide <= columns:
            line, taken = f"{line} {piece}", taken + 1 + wide
        else:
            lines += [line] if line else []
            line, taken = piece, wide
    return f"\n{' ' * indent}".join([*lines, line] if line else lines)


def _pieces(text: str, columns: int) -> Iterator[str]:
    """The words of `text`, those wider than a line in pieces that are not."""
    for word in text.split():
        if width(word) <= columns:
            yield word
        else:
            yield from _broken(word, columns)


def _broken(word: str, columns: int) -> list[str]:
    pieces, taken = [""], 0
    for char in word:
        wide = _width_of(char)
        if taken + wide > columns:
            pieces.append("")
            taken = 0
        pieces[-1] += char
        taken += wide
    return pieces


@lru_cache(maxsize=4096)  # letters of a text are few, and asked for again and again
def _width_of(char: str) -> int:
    if unicodedata.category(char) in _NOTHING:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
