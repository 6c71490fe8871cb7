"""The sentence a directive was taken from, with the span that gives the work marked in it."""

import re
from dataclasses import dataclass

MOST_AROUND = 240
_SENTENCE_END = re.compile(r"\n|[.!?…](?=\s)")
_LEFT_OUT = "[…]"


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """A text and the span in it that is marked."""

    text: str
    start: int
    end: int


def quotation(document_text: str, quoted: str, start: int | None, end: int | None) -> Quotation:
    """The quoted words within their sentence of the document; alone where they do not stand there word for word.

    A long sentence is cut down to what is near, with […] for what is left out.
    """
    if start is None or end is None or document_text[start:end] != quoted:
        return Quotation(text=quoted, start=0, end=len(quoted))
    before = _near_before(document_text[:start])
    after = _near_after(document_text[end:], quoted)
    return Quotation(text=before + quoted + after, start=len(before), end=len(before) + len(quoted))


def _near_before(text: str) -> str:
    ends = [match.end() for match in _SENTENCE_END.finditer(text + " ")]
    sentence = text[ends[-1] if ends else 0 :].lstrip()
    if len(sentence) <= MOST_AROUND:
        return sentence
    near = sentence[-MOST_AROUND:]
    return f"{_LEFT_OUT} {near[near.find(' ') + 1 :]}"


def _near_after(text: str, quoted: str) -> str:
    if quoted.rstrip().endswith((".", "!", "?", "…")):
        return ""
    end = _SENTENCE_END.search(text + "\n")
    sentence = text[: end.end() if end else 0].rstrip()
    if len(sentence) <= MOST_AROUND:
        return sentence
    near = sentence[:MOST_AROUND]
    return f"{near[: near.rfind(' ')]} {_LEFT_OUT}"
