"""Conclusions of a meeting as the entry of a document offers them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.core.languages import gettext
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.meetings.models import MeetingNote


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    """One conclusion: its words, the group it is about, how it reads beside its box."""

    id: int
    group_id: int
    text: str
    label: str


def note_lines(notes: Sequence[MeetingNote]) -> list[NoteLine]:
    """Those that wait, in the order in which they were written down."""
    return [_line(each) for each in notes if each.dropped_at is None]


def _line(note: MeetingNote) -> NoteLine:
    group = note.group.short_name
    about = gettext(N_("%(group)s, về việc %(code)s"), group=group, code=note.task.code) if note.task else group
    return NoteLine(
        id=note.id,
        group_id=note.group_id,
        text=note.text,
        label=f"{about}: {clean_line(note.text)}",
    )
