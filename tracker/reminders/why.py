"""Why somebody was, or was not, reminded of a task: what the rows say, in sentences.

What was told stands in the outbox. What keeps a rung away is asked of the tables as they stand now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.models import Account
from tracker.accounts.queries import actor_of
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.days import format_day
from tracker.core.errors import NotFound
from tracker.core.languages import gettext as _
from tracker.core.text import normalize_email
from tracker.core.words import N_
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor
from tracker.reminders.mornings import is_closed, window_of
from tracker.reminders.people import person_of
from tracker.reminders.planning import Mentions, OpenTask, Person, plan_lines
from tracker.reminders.plans import plans_of
from tracker.reminders.rules import Ladder, LadderPlan, Rule, is_for_doers, part_of
from tracker.reminders.rungs import Rung, all_rungs
from tracker.reminders.told_before import yet_to_tell
from tracker.reminders.why_report import report_of
from tracker.reminders.why_told import told_of
from tracker.reminders.words import rule_words
from tracker.reminders.work import mentions_until, owed_tasks
from tracker.tasks.models import Task
from tracker.tasks.status import STATE_WORDS as TASK_STATE_WORDS

LOOK_AHEAD = 60


@dataclass(frozen=True, kw_only=True)
class Why:
    """`told` are the lines that were ever written down, `about_day` what holds on one day, `next_one` what comes.

    `report` is about no task: how the quarter stands, which the standing committee hears in the same digest.
    """

    about: str
    told: tuple[str, ...]
    about_day: tuple[str, ...]
    next_one: str
    report: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One person and one task, as of now."""

    session: Session
    account: Account
    organization: Organization
    task: Task
    person: Person
    owed: OpenTask | None
    calendar: WorkingCalendar
    today: date
    now: datetime


def explain(session: Session, task: str, email: str, *, now: datetime, day: date | None = None) -> Why:
    """Everything about the reminders of a task to a person; `task` is a code or an id. Raises NotFound."""
    case = _case(session, task, email, now)
    asked = day or case.today
    found = case.task
    return Why(
        about=_(
            "%(name)s và việc %(code)s. %(title)s (%(quarter)s)",
            name=case.account.full_name,
            code=found.code,
            title=found.title,
            quarter=found.quarter,
        ),
        told=tuple(told_of(session, found, case.account, case.organization.time_zone, day)),
        about_day=tuple(f"{format_day(asked)}: {sentence}" for sentence in _conditions(case, asked)),
        next_one=_next_one(case),
        report=tuple(report_of(session, case.person, case.organization, case.calendar, now=now, day=day))
        if case.account.disabled_at is None
        else (),
    )


def _case(session: Session, task: str, email: str, now: datetime) -> _Case:
    account = session.scalars(sa.select(Account).where(Account.email == normalize_email(email))).first()
    if account is None:
        raise NotFound(N_("Không có tài khoản nào dùng địa chỉ này."))
    organization = session.get_one(Organization, account.organization_id)
    found = _task(session, task, organization.id)
    today = clock.today(organization.time_zone, now)
    owed = owed_tasks(session, Task.id == found.id, today, plans_of(session, organization.id))
    return _Case(
        session=session,
        account=account,
        organization=organization,
        task=found,
        person=person_of(session, account, actor_of(session, account, now)),
        owed=owed.get(found.id),
        calendar=working_calendar(session, organization.id, today),
        today=today,
        now=now,
    )


def _task(session: Session, text: str, organization_id: int) -> Task:
    """By its code in the latest quarter that has it, else by its id."""
    ours = sa.select(Task).where(Task.organization_id == organization_id)
    found = session.scalars(ours.where(Task.code == text).order_by(Task.quarter.desc()).limit(1)).first()
    if found is None and text.isdecimal():
        found = session.scalars(ours.where(Task.id == int(text))).first()
    if found is None:
        raise NotFound(N_("Không có việc nào mang mã này."))
    return found


def _conditions(case: _Case, day: date) -> list[str]:
    """What lets a line through on that day, or keeps it away; the first that forbids ends the list."""
    forbidden = next(_forbidden(case, day), None)
    if forbidden is not None:
        return [forbidden]
    owed = case.owed
    if owed is None:
        return [_("việc ở trạng thái “%(state)s”, không còn nhắc.", state=_(TASK_STATE_WORDS[case.task.state]))]
    rungs = all_rungs(owed.dates, case.calendar, owed.plan, after=day - timedelta(days=1), until=day)
    if not rungs:
        return [_no_rung(owed, day)]
    return [f"{rule_words(rung.rule)} [{rung.rule}]: {_about_rung(case, owed, rung)}" for rung in rungs]


def _forbidden(case: _Case, day: date) -> Iterator[str]:
    """What keeps every mail of that day from this person."""
    if case.account.disabled_at is not None:
        yield _("tài khoản đã khóa.")
    if is_closed(case.organization, day):
        yield _("cơ quan đã ngừng hoạt động.")
    if not case.calendar.is_working(day):
        yield _("là ngày nghỉ; thư nhắc chỉ gửi ngày làm việc.")
    cursor = case.session.get(ReminderCursor, case.organization.id, populate_existing=True)
    if cursor is None or cursor.done_until < day <= case.today:
        window = window_of(case.organization, day)
        waits = case.now < window.not_before
        yield _("chưa đến giờ gửi thư nhắc.") if waits else _("chương trình nhắc việc chưa chạy qua ngày này.")


def _no_rung(owed: OpenTask, day: date) -> str:
    if owed.plan.paused:
        return _("việc đang tạm dừng nhắc.")
    if owed.plan.starts_on is not None and day < owed.plan.starts_on:
        return _("chỉ bắt đầu nhắc từ ngày %(day)s.", day=format_day(owed.plan.starts_on))
    if day <= owed.dates.assigned_on:
        return _("việc mới giao ngày %(day)s; từ hôm sau mới nhắc.", day=format_day(owed.dates.assigned_on))
    return _("lịch nhắc của việc không có bậc nào vào ngày này (%(plan)s).", plan=_plan_words(owed.plan))


def _plan_words(plan: LadderPlan) -> str:
    """-7 -3 -1, 0, +1 +3 +5, then every so many days."""
    days = [*(f"-{day}" for day in sorted(plan.before, reverse=True)), *(["0"] if plan.on_day else [])]
    return " ".join([*days, *(f"+{day}" for day in sorted(plan.after)), *([f"…+{plan.every}"] if plan.every else [])])


def _about_rung(case: _Case, owed: OpenTask, rung: Rung) -> str:
    part = part_of(rung.rule, owed.place_of(case.person))
    if part is None:
        return _no_part(case, owed, rung.rule)
    if not case.person.wants(rung.rule, owed.id):
        only_duties = _("người nhận chỉ nhận thư về việc đến hạn.")
        return only_duties if case.person.duties_only else _("người nhận đã tắt nhắc trước hạn.")
    told = mentions_until(case.session, [case.account.id], rung.day - timedelta(days=1))
    if not _stands(case, owed, rung, told):
        return _("đã nhắc trước hạn đủ số lần cho phép.") if _stands(case, owed, rung, {}) else _("có bậc khác thay.")
    return _("đến lượt nhắc.")


def _stands(case: _Case, owed: OpenTask, rung: Rung, told: Mentions) -> bool:
    """Whether the rung is what the person would be told on its day, after so many mentions."""
    before = rung.day - timedelta(days=1)
    lines = plan_lines([case.person], [owed], case.calendar, after=before, until=rung.day, mentions=told)
    return any(line.rule == rung.rule for line in lines)


def _no_part(case: _Case, owed: OpenTask, rule: Rule) -> str:
    place = owed.place_of(case.person)
    if rule.ladder is Ladder.DEADLINE and not is_for_doers(rule, owed.plan):
        return _("bậc này chỉ đến trưởng, phó đơn vị chủ trì.")
    if place.lead_role is not None:
        return _("bậc này đến người phụ trách, không đến người này.")
    if place.in_office or place.in_committee:
        return _("bậc này không đến vai trò của người này.")
    if any(each.group_id in case.person.seats for each in case.task.supporting):
        return _("đơn vị phối hợp của người này đã báo cáo trong quý, hoặc bậc này không đến đơn vị phối hợp.")
    return _("người này không ở đơn vị nào của việc.")


def _next_one(case: _Case) -> str:
    """When the person hears next of the task, if nothing changes."""
    if case.owed is None or case.account.disabled_at is not None:
        return ""
    told = mentions_until(case.session, [case.account.id], case.today)
    until = case.today + timedelta(days=LOOK_AHEAD)
    lines = plan_lines([case.person], [case.owed], case.calendar, after=case.today, until=until, mentions=told)
    lines = yet_to_tell(case.session, lines, case.calendar, done=case.today)
    first = min(lines, key=lambda line: line.day, default=None)
    if first is None:
        return ""
    day, rule = format_day(first.day), rule_words(first.rule)
    return _("Lần nhắc tới, nếu không có gì thay đổi: %(day)s, %(rule)s.", day=day, rule=rule)
