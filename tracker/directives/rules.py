"""The rules of a document's text: which span a quotation marks, and where the marks begin and end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.core.errors import Invalid, Refusal, SeveralRefusals
from tracker.core.words import N_

LONGEST_TEXT = 200_000


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The span `start`–`end` of a text that the directive with this number quotes."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A piece of the text, quoted or not; `begins` are the numbers of the directives whose span starts here."""

    text: str
    quoted: bool
    begins: tuple[int, ...] = ()


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """Cut the text where a quotation begins or ends. Put together again the pieces are the text."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in inside), *(mark.end for mark in inside)})
    return [
        Segment(
            text=text[start:end],
            quoted=any(mark.start <= start and end <= mark.end for mark in inside),
            begins=tuple(sorted(mark.number for mark in inside if mark.start == start)),
        )
        for start, end in pairwise(cuts)
    ]


def find_span(text: str, quotation: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """Where the quotation stands in the text word for word; None if it does not.

    A sentence that stands there several times is marked where nobody has quoted it yet, if there is such a place.
    """
    if not quotation:
        return None
    places = []
    start = text.find(quotation)
    while start >= 0:
        places.append((start, start + len(quotation)))
        start = text.find(quotation, start + len(quotation))
    free = [(a, b) for a, b in places if all(b <= c or d <= a for c, d in taken)]
    return next(iter(free or places), None)


def check_document(*, issued_on: date, today: date) -> None:
    """A document has been issued before it is entered."""
    if issued_on > today:
        raise Invalid(N_("Ngày ban hành chưa tới. Ghi ngày in trên văn bản."), field="issued_on")


def check_edit(
    *, old_quarter: str, new_quarter: str, old_text: str, new_text: str, has_directives: bool, is_quoted: bool
) -> None:
    """What directives stand on no longer changes under them."""
    refusals: list[Refusal] = []
    if has_directives and new_quarter != old_quarter:
        refusals.append(Invalid(N_("Văn bản đã giao nhiệm vụ nên không đổi quý được nữa."), field="quarter"))
    if is_quoted and new_text != old_text:
        refusals.append(Invalid(N_("Nhiệm vụ đã trích văn bản này nên toàn văn không sửa được nữa."), field="text"))
    if len(refusals) > 1:
        raise SeveralRefusals(refusals)
    if refusals:
        raise refusals[0]
