"""What stands around every page: whose it is, where one can go, whom to ring."""

import sys
from collections.abc import Iterable
from typing import Any

from flask import current_app, g, has_request_context, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from tracker.accounts.actor import ROLE_WORDS, Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.clock import now, today
from tracker.core.database import db
from tracker.core.languages import gettext, language
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.navigation import tabs
from tracker.navigation.queries import Waiting, find_front, find_waiting
from tracker.navigation.tabs import Place
from tracker.web.chrome import Chrome, PhoneTab, Tab


def around_the_page() -> dict[str, Any]:
    """`chrome` and `contact` for every template of a request; a mail has neither."""
    if not has_request_context():
        return {}
    account: Account | None = g.get("account")
    actor: Actor | None = g.get("actor")
    if account is None or actor is None:
        return _for_a_stranger()
    return {"chrome": _chrome(account, actor), "contact": _contact(account.organization.contact)}


def _for_a_stranger() -> dict[str, Any]:
    front = None if _database_fails() else find_front(db.session())
    chrome = Chrome(
        organization_name=front.name if front else "",
        language_href=url_for("accounts.choose_language"),
        other_language=_other_language(),
        contact=front.contact if front else "",
    )
    return {"chrome": chrome, "contact": _contact(chrome.contact)}


def _chrome(account: Account, actor: Actor) -> Chrome:
    quarter = this_quarter()
    waiting = Waiting() if _database_fails() else find_waiting(db.session(), actor, quarter)
    places = tabs.tabs_of(actor)
    sees_tasks = allows(actor, Right.SEE_TASKS, Subject(organization_id=actor.organization_id))
    return Chrome(
        organization_name=account.organization.name,
        subtitle=f"{gettext(N_('Theo dõi chỉ đạo'))} · {gettext(N_('Quý %(quarter)s'), quarter=quarter.roman)}",
        account_name=_name_of(account, actor),
        tabs=tuple(_tab(each, waiting, quarter) for each in existing(places)),
        phone_tabs=links_to(tabs.phone_tabs_of(actor), short=True),
        current=tabs.current(request.endpoint),
        signed_in=True,
        search_href=url_for("tasks.index") if sees_tasks else "",
        profile_href=url_for("accounts.profile"),
        sign_out_href=url_for("accounts.sign_out"),
        language_href=url_for("accounts.choose_language"),
        other_language=_other_language(),
        contact=account.organization.contact,
    )


def this_quarter() -> Quarter:
    """The quarter that runs where the reader is."""
    return Quarter.of(today(g.account.organization.time_zone, now()))


def existing(places: Iterable[Place]) -> list[Place]:
    """Of the places those whose page this application has."""
    return [each for each in places if each.endpoint in current_app.view_functions]


def links_to(places: Iterable[Place], *, short: bool = False) -> tuple[PhoneTab, ...]:
    """Places with their icons; `short` by the names that fit under a thumb."""
    return tuple(
        PhoneTab(
            key=each.key,
            label=gettext((each.short if short else "") or each.label),
            href=url_for(each.endpoint),
            icon=each.icon,
        )
        for each in existing(places)
    )


def _tab(place: Place, waiting: Waiting, quarter: Quarter) -> Tab:
    counts = {"tasks": waiting.tasks, "review": waiting.review}
    # The number of tasks is that of the quarter, so its list is named with it.
    href = url_for(place.endpoint, quarter=quarter if place.key == "tasks" else None)
    return Tab(key=place.key, label=gettext(place.label), href=href, count=counts.get(place.key))


def _name_of(account: Account, actor: Actor) -> str:
    words = [gettext(word) for role, word in ROLE_WORDS.items() if role in actor.roles]
    name = gettext(N_("đ/c %(name)s"), name=account.full_name)
    return f"{name} – {words[0]}" if words else name


def _contact(who: str) -> str:
    return gettext(N_("Cần giúp đỡ: %(who)s."), who=who) if who else ""


def _other_language() -> str:
    return "vi" if language() == "en" else "en"


def _database_fails() -> bool:
    """Whether this page tells of an error of the database: then nothing more is asked of it."""
    return isinstance(sys.exc_info()[1], SQLAlchemyError)
