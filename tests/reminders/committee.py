"""A committee of some size for a simulated quarter: groups, people, tasks, and what they do from day to day."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tracker.accounts.actor import Actor, Role, SeatRole
from tracker.accounts.models import Account, AccountRole, DigestWish
from tracker.accounts.queries import actor_of
from tracker.calendar.models import CalendarOverride
from tracker.core.database import db, transaction
from tracker.core.text import fold, name_sort_key
from tracker.directives.models import Directive, DocumentType, SourceDocument
from tracker.groups.models import Group, GroupKind, Membership
from tracker.organizations.models import Level, Organization
from tracker.reminders.models import ReminderMute
from tracker.reminders.plans import NO_ROW, Scope, set_plan
from tracker.reminders.rules import LadderPlan
from tracker.tasks.change_actions import move_deadline
from tracker.tasks.models import Assignment, Task
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.rules import Product
from tracker.tasks.status import OPEN_STATES, Kind, SelfRating, State
from tracker.tasks.update_actions import Answers, post_update

ZONE = "Asia/Ho_Chi_Minh"
FIRST = date(2026, 1, 1)
QUARTER = "2026-Q1"
LONG_BEFORE = datetime(2025, 12, 1, tzinfo=UTC)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the wall clock of the committee."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


@dataclass
class Committee:
    """`chance` is seeded: the same quarter every time."""

    chance: random.Random
    organization: Organization
    people: dict[int, Account]
    groups: list[Group]
    tasks: list[int]
    office: list[int] = field(default_factory=list)

    def actor(self, account_id: int, now: datetime) -> Actor:
        """The person as of now."""
        db.session.rollback()
        return actor_of(db.session(), db.session.get(Account, account_id, populate_existing=True), now)

    def live(self, now: datetime, acts: int) -> None:
        """So many things happen to tasks at this moment."""
        for task_id in self.chance.sample(self.tasks, acts):
            db.session.rollback()
            task = db.session.get(Task, task_id, populate_existing=True)
            if task.assigned_on >= now.astimezone(ZoneInfo(ZONE)).date():
                continue
            if task.state is State.AWAITING_CONFIRMATION:
                self._answer(task, now)
            elif task.state in OPEN_STATES and self.chance.random() < 0.07:
                self._move(task, now)
            elif task.state in OPEN_STATES:
                self._report(task, now)

    def somebody_leaves(self, now: datetime) -> None:
        """A head's account is closed, and the seat of another one ends."""
        gone, left = sorted(self.people)[5:7]  # after the office and the standing committee
        with transaction() as session:
            session.execute(sa.update(Account).where(Account.id == gone).values(disabled_at=now))
            session.execute(sa.update(Membership).where(Membership.account_id == left).values(until_on=now.date()))

    def _answer(self, task: Task, now: datetime) -> None:
        actor = self.actor(self.chance.choice(self.office), now)
        if self.chance.random() < 0.6:
            confirm(task.id, task.version, actor=actor, now=now)
        else:
            send_back(task.id, task.version, "Chưa có số liệu cụ thể", actor=actor, now=now)

    def _move(self, task: Task, now: datetime) -> None:
        today = now.astimezone(ZoneInfo(ZONE)).date()
        due_on = today + timedelta(days=self.chance.randrange(3, 40))
        if due_on != task.due_on:
            actor = self.actor(self.chance.choice(self.office), now)
            move_deadline(task.id, task.version, due_on, "Theo đề nghị của đơn vị", actor=actor, now=now)

    def _report(self, task: Task, now: datetime) -> None:
        """The lead, or a supporting group, says something; sometimes that it is done."""
        groups = [task.lead_group_id, task.lead_group_id, *(each.group_id for each in task.supporting)]
        group_id = self.chance.choice(groups)
        members = db.session.scalars(
            sa.select(Membership.account_id)
            .join(Account, Account.id == Membership.account_id)
            .where(Membership.group_id == group_id, Membership.until_on.is_(None), Account.disabled_at.is_(None))
            .order_by(Membership.id)
        ).all()
        if not members:
            return
        done = self.chance.random() < 0.25
        answers = Answers(
            version=task.version,
            self_rating=SelfRating.DONE if done else SelfRating.ON_TRACK,
            done_text="Đã làm việc với các thôn.",
            product=Product(closing_note="Đã hoàn thành toàn bộ."),
        )
        post_update(task.id, answers, actor=self.actor(self.chance.choice(members), now), now=now)


def found(seed: int, *, tasks: int, groups: int, people: int) -> Committee:
    """Make the committee with its quarter's tasks. 2 January is off, Saturday the 10th is worked for it."""
    chance = random.Random(seed)
    with transaction() as session:
        home = Organization(
            name="Đảng ủy xã Thử", short_name="Xã Thử", level=Level.COMMUNE, valid_from=date(2025, 7, 1)
        )
        session.add(home)
        session.flush()
        for day, works in ((date(2026, 1, 2), False), (date(2026, 1, 10), True)):
            session.add(CalendarOverride(organization_id=home.id, day=day, works=works))
        made = [_group(home, number) for number in range(groups)]
        session.add_all(made)
        accounts = [_account(home, number) for number in range(people)]
        session.add_all(accounts)
        session.flush()
        office, standing, members = accounts[:3], accounts[3:5], accounts[5:]
        for role, holders in ((Role.OFFICE, office), (Role.STANDING_COMMITTEE, standing)):
            for holder in holders:
                session.add(AccountRole(organization_id=home.id, account_id=holder.id, role=role))
        _seat(session, home, made, members)
        chance.choice(members).digests = DigestWish.DUTIES
        session.flush()
        task_ids = _tasks(session, chance, home, made, tasks)
        for task_id in task_ids[:6]:
            account_id = chance.choice(members).id
            session.add(
                ReminderMute(organization_id=home.id, account_id=account_id, task_id=task_id, muted_at=LONG_BEFORE)
            )
    committee = Committee(
        chance, home, {each.id: each for each in accounts}, made, task_ids, [each.id for each in office]
    )
    _set_plans(committee)
    return committee


def _set_plans(committee: Committee) -> None:
    actor = committee.actor(committee.office[0], LONG_BEFORE)
    usual = LadderPlan(before=(3, 1))
    for task_id, plan in zip(
        committee.tasks,
        (
            replace(usual, due_week_monday=True),
            replace(usual, fixed_on=date(2026, 2, 8)),
            replace(usual, starts_on=date(2026, 3, 2)),
            replace(usual, paused=True),
            replace(usual, escalate_after=2, every=3, silent_after=5),
        ),
        strict=False,
    ):
        set_plan(Scope(task_id=task_id), plan, NO_ROW, actor=actor, now=LONG_BEFORE)


def _group(home: Organization, number: int) -> Group:
    return Group(
        organization_id=home.id,
        name=f"Tổ công tác {number}",
        short_name=f"Tổ {number}",
        kind=GroupKind.TEAM,
        position=number,
    )


def _account(home: Organization, number: int) -> Account:
    name = f"Nguyễn Văn {number:02d}"
    return Account(
        organization_id=home.id,
        email=f"nguoi{number}@example.vn",
        full_name=name,
        sort_key=name_sort_key(name),
        created_at=LONG_BEFORE,
    )


def _seat(session, home: Organization, groups: list[Group], members: list[Account]) -> None:
    """Each sits in one group, the first of it as its head; every fifth in a second one as well."""
    for number, member in enumerate(members):
        first = number % len(groups)
        seats = {first: SeatRole.HEAD if number < len(groups) else SeatRole.MEMBER}
        if number % 5 == 0:
            seats[(first + 3) % len(groups)] = SeatRole.DEPUTY
        for place, role in seats.items():
            session.add(
                Membership(
                    organization_id=home.id,
                    group_id=groups[place].id,
                    account_id=member.id,
                    role=role,
                    from_on=date(2025, 7, 1),
                )
            )


def _tasks(session, chance: random.Random, home: Organization, groups: list[Group], number: int) -> list[int]:
    document = SourceDocument(
        organization_id=home.id,
        type=DocumentType.NOTICE,
        number="1-TB/ĐU",
        issued_on=date(2026, 1, 5),
        issuer="Thường trực Đảng ủy",
        subject="Kết luận hội nghị",
        quarter=QUARTER,
        text="",
        created_at=LONG_BEFORE,
    )
    session.add(document)
    session.flush()
    made = [_task(session, chance, document, groups, each) for each in range(1, number + 1)]
    session.flush()
    return [task.id for task in made]


def _task(session, chance: random.Random, document: SourceDocument, groups: list[Group], number: int) -> Task:
    directive = Directive(
        organization_id=document.organization_id,
        document_id=document.id,
        quarter=QUARTER,
        number=number,
        quotation=f"Đẩy mạnh việc thứ {number}",
        issuer=document.issuer,
        created_at=LONG_BEFORE,
    )
    session.add(directive)
    session.flush()
    lead, *others = chance.sample(groups, 1 + chance.choice((0, 0, 1, 2)))
    day = FIRST + timedelta(days=chance.randrange(12, 88))
    kind = chance.choice(("given", "given", "given", "default", "none"))
    members = session.scalars(sa.select(Membership.account_id).where(Membership.group_id == lead.id)).all()
    task = Task(
        organization_id=document.organization_id,
        directive_id=directive.id,
        part=1,
        code=f"{number:02d}",
        quarter=QUARTER,
        title=f"Việc thứ {number}",
        folded=fold(f"Việc thứ {number}"),
        kind=Kind.ONGOING_ACTIVITY,
        lead_group_id=lead.id,
        in_charge_id=chance.choice((None, *members)),
        assigned_on=min(day, date(2026, 1, 5) + timedelta(days=chance.randrange(25))),
        due_on=day if kind == "given" else None,
        default_due_on=day if kind == "default" else None,
        state=State.NOT_STARTED,
        state_since=LONG_BEFORE,
    )
    task.supporting = [Assignment(organization_id=document.organization_id, group_id=each.id) for each in others]
    session.add(task)
    return task
