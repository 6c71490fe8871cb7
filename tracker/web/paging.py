"""One page of a long list, fifty rows at a time, its number in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Row = TypeVar("Row")
PAGE_SIZE = 50
MOST_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Rows `first`–`last` of `total`; links to the neighbours keep every other part of the address."""

    rows: Sequence[Row]
    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * PAGE_SIZE, self.total)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def previous_href(self) -> str | None:
        return _href(self.number - 1) if self.number > 1 else None

    @property
    def next_href(self) -> str | None:
        return _href(self.number + 1) if self.number < self.pages else None


def page_number() -> int:
    """The page asked for; anything else than a sensible number is the first."""
    text = request.args.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 1


def _href(number: int) -> str:
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', str(number))])}"
