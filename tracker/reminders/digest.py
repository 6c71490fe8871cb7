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
from tracker.reminders.digest_words import counts, in_section, made_up, opening, report_opening
from tracker.reminders.dues import Due, Section, drop, still_true
from tracker.reminders.facts import Facts, Others, groups_of
from tracker.reminders.levels import code_opening, code_subject, lowered_frame
from tracker.reminders.lines import DAY_OFF, GONE, HOURS_OVER, NO_REPORT, NOTHING_LEFT
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
from tracker.reminders.position import Position
from tracker.reminders.readers import Reader
from tracker.reminders.rules import Part
from tracker.reminders.words import WHY, WHY_REPORT
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
    position: str
    report_href: str
    waiting: int
    unreached: int
    addresses_href: str
    review_href: str
    fewer: bool
    by_hand: bool
    digests_href: str

    @property
    def total(self) -> int:
        """How many tasks the mail is about."""
        return sum(section.total for section in self.sections)


NO_OTHERS = Others(behind=0, on_plan=0)


@dataclass(frozen=True, kw_only=True)
class ForOffice:
    """What only the office is told: reports that wait beyond those listed, and people whom no mail reaches."""

    waiting: int = 0
    unreached: int = 0


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a digest tells beside its tasks; `by_hand`: it is none, somebody sends the position alone."""

    others: Others = NO_OTHERS
    office: ForOffice = ForOffice()
    position: Position | None = None
    by_hand: bool = False


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
    position = facts.position_for(mail, reader)
    if not dues and position is None:
        return Nothing(NOTHING_LEFT)
    others = facts.others_of(reader, [due.now.task.id for due in dues])
    beside = Beside(others=others, office=_office(facts, reader, dues), position=position)
    return fitting(lambda room: _letter(_page(reader, dues, beside, room), reader))


def compose_report(facts: Facts, mail: OutgoingMail, _lines: list[Occurrence]) -> Letter | Nothing:
    """The position of the quarter alone, because somebody of the office sends it: it asks no hours."""
    reader = facts.reader_of(mail)
    if reader is None:
        return Nothing(GONE)
    position = facts.position_for(mail, reader)
    if position is None:
        return Nothing(NO_REPORT)
    mail.address = reader.account.mail_address
    return fitting(lambda room: _letter(_page(reader, [], Beside(position=position, by_hand=True), room), reader))


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
        list_unsubscribe=None if page.fewer or page.by_hand else page.digests_href,
    )


def _office(facts: Facts, reader: Reader, dues: list[Due]) -> ForOffice:
    if not reader.actor.has(Role.OFFICE):
        return ForOffice()
    listed = len(in_section(dues, Section.REVIEW))
    return ForOffice(waiting=max(0, facts.waiting - listed), unreached=facts.unreached)


def _page(reader: Reader, dues: list[Due], beside: Beside, room: Room) -> DigestPage:
    mine = in_section(dues, Section.MINE)
    parts = [part for part in Part if any(due.part is part for due in dues)]
    level = reader.organization.content_level
    heading, caught_up = made_up(dues)
    bare, position = level is ContentLevel.CODE, beside.position
    whole = frame(
        reader,
        groups=groups_of([due.now.task for due in mine], reader),
        quarters={due.now.task.quarter for due in dues},
        why=reasons_sentence([WHY[part] for part in parts] + ([WHY_REPORT] if position else [])),
    )
    return DigestPage(
        frame=lowered_frame(whole, level),
        subject=_subject(dues, reader, whole, position),
        opening=_opening(dues, reader),
        sections=sections_of(dues, reader, room),
        nothing_new=not bare and any(due.now.task.state is not State.RETURNED for due in mine),
        heading=heading,
        caught_up="" if bare else caught_up,
        others=NO_OTHERS if bare else beside.others,
        position=position.words(level) if position else "",
        report_href=position.href if position else "",
        waiting=0 if bare else beside.office.waiting,
        unreached=0 if bare else beside.office.unreached,
        addresses_href=link(ADDRESSES),
        review_href=link("/review"),
        fewer=reader.account.digests is DigestWish.DUTIES,
        by_hand=beside.by_hand,
        digests_href=digests_link(reader),
    )


def _opening(dues: list[Due], reader: Reader) -> str:
    if not dues:
        return report_opening()
    return code_opening(len(dues)) if reader.organization.content_level is ContentLevel.CODE else opening(dues, reader)


def _subject(dues: list[Due], reader: Reader, of: Frame, position: Position | None) -> str:
    """1 việc quá hạn, 1 bị trả lại – Bắc Sông, 12/05/2026. Never a title: subjects show on locked phones."""
    level = reader.organization.content_level
    if not dues and position is not None:
        return position.subject(level)
    if level is ContentLevel.CODE:
        return code_subject()
    group = f" – {of.group}" if of.group else ""
    return f"{', '.join(counts(dues, reader))}{group}, {format_day(reader.today)}"
