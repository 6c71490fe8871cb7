"""The digest: one mail a day with everything that asks for something, worst first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Role
from tracker.accounts.models import DigestWish
from tracker.core.days import format_day
from tracker.core.text import clean_line
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.organizations.models import ContentLevel
from tracker.reminders.digest_items import sections_of
from tracker.reminders.digest_words import counts, in_section, made_up, opening
from tracker.reminders.dues import Due, Section, drop, still_true
from tracker.reminders.facts import (
    Others,
    Reader,
    count_others,
    count_waiting,
    find_reader,
    groups_of,
    read_tasks,
)
from tracker.reminders.levels import code_opening, code_subject, lowered_frame
from tracker.reminders.lines import GONE, NOTHING_LEFT
from tracker.reminders.page import (
    Frame,
    Items,
    Room,
    digests_link,
    fitting,
    frame,
    link,
    reasons_sentence,
    render,
    reply_address,
)
from tracker.reminders.rules import Part
from tracker.reminders.words import WHY
from tracker.tasks.status import State


@dataclass(frozen=True, kw_only=True)
class DigestPage:
    """What the templates of the digest walk."""

    frame: Frame
    subject: str
    opening: str
    sections: tuple[Items, ...]
    nothing_new: bool
    heading: str
    caught_up: str
    others: Others
    waiting: int
    review_href: str
    fewer: bool
    digests_href: str

    @property
    def total(self) -> int:
        """How many tasks the mail is about."""
        return sum(section.total for section in self.sections)


def compose(session: Session, mail: OutgoingMail, lines: list[Occurrence], now: datetime) -> Letter | Nothing:
    """Write the digest from what is true now; lines that are not are cancelled, and without lines there is no mail."""
    reader = find_reader(session, mail, now)
    if reader is None:
        drop(lines, GONE)
        return Nothing(GONE)
    mail.address = reader.account.mail_address
    tasks = read_tasks(session, {line.task_id for line in lines}, reader)
    dues = still_true(lines, tasks, reader, mail.local_day)
    if not dues:
        return Nothing(NOTHING_LEFT)
    others = count_others(session, reader, [due.now.task.id for due in dues])
    waiting = _waiting(session, reader, dues)
    return fitting(lambda room: _letter(_page(reader, dues, others, waiting, room), reader))


def _letter(page: DigestPage, reader: Reader) -> Letter:
    return Letter(
        subject=clean_line(render("digest/subject.txt", page=page)),
        text=render("digest/body.txt", page=page),
        html=render("digest/body.html", page=page),
        reply_to=reply_address(reader.organization),
        list_unsubscribe=None if page.fewer else page.digests_href,
    )


def _waiting(session: Session, reader: Reader, dues: list[Due]) -> int:
    """How many more reports wait for the office than the mail lists."""
    if not reader.actor.has(Role.OFFICE):
        return 0
    listed = len(in_section(dues, Section.REVIEW))
    return max(0, count_waiting(session, reader.actor.organization_id) - listed)


def _page(reader: Reader, dues: list[Due], others: Others, waiting: int, room: Room) -> DigestPage:
    mine = in_section(dues, Section.MINE)
    parts = [part for part in Part if any(due.part is part for due in dues)]
    level = reader.organization.content_level
    heading, caught_up = made_up(dues)
    bare = level is ContentLevel.CODE
    whole = frame(
        reader,
        groups=groups_of([due.now.task for due in mine], reader),
        quarters={due.now.task.quarter for due in dues},
        why=reasons_sentence([WHY[part] for part in parts]),
    )
    return DigestPage(
        frame=lowered_frame(whole, level),
        subject=code_subject() if bare else _subject(dues, reader, whole),
        opening=code_opening(len(dues)) if bare else opening(dues, reader),
        sections=sections_of(dues, reader, room),
        nothing_new=not bare and any(due.now.task.state is not State.RETURNED for due in mine),
        heading=heading,
        caught_up="" if bare else caught_up,
        others=Others(behind=0, on_plan=0) if bare else others,
        waiting=0 if bare else waiting,
        review_href=link("/review"),
        fewer=reader.account.digests is DigestWish.DUTIES,
        digests_href=digests_link(reader),
    )


def _subject(dues: list[Due], reader: Reader, of: Frame) -> str:
    """1 việc quá hạn, 1 bị trả lại – Bắc Sông, 12/05/2026. Never a title: subjects show on locked phones."""
    group = f" – {of.group}" if of.group else ""
    return f"{', '.join(counts(dues, reader))}{group}, {format_day(reader.today)}"
