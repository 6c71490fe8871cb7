"""A writer that changes random tasks by the product's own actions, at moments that move on over many days."""

import traceback
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tracker.accounts.actor import Role, SeatRole
from tracker.accounts.models import Account, AccountRole
from tracker.accounts.queries import actor_of
from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.groups.models import Membership
from tracker.tasks.change_actions import cancel, carry_over, move_deadline
from tracker.tasks.errors import ChangedMeanwhile
from tracker.tasks.models import Task
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.rules import Product
from tracker.tasks.status import OPEN_STATES, SelfRating, State
from tracker.tasks.update_actions import Answers, post_update

START = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
REASON = "Thường trực quyết định tại hội nghị giao ban."
CROWDED = 40
"""Tasks on which all writers meet again and again."""


@dataclass
class Told:
    """What a writer did: each change as (task, the version it changed), and what stood in its way."""

    changes: list = field(default_factory=list)
    refused: int = 0
    stale: int = 0
    errors: list = field(default_factory=list)


def write(share, *, seed, days, quarter):
    """So many changes, spread over the days."""
    chance, told = Random(seed), Told()
    people = People()
    ids = db.session.scalars(sa.select(Task.id).where(Task.quarter == quarter).order_by(Task.id)).all()
    tries = 0
    while len(told.changes) < share:
        tries += 1
        assert tries < share * 100, "the tasks that still go on are too few for so many changes"
        now = START + timedelta(days=days * len(told.changes) / share, seconds=chance.randrange(60))
        few = chance.random() < 0.3
        change(chance.choice(ids[:CROWDED] if few else ids), chance, people, now, told)
    return told.__dict__


def change(task_id, chance, people, now, told):
    """Do one thing to the task, as a person would who has just looked at it."""
    db.session.rollback()
    task = db.session.get_one(Task, task_id, populate_existing=True)
    seen = (task.id, task.version)
    act = choose(task, chance, people, now)
    db.session.rollback()
    if act is None:
        return
    try:
        act()
    except ChangedMeanwhile:
        told.stale += 1
    except Refusal:
        told.refused += 1
    except SQLAlchemyError:
        db.session.rollback()
        told.errors.append(traceback.format_exc(limit=-1)[-500:])
    else:
        told.changes.append(seen)


def choose(task, chance, people, now):
    """What may be done next in its state, by whom; nothing once it has ended."""
    office, head = people.office(task, now), people.head(task, now)
    key = {"actor": office, "now": now}
    task_id, version = task.id, task.version
    if task.state is State.AWAITING_CONFIRMATION:
        if chance.random() < 0.4:
            return lambda: confirm(task_id, version, **key)
        return lambda: send_back(task_id, version, REASON, **key)
    if task.state not in OPEN_STATES:
        return None
    luck = chance.random()
    if luck < 0.15:
        due = now.date() + timedelta(days=chance.randrange(1, 60)) if chance.random() < 0.8 else None
        return lambda: move_deadline(task_id, version, due, REASON, **key)
    if luck < 0.17:
        act = chance.choice((cancel, carry_over))
        return lambda: act(task_id, version, REASON, **key)
    answers = Answers(version=version, form_key=f"{chance.random()}", **words(luck))
    return lambda: post_update(task_id, answers, actor=head, now=now)


def words(luck):
    """Nothing new, on the way, or done."""
    if luck < 0.25:
        return {"no_change": True}
    if luck < 0.75:
        rating = SelfRating.ON_TRACK if luck < 0.6 else SelfRating.DIFFICULT
        return {"self_rating": rating, "done_text": "Đã họp và giao việc", "difficulty": "Thiếu kinh phí"}
    product = Product(closing_note="Đã làm xong cả quý")
    return {"self_rating": SelfRating.DONE, "done_text": "Đã hoàn thành", "product": product}


class People:
    """Who acts on a task: the office of its committee, the head of its group."""

    def __init__(self):
        heads = sa.select(Membership.group_id, Membership.account_id).where(Membership.role == SeatRole.HEAD)
        offices = sa.select(AccountRole.organization_id, AccountRole.account_id).where(AccountRole.role == Role.OFFICE)
        self.heads, self.offices = (dict(db.session.execute(each).all()) for each in (heads, offices))
        self.actors = defaultdict(dict)

    def office(self, task, now):
        return self._actor(self.offices[task.organization_id], now)

    def head(self, task, now):
        return self._actor(self.heads[task.lead_group_id], now)

    def _actor(self, account_id, now):
        if account_id not in self.actors:
            session = db.session()
            self.actors[account_id] = actor_of(session, session.get_one(Account, account_id), now)
        return self.actors[account_id]
