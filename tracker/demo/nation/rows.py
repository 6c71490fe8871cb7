"""The rows of one made-up committee: its people, groups, and the tasks of its quarters with their updates.

The same plan gives the same rows: chance is drawn from the seed and the number of the committee alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from tracker.accounts.actor import Role, SeatRole
from tracker.accounts.models import DigestWish
from tracker.core.quarter import Quarter
from tracker.core.text import name_sort_key
from tracker.demo.nation.plan import SEATS, Place, Plan
from tracker.demo.nation.stories import MORNING, Story, tell
from tracker.demo.nation.words import CLOSING, DONE, FIELDS, GROUP_WORDS, REPORTED, title
from tracker.demo.people import names
from tracker.directives.models import DocumentType
from tracker.groups.models import GroupKind
from tracker.organizations.models import ContentLevel, Level
from tracker.tasks.status import Kind, ReviewDecision, SelfRating, State

Row = dict[str, Any]
Rows = dict[str, list[Row]]

OFFICERS = (Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR)
NO_DEADLINE = 0.2
SUPPORTED = 0.3
QUOTED = 3
"""Tasks that come from one sentence."""


@dataclass
class Numbers:
    """The ids given out so far, by table."""

    counters: dict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(1)))

    def next(self, table: str) -> int:
        """The next id of a table."""
        return next(self.counters[table])


def rows_of(place: Place, plan: Plan, numbers: Numbers, password_hash: str) -> Rows:
    """All rows of one committee by table, those that others refer to first."""
    return _Maker(place, plan, numbers, password_hash).rows()


class _Maker:
    def __init__(self, place: Place, plan: Plan, numbers: Numbers, password_hash: str) -> None:
        self.place, self.plan, self.numbers, self.password_hash = place, plan, numbers, password_hash
        self.chance = Random(f"{plan.seed}:{place.id}")
        self.names = names(plan.seed * 100_000 + place.id)
        self.made: Rows = defaultdict(list)
        self.began = datetime.combine(plan.periods[0].first_day, MORNING)

    def rows(self) -> Rows:
        self._organization()
        self.officers = {role: self._person(role.value) for role in OFFICERS}
        for role, account_id in self.officers.items():
            self._add("account_role", account_id=account_id, role=role)
        if self.place.level is Level.COMMUNE:
            self.fields = [
                self._add("field_of_work", name=name, position=n, version=1) for n, name in enumerate(FIELDS)
            ]
            self.seats = [self._group(number) for number in range(1, self.plan.groups + 1)]
            for quarter in self.plan.periods:
                self._quarter(quarter)
        return self.made

    def _add(self, table: str, **values: Any) -> int:
        number = self.numbers.next(table)
        self.made[table].append({"id": number, "organization_id": self.place.id, **values})
        return number

    def _organization(self) -> None:
        place = self.place
        self.made["organization"].append(
            {
                "id": place.id,
                "parent_id": place.parent_id,
                "name": place.name,
                "short_name": place.short_name,
                "level": place.level,
                "valid_from": date(2025, 7, 1),
                "time_zone": "Asia/Ho_Chi_Minh",
                "digest_at": time(7, 30),
                "contact": "",
                "window_from": time(6),
                "window_until": time(20),
                "content_level": ContentLevel.FULL,
                "version": 1,
            }
        )

    def _person(self, key: str) -> int:
        name = next(self.names)
        return self._add(
            "account",
            email=f"{key}.{self.place.key}@theodoi.example",
            full_name=name,
            sort_key=name_sort_key(name),
            post="",
            phone="",
            locale="vi",
            alternative_email="",
            digests=DigestWish.ALL,
            password_hash=self.password_hash,
            created_at=self.began,
            version=1,
        )

    def _group(self, number: int) -> tuple[int, list[int]]:
        words = GROUP_WORDS[number % len(GROUP_WORDS)]
        kind = (GroupKind.DELEGATION, GroupKind.TEAM, GroupKind.STEERING)[number % len(GROUP_WORDS)]
        group_id = self._add(
            "working_group",
            name=f"{words} {number}",
            short_name=f"{words.removesuffix(' số')} {number}",
            kind=kind,
            position=number,
            version=1,
        )
        people = [self._person(f"to{number}.{seat}") for seat in range(1, SEATS + 1)]
        for place, account_id in enumerate(people):
            role = SeatRole.MEMBER if place else SeatRole.HEAD
            self._add("membership", group_id=group_id, account_id=account_id, role=role, from_on=self.began.date())
        return group_id, people

    def _quarter(self, quarter: Quarter) -> None:
        day = min(quarter.first_day + timedelta(days=4), self.plan.today)
        at = datetime.combine(day, MORNING)
        document_id = self._add(
            "source_document",
            type=DocumentType.NOTICE,
            number=f"{quarter.number}-TB/ĐU",
            issued_on=day,
            issuer="Thường trực Đảng ủy",
            subject=f"Kết luận hội nghị sơ kết quý {quarter.previous.roman}",
            quarter=str(quarter),
            text="",
            created_by_id=self.officers[Role.OFFICE],
            created_at=at,
            version=1,
        )
        directive_id, folded = 0, ""
        for number in range(self.plan.tasks_per_quarter):
            directive, part = divmod(number, QUOTED)
            if part == 0:
                sentence, folded = title(self.chance, directive + 1)
                directive_id = self._add(
                    "directive",
                    document_id=document_id,
                    field_id=self.chance.choice(self.fields),
                    quarter=str(quarter),
                    number=directive + 1,
                    quotation=sentence,
                    issuer="Thường trực Đảng ủy",
                    created_at=at,
                )
            self._task(quarter, day, directive_id, (directive + 1, part + 1), folded)

    def _task(self, quarter: Quarter, day: date, directive_id: int, place: tuple[int, int], quoted: str) -> None:
        chance = self.chance
        directive, part = place
        words, folded = title(chance, directive)
        group_id, people = chance.choice(self.seats)
        due = None if chance.random() < NO_DEADLINE else quarter.first_day + timedelta(days=chance.randrange(14, 90))
        story = tell(chance, quarter, day, due, today=self.plan.today)
        task_id = self._add(
            "task",
            directive_id=directive_id,
            part=part,
            code=f"{directive:02d}.{part}",
            quarter=str(quarter),
            title=words,
            folded=f"{folded} {quoted}",
            kind=Kind.ONGOING_ACTIVITY,
            lead_group_id=group_id,
            in_charge_id=people[-1] if chance.random() < 0.6 else None,  # noqa: PLR2004 - most have one
            priority=chance.random() < 0.1,  # noqa: PLR2004 - few are
            assigned_on=day,
            due_on=due,
            due_text="",
            default_due_on=None if due else quarter.last_day,
            due_revision=1,
            version=1,
            **story.task,
        )
        if chance.random() < SUPPORTED:
            other = chance.choice(self.seats)[0]
            if other != group_id:
                self._add("assignment", task_id=task_id, group_id=other, duty="")
        self._updates(task_id, group_id, people, story)

    def _updates(self, task_id: int, group_id: int, people: list[int], story: Story) -> None:
        author = people[0]
        for number, (day, before, after) in enumerate(story.steps):
            done = after is State.AWAITING_CONFIRMATION
            update_id = self._add(
                "status_update",
                task_id=task_id,
                group_id=group_id,
                author_id=author,
                created_at=datetime.combine(day, MORNING),
                reported_on=day,
                from_state=before,
                to_state=after,
                no_change=False,
                self_rating=SelfRating.DONE if done else story.rating or SelfRating.ON_TRACK,
                done_text=REPORTED if done else DONE[(task_id + number) % len(DONE)],
                difficulty="",
                needs_decision=False,
                document_number="",
                closing_note=CLOSING if done else "",
            )
            if done and story.answer is not None:
                self._add(
                    "review",
                    task_id=task_id,
                    status_update_id=update_id,
                    reviewer_id=self.officers[Role.OFFICE],
                    decision=story.answer,
                    reason="" if story.answer is ReviewDecision.CONFIRMED else "Bổ sung số liệu của các thôn.",
                    created_at=datetime.combine(story.answered, MORNING),
                )
