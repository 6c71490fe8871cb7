"""Small pieces of pages that stand there again and again: an icon, a badge. Each is written once and then kept."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

from tracker.core.languages import language

MOST = 2048
"""Pieces kept for each macro; of those with many different words the ones long unused go."""
ROOM = 2_000_000
"""Characters kept of pieces of any length: a form offers ten groups in a commune, and thousands in a nation."""

_Piece = TypeVar("_Piece", bound=str)


class Shelf(Generic[_Piece]):
    """Pieces of any length, as many as there is room for; the ones long unused go."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._taken = room, 0
        self._pieces: OrderedDict[Hashable, _Piece] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, write: Callable[[], _Piece]) -> _Piece:
        """The piece that is known by `key`, written now if it does not lie here."""
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
                return piece
        piece = write()
        with self._lock:
            self._put(key, piece)
        return piece

    def _put(self, key: Hashable, piece: _Piece) -> None:
        if len(piece) > self._room or key in self._pieces:
            return
        self._pieces[key] = piece
        self._taken += len(piece)
        while self._taken > self._room:
            self._taken -= len(self._pieces.popitem(last=False)[1])


def remembered(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, asked only once for the same arguments in the same language: it may depend on nothing else.

    Of the same letters, what is text is escaped and what is HTML already is not: they are two arguments (`typed`).
    """

    @lru_cache(maxsize=MOST, typed=True)
    def kept(_language: str, /, *args: Any, **kwargs: Any) -> str:
        return macro(*args, **kwargs)

    def piece(*args: Any, **kwargs: Any) -> str:
        return kept(language(), *args, **kwargs)

    return piece


def shelved(macro: Callable[..., str], room: int = ROOM) -> Callable[..., str]:
    """The same for a macro whose pieces may be long: not so many of them are kept, but so many characters."""
    shelf = Shelf[str](room)

    def piece(*args: Hashable) -> str:
        return shelf.take((language(), *args, *map(type, args)), lambda: macro(*args))

    return piece
