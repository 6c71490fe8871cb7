"""Pages and files as their readers see them: the numbers that stand in them, with the lists they lead to."""

import re
from dataclasses import dataclass
from html import unescape

LINK = re.compile(r'<a [^>]*?href="(/tasks\?[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
ROWS = re.compile(r"<tbody data-rows>(.*?)</tbody>", re.DOTALL)
OF_WHOLE = ("state=due", "state=dl")
"""Lists whose number is the whole of a pair: of 3/4 they hold four."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A number that a page says, and the list behind it."""

    href: str
    n: int


def numbers_in(html: str) -> set[Said]:
    """Every number that is a link to a list."""
    found = set()
    for href, inside in LINK.findall(html):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", inside)).replace(".", "")
        numbers = re.search(r"(\d+)(?:/(\d+))?", words)
        if numbers:
            whole = numbers[2] is not None and any(each in href for each in OF_WHOLE)
            found.add(Said(href=unescape(href), n=int(numbers[2] if whole else numbers[1])))
    return found


def heading_of(page) -> int:
    """How many tasks the heading of a list states."""
    return int(re.search(r"\d+", page.h1[0])[0])


def closed_of(page) -> int:
    """How many tasks a list says that it counts and does not show."""
    said = re.search(r"Trong đó (\d+) việc hạn chế", page.text)
    return int(said[1]) if said else 0


def rows_of(page) -> int:
    """How many rows a list shows."""
    body = ROWS.search(page.html)
    return len(re.findall(r"<tr>", body[1])) if body else 0


def matrix_in(html: str) -> list[list[int]]:
    """The numbers of each row of the matrix, without its last columns; the total row at the end."""
    table = re.search(r'<table class="tb fold matrix">(.*?)</table>', html, re.DOTALL)[1]
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", table, re.DOTALL)
    return [[_number(cell) for cell in re.findall(r"<td class=\"c[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def _number(cell: str) -> int:
    return int(re.search(r"\d+", re.sub(r"<span.*?</span>|<a[^>]*>", "", cell))[0])
