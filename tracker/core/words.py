"""Marking of words that a person will read, in rooms that know no language."""


def N_(text: str) -> str:  # noqa: N802 - the name by which extraction tools find marked words
    """Return `text` unchanged; the catalogue collects it and the page translates it."""
    return text
