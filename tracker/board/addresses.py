"""The addresses of this room: what they ask for, and those that its pages show."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from flask import Blueprint, request, url_for

from tracker.board.below import Child
from tracker.board.counts import Links, no_sheet
from tracker.core.errors import NotFound
from tracker.core.quarter import Quarter
from tracker.web.addresses import address_of

bp = Blueprint("board", __name__)
LARGEST_ID = 2**31 - 1


def links_to(
    organization_id: int | None,
    quarter: Quarter,
    *,
    under_id: int | None = None,
    sheet_path: Callable[[int], str | None] = no_sheet,
) -> Links:
    """Addresses around one board; None for the organization the reader's lists show by themselves."""
    return Links(
        quarter=quarter,
        list_path=address_of("tasks.index"),
        board_path=cache(lambda other: url_for("board.board", quarter=other)),
        task_path=lambda task_id: url_for("tasks.task", task_id=task_id),
        organization_id=organization_id,
        under_id=under_id,
        sheet_path=sheet_path,
    )


def links_of(links: Links, child: Child) -> Links:
    """Those around one of several committees: its own board, or all that lies below it."""
    return replace(links, under_id=child.id) if child.has_children else replace(links, organization_id=child.id)


def one_of(name: str, usual: str, *others: str) -> str:
    """What the address says of `name`, if it is one of these words."""
    value = request.args.get(name, usual)
    return value if value in others else usual


def organization_in(name: str) -> int | None:
    """The committee an address names; NotFound where it names none."""
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= LARGEST_ID:
        raise NotFound
    return int(text)
