"""The filters of the task list, read from the address; what cannot be read narrows nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.days import NotADay, parse_day
from tracker.core.quarter import NotAQuarter, Quarter
from tracker.core.text import clean_line
from tracker.tasks.almanacs import Almanacs, almanacs
from tracker.tasks.conditions import Mine, Slice
from tracker.tasks.filter_choices import ALL_QUARTERS, FilterChoices, choices_for, homes_of, words_of
from tracker.tasks.id_lists import read_ids, spell_ids
from tracker.tasks.queries import Almanac, Order, TaskFilter
from tracker.web.addresses import address_of

SUPPORTING = "supporting"
MOST_DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A filter as asked for: for the query, for the form, in words for the heading, and as an address again."""

    narrow: TaskFilter
    choices: FilterChoices
    words: list[str]
    days: Almanacs
    is_narrowed: bool
    page: int
    query: Mapping[str, Any]

    def sort_href(self, order: Order) -> str:
        """The same list sorted by `order`; by the other way round if it already is."""
        again = self.narrow.order is order and not self.narrow.backwards
        return list_href({**self.query, "sort": f"-{order}" if again else str(order)})

    def sorted_by(self, order: Order) -> str | None:
        """How the list is sorted by `order`, in the word that a screen reader knows."""
        if self.narrow.order is not order:
            return None
        return "descending" if self.narrow.backwards else "ascending"


def list_href(query: Mapping[str, str]) -> str:
    """The address of the list under a filter."""
    return f"{address_of('tasks.index')}?{urlencode(query)}"


def read(session: Session, actor: Actor, args: Mapping[str, str], now: datetime) -> Chosen:
    """The filter of an address. Without a quarter it is the current one; text is searched in every quarter."""
    under_id = _among(actor, args.get("under"))
    organization_id = None if under_id else _organization(actor, args.get("org"))
    days = almanacs(session, homes_of(session, actor, organization_id, under_id), now)
    text = clean_line(args.get("q", ""))[:200]
    order, backwards = _order(args.get("sort", ""))
    narrow = TaskFilter(
        quarter=_quarter(args.get("quarter"), text, days.usual),
        organization_id=organization_id,
        under_id=under_id,
        part=_slice(args.get("state")),
        group_id=whole(args.get("group")),
        supporting=args.get("part") == SUPPORTING,
        field_id=whole(args.get("field")),
        document_id=whole(args.get("document")),
        ids=read_ids(args.get("ids", "")),
        mine=_mine(args.get("mine")),
        due_from=_day(args.get("due_from"), days.usual),
        due_until=_day(args.get("due_until"), days.usual),
        text=text,
        order=order,
        backwards=backwards,
    )
    query = _query(narrow, actor)
    choices = choices_for(session, actor, narrow, query)
    return Chosen(
        narrow=narrow,
        choices=choices,
        words=words_of(session, actor, narrow, choices),
        days=days,
        is_narrowed=_is_narrowed(narrow),
        page=whole(args.get("page")) or 1,
        query=query,
    )


def _is_narrowed(narrow: TaskFilter) -> bool:
    """Whether there is something to take away: a quarter and a committee are always chosen."""
    return narrow.field_id is not None or any(
        (
            narrow.part,
            narrow.group_id,
            narrow.document_id,
            narrow.ids,
            narrow.mine,
            narrow.due_from,
            narrow.due_until,
            narrow.text,
        )
    )


def whole(text: str | None) -> int | None:
    """A number out of an address; anything else, also one that no row could have, is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None


def _among(actor: Actor, text: str | None) -> int | None:
    wanted = whole(text)
    return wanted if wanted in actor.reads else None


def _organization(actor: Actor, text: str | None) -> int | None:
    wanted = _among(actor, text)
    if wanted is not None:
        return wanted
    return None if actor.reads - {actor.organization_id} else actor.organization_id


def _quarter(text: str | None, search: str, today: Almanac) -> str | None:
    if text == ALL_QUARTERS or (text is None and search):
        return None
    try:
        return str(Quarter.parse(text or ""))
    except NotAQuarter:
        return str(Quarter.of(today.view.today))


def _slice(text: str | None) -> Slice | None:
    return Slice(text) if text in set(Slice) else None


def _mine(text: str | None) -> Mine | None:
    return Mine(text) if text in set(Mine) else None


def _day(text: str | None, today: Almanac) -> date | None:
    try:
        return parse_day(text or "", today=today.view.today)
    except NotADay:
        return None


def _order(text: str) -> tuple[Order | None, bool]:
    name = text.removeprefix("-")
    return (Order(name), text.startswith("-")) if name in set(Order) else (None, False)


def _query(narrow: TaskFilter, actor: Actor) -> dict[str, str]:
    """The filter as the shortest address that means the same."""
    own = narrow.organization_id == actor.organization_id
    found = {
        "quarter": narrow.quarter or ALL_QUARTERS,
        "org": "" if own or not narrow.organization_id else str(narrow.organization_id),
        "under": str(narrow.under_id or ""),
        "state": str(narrow.part or ""),
        "group": str(narrow.group_id or ""),
        "part": SUPPORTING if narrow.supporting and narrow.group_id else "",
        "field": "" if narrow.field_id is None else str(narrow.field_id),
        "document": str(narrow.document_id or ""),
        "ids": spell_ids(narrow.ids),
        "mine": str(narrow.mine or ""),
        "due_from": narrow.due_from.isoformat() if narrow.due_from else "",
        "due_until": narrow.due_until.isoformat() if narrow.due_until else "",
        "q": narrow.text,
        "sort": f"{'-' if narrow.backwards else ''}{narrow.order}" if narrow.order else "",
    }
    return {name: value for name, value in found.items() if value}
