"""Lists of tasks by number, as they stand in an address: 12-14.20 means 12, 13, 14 and 20."""

import re
from collections.abc import Iterable

MOST_IDS = 1000
_SPAN = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def spell_ids(ids: Iterable[int]) -> str:
    """The numbers as short as they can be said; the same numbers in the same words."""
    spans: list[list[int]] = []
    for number in sorted(set(ids)):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ".".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def read_ids(text: str) -> frozenset[int]:
    """The numbers that were spelt, at most a thousand of them; what is no number is left out."""
    found: set[int] = set()
    for part in text[: 10 * MOST_IDS].split("."):
        span = _SPAN.fullmatch(part)
        if span is None:
            continue
        first, last = int(span[1]), int(span[2] or span[1])
        found.update(range(first, min(last, first + MOST_IDS - len(found) - 1) + 1))
        if len(found) >= MOST_IDS:
            break
    return frozenset(found)
