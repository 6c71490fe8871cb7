"""The trail as people read it: who, when, what, from what to what, and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.accounts.actor import ROLE_WORDS, SEAT_WORDS
from tracker.accounts.forms import LANGUAGE_WORDS
from tracker.audit.models import AuditEntry
from tracker.audit.words import ACTION_WORDS, CHANGE_WORDS
from tracker.core.days import format_day
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.directives.models import DOCUMENT_TYPE_WORDS
from tracker.groups.models import GROUP_KIND_WORDS
from tracker.mail.status import DECISION_WORDS, MAIL_STATE_WORDS
from tracker.organizations.models import CONTENT_LEVEL_WORDS, LEVEL_WORDS
from tracker.tasks.status import STATE_WORDS

# Which words stand for the values of a change; the trail keeps the codes.
_VALUE_WORDS: dict[str, dict[str, str]] = {
    "state": {str(key): words for key, words in STATE_WORDS.items()},
    "role": {str(key): words for key, words in SEAT_WORDS.items()},
    "roles": {str(key): words for key, words in ROLE_WORDS.items()},
    "kind": {str(key): words for key, words in GROUP_KIND_WORDS.items()},
    "level": {str(key): words for key, words in LEVEL_WORDS.items()},
    "content_level": {str(key): words for key, words in CONTENT_LEVEL_WORDS.items()},
    "type": {str(key): words for key, words in DOCUMENT_TYPE_WORDS.items()},
    "locale": LANGUAGE_WORDS,
    "mail_state": {str(key): words for key, words in MAIL_STATE_WORDS.items()},
    "decision": {str(key): words for key, words in DECISION_WORDS.items()},
}
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 160


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """One entry."""

    at: datetime
    who: str
    action: str
    subject: str
    task_id: int | None
    changes: tuple[Change, ...]
    reason: str


def audit_rows(entries: Iterable[AuditEntry]) -> list[AuditRow]:
    """The entries in words."""
    return [
        AuditRow(
            at=entry.at,
            who=entry.actor_name if entry.actor_id is not None else gettext(N_("Hệ thống")),
            action=gettext(ACTION_WORDS.get(entry.action, entry.action)),
            subject=entry.subject_label if entry.subject_label != entry.actor_name else "",
            task_id=entry.task_id,
            changes=tuple(_change(name, values) for name, values in entry.changes.items()),
            reason=entry.reason,
        )
        for entry in entries
    ]


def _change(name: str, values: list[object]) -> Change:
    before, after = values
    return Change(
        name=gettext(CHANGE_WORDS.get(name, name)), before=value_words(name, before), after=value_words(name, after)
    )


def value_words(name: str, value: object) -> str:
    """A value of the trail in words; a long text is cut, the thing itself has it whole."""
    words = _VALUE_WORDS.get(name, {})
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return gettext(N_("có")) if value else gettext(N_("không"))
    if isinstance(value, list):
        return ", ".join(value_words(name, each) for each in value)
    text = str(value)
    if text in words:
        return gettext(words[text])
    if _ISO_DAY.fullmatch(text):
        return format_day(date.fromisoformat(text))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
