"""The words of a report as plain values, as a form brings them and as a table keeps them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """What people write; `version` 0 stands for words that nobody has saved yet."""

    number: str = ""
    place: str = ""
    highlights: str = ""
    shortcomings: str = ""
    priorities: str = ""
    proposals: str = ""
    signer_post: str = ""
    signer_name: str = ""
    version: int = 0


SECTIONS = ("highlights", "shortcomings", "priorities", "proposals")
WRITTEN = ("number", "place", *SECTIONS, "signer_post", "signer_name")
