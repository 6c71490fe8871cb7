"""What a mail shows: the frame that every mail has, and its items. Templates only walk these."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import current_app

from tracker.accounts.signed_links import Purpose, make_token
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.core.text import clean_line
from tracker.groups.models import Group
from tracker.mail.letter import BadAddress, Letter, envelope_address, wire_size
from tracker.organizations.models import Organization
from tracker.organizations.names import heading_name
from tracker.reminders.readers import Reader
from tracker.reminders.words import Badge, clip, long_day
from tracker.tasks.id_lists import spell_ids

LARGEST = 60_000
"""Bytes of a mail on the wire: more than this, and providers cut it."""

ADDRESSES = "/status/addresses"
"""The page of those whom no mail reaches, in another room."""

MOST_CODES = 5
LONGEST_NAME = 120

_ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")


@dataclass(frozen=True)
class Room:
    """How many items of a section are shown whole, and how many more in one line each."""

    full: int
    brief: int


ROOMS = (Room(12, 50), Room(8, 32), Room(5, 20), Room(3, 10), Room(1, 3), Room(1, 0))
"""From the roomiest on: the first in which the mail stays small enough is taken."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One task in a mail: `notes` and `groups` in small print, `quote` the source sentence with its `source`.

    `to_form`: the action leads to the form of an update. Without `badge` and `title` only its code may be told.
    """

    task_id: int
    badge: Badge | None
    code: str
    title: str
    href: str
    action: str
    action_href: str
    quote: str = ""
    source: str = ""
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    to_form: bool = False

    @property
    def difficulty_href(self) -> str:
        """Where a difficulty is reported: the same form, at its question."""
        return f"{self.action_href}#difficulty" if self.to_form else ""

    @property
    def name(self) -> str:
        """The task in one line."""
        return f"{self.code}. {self.title}" if self.title else self.code


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the items: who writes, to whom, why, and whom to ask."""

    organization: str
    quarter: str
    reader: str
    group: str
    group_name: str
    today: str
    why: str
    contact: str
    me_href: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """Rows under one name: a lead group's tasks in a list for those who watch."""

    name: str
    rows: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Items:
    """The items of a section, the first ones whole, then in brief, then only counted; `blocks` are all in brief.

    `more_href` is a list of exactly those that are only counted.
    """

    heading: str = ""
    full: tuple[Item, ...] = ()
    brief: tuple[Item, ...] = ()
    blocks: tuple[Block, ...] = ()
    more: int = 0
    more_href: str = ""

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.full) + len(self.brief) + sum(len(each.rows) for each in self.blocks) + self.more


def shared_out(items: Sequence[Item], room: Room, *, heading: str = "") -> Items:
    """All items, as much of them as there is room for."""
    shown = room.full + room.brief
    return Items(
        heading=heading,
        full=tuple(items[: room.full]),
        brief=tuple(items[room.full : shown]),
        **_counted(items[shown:]),
    )


def in_blocks(items: Sequence[tuple[str, Item]], room: Room, *, heading: str) -> Items:
    """Items under the names they come with, in their order, all of them in brief."""
    shown = room.full + room.brief
    blocks = tuple(
        Block(name=name, rows=tuple(item for _name, item in rows))
        for name, rows in groupby(items[:shown], key=itemgetter(0))
    )
    return Items(heading=heading, blocks=blocks, **_counted([item for _name, item in items[shown:]]))


def fitting(write: Callable[[Room], Letter]) -> Letter:
    """The letter with as many items as a mail of its size may have."""
    for room in ROOMS[:-1]:
        letter = write(room)
        if wire_size(letter) <= LARGEST:
            return letter
    return write(ROOMS[-1])


def _counted(items: Sequence[Item]) -> dict[str, Any]:
    """How many there is no room for, and where they are listed."""
    if not items:
        return {}
    return {
        "more": len(items),
        "more_href": link(f"/tasks?quarter=all&ids={spell_ids(each.task_id for each in items)}"),
    }


def frame(reader: Reader, *, groups: Collection[Group], quarters: Collection[str], why: str) -> Frame:
    """The frame of a mail about tasks of these groups and quarters."""
    only = next(iter(groups)) if len({group.id for group in groups}) == 1 else None
    quarter = Quarter.parse(next(iter(quarters))) if len(set(quarters)) == 1 else Quarter.of(reader.today)
    return Frame(
        organization=heading_name(reader.organization),
        quarter=quarter.roman,
        reader=clean_line(reader.account.full_name),
        group=clean_line(only.short_name) if only else "",
        group_name=clean_line(only.name) if only else "",
        today=long_day(reader.today),
        why=why,
        contact=clip(reader.organization.contact, 200).rstrip("."),
        me_href=link("/me"),
    )


def render(template: str, page: object) -> str:
    """A template of `emails/`, without what pages get from the request: a mail is nobody's request."""
    return current_app.jinja_env.get_template(f"emails/{template}").render(page=page)


def listed_codes(codes: Iterable[str]) -> str:
    """The codes of tasks in a subject, each once, not more than fit."""
    known = list(dict.fromkeys(codes))
    return ", ".join(known[:MOST_CODES]) + (" …" if len(known) > MOST_CODES else "")


def reply_address(organization: Organization) -> str | None:
    """The address in the office's contact line, if there is one that a mail can go to."""
    found = _ADDRESS.search(clean_line(organization.contact))
    if found is None:
        return None
    try:
        envelope_address(found[0])
    except BadAddress:
        return None
    return found[0]


def link(path: str) -> str:
    """An address in a mail: on the configured host, whatever name a request came by."""
    return f"{current_app.config['BASE_URL']}{path}"


def task_link(task_id: int) -> str:
    """The page of a task."""
    return link(f"/tasks/{task_id}")


def update_link(task_id: int, reader: Reader) -> str:
    """The form in which a task is reported on, by a link that knows the reader and needs no password for a draft."""
    return link(f"/l/{make_token(Purpose.UPDATE, reader.account, task_id, now=reader.now)}")


def digests_link(reader: Reader) -> str:
    """The page on which the reader says how many digests to send."""
    token = make_token(Purpose.DIGESTS, reader.account, reader.account.id, now=reader.now)
    return link(f"/digests/{token}")


def reasons_sentence(reasons: Collection[str]) -> str:
    """Why somebody gets this mail."""
    return _("Đồng chí nhận thư này vì %(reasons)s.", reasons="; ".join(_(reason) for reason in reasons))
