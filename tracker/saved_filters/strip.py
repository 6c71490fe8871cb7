"""The row of filters over the task list: three that everybody has, then the person's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import url_for
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.saved_filters.queries import named_filters
from tracker.tasks.conditions import Mine, Slice
from tracker.tasks.filter_choices import ALL_QUARTERS, MINE_WORDS, SLICE_WORDS
from tracker.tasks.filters import Chosen, list_href


@dataclass(frozen=True, kw_only=True)
class Strip:
    """The filters, each as (words, address, whether the list shows just that), and where the present one is kept."""

    choices: tuple[tuple[str, str, bool], ...]
    keep_href: str
    has_own: bool


def strip_of(session: Session, actor: Actor, chosen: Chosen) -> Strip:
    """The row over a list. One SELECT."""
    own = named_filters(session, actor)
    named = [*_of_everybody(actor), *((name, dict(parse_qsl(query))) for name, query in own)]
    return Strip(
        choices=tuple((words, list_href(query), meaning(query, chosen) == chosen.query) for words, query in named),
        keep_href=url_for("saved_filters.keep", **chosen.query) if chosen.is_narrowed else "",
        has_own=bool(own),
    )


def _of_everybody(actor: Actor) -> Iterator[tuple[str, dict[str, str]]]:
    """My groups for whoever sits in one, what is overdue, and what waits for those for whom anything can wait."""
    reviews = allows(actor, Right.REVIEW, Subject(organization_id=actor.organization_id))
    if actor.group_ids:
        yield gettext(MINE_WORDS[Mine.GROUP]), {"mine": str(Mine.GROUP)}
    yield gettext(SLICE_WORDS[Slice.OVER]), {"state": str(Slice.OVER)}
    if actor.group_ids or reviews:
        yield gettext(MINE_WORDS[Mine.WAITING]), {"mine": str(Mine.WAITING)}


def meaning(query: Mapping[str, str], chosen: Chosen) -> dict[str, str]:
    """A filter with the quarter that an address without one means, to be compared with the list's own."""
    usual = ALL_QUARTERS if "q" in query else str(running(chosen))
    return {"quarter": usual, **query}


def running(chosen: Chosen) -> Quarter:
    """The quarter that runs where the list is read."""
    return Quarter.of(chosen.days.usual.view.today)
