"""The digest: one mail a day with everything that asks for something, worst first."""

from dataclasses import dataclass

from tracker.accounts.actor import Role
from tracker.accounts.models import DigestWish
from tracker.core.days import format_day
from tracker.core.text import clean_line
from tracker.mail.letter import Letter, Nothing, NotNow
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.organizations.models import ContentLevel
from tracker.reminders.digest_items import sections_of
from tracker.reminders.digest_words import counts, in_section, made_up, opening
from tracker.reminders.dues import Due, Section, drop, still_true
from tracker.reminders.facts import Facts, Others, groups_of
from tracker.reminders.levels import code_opening, code_subject, lowered_frame
from tracker.reminders.lines import DAY_OFF, GONE, HOURS_OVER, NOTHING_LEFT
from tracker.reminders.mornings import day_end, window_of
from tracker.reminders.page import (
    ADDRESSES,
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
from tracker.reminders.readers import Reader
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
    unreached: int
    addresses_href: str
    review_href: str
    fewer: bool
    digests_href: str

    @property
    def total(self) -> int:
        """How many tasks the mail is about."""
        return sum(section.total for section in self.sections)


@dataclass(frozen=True, kw_only=True)
class ForOffice:
    """What only the office is told: reports that wait beyond those listed, and people whom no mail reaches."""

    waiting: int = 0
    unreached: int = 0


def compose(facts: Facts, mail: OutgoingMail, lines: list[Occurrence]) -> Letter | Nothing | NotNow:
    """Write the digest from what is true now; lines that are not are cancelled, and without lines there is no mail.

    The hours of the day, and whether it is worked, may have changed since it was written down.
    """
    reader = facts.reader_of(mail)
    if reader is None:
        drop(lines, GONE)
        return Nothing(GONE)
    not_now = _not_now(mail, reader)
    if not_now is not None:
        return not_now
    mail.address = reader.account.mail_address
    tasks = facts.tasks_for(reader, lines)
    dues = still_true(lines, tasks, reader, mail.local_day)
    if not dues:
        return Nothing(NOTHING_LEFT)
    others = facts.others_of(reader, [due.now.task.id for due in dues])
    office = _office(facts, reader, dues)
    return fitting(lambda room: _letter(_page(reader, dues, others, office, room), reader))


def _not_now(mail: OutgoingMail, reader: Reader) -> NotNow | None:
    """Why the digest may not leave at this moment, if it may not. What a person lets out again asks no hours."""
    if mail.expires_at > day_end(reader.organization, mail.local_day):
        return None
    if not reader.calendar.is_working(mail.local_day):
        return NotNow(DAY_OFF)
    window = window_of(reader.organization, mail.local_day)
    if reader.now >= window.expires_at:
        return NotNow(HOURS_OVER)
    return NotNow("", (window.not_before, window.expires_at)) if reader.now < window.not_before else None


def _letter(page: DigestPage, reader: Reader) -> Letter:
    return Letter(
        subject=clean_line(render("digest/subject.txt", page=page)),
        text=render("digest/body.txt", page=page),
        html=render("digest/body.html", page=page),
        reply_to=reply_address(reader.organization),
        list_unsubscribe=None if page.fewer else page.digests_href,
    )


def _office(facts: Facts, reader: Reader, dues: list[Due]) -> ForOffice:
    if not reader.actor.has(Role.OFFICE):
        return ForOffice()
    listed = len(in_section(dues, Section.REVIEW))
    return ForOffice(waiting=max(0, facts.waiting - listed), unreached=facts.unreached)


def _page(reader: Reader, dues: list[Due], others: Others, office: ForOffice, room: Room) -> DigestPage:
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
        waiting=0 if bare else office.waiting,
        unreached=0 if bare else office.unreached,
        addresses_href=link(ADDRESSES),
        review_href=link("/review"),
        fewer=reader.account.digests is DigestWish.DUTIES,
        digests_href=digests_link(reader),
    )


def _subject(dues: list[Due], reader: Reader, of: Frame) -> str:
    """1 việc quá hạn, 1 bị trả lại – Bắc Sông, 12/05/2026. Never a title: subjects show on locked phones."""
    group = f" – {of.group}" if of.group else ""
    return f"{', '.join(counts(dues, reader))}{group}, {format_day(reader.today)}"
