"""What stands around every page: whose it is, where one can go, whom to ring."""

import sys
from collections.abc import Iterable
from typing import Any

from flask import g, has_request_context, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from tracker.accounts.actor import ROLE_WORDS
from tracker.accounts.policy import Right, Subject, allows
from tracker.accounts.signed_in import SignedIn
from tracker.core.clock import now, today
from tracker.core.database import db
from tracker.core.languages import gettext, language
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.mail.alarm import Alarm
from tracker.mail.leaps import leap_words
from tracker.navigation import tabs
from tracker.navigation.queries import Waiting, find_front, find_waiting
from tracker.navigation.tabs import Place
from tracker.organizations.models import Organization
from tracker.web.addresses import address_of
from tracker.web.chrome import Chrome, PhoneTab, Tab
from tracker.web.filters import vn_datetime


def around_the_page() -> dict[str, Any]:
    """`chrome` and `contact` for every template of a request; a mail has neither."""
    if not has_request_context():
        return {}
    reader: SignedIn | None = g.get("reader")
    chrome = _for_a_stranger() if reader is None else _for(reader)
    contact = gettext(N_("Cần giúp đỡ: %(who)s."), who=chrome.contact) if chrome.contact else ""
    return {"chrome": chrome, "contact": contact}


def _for_a_stranger() -> Chrome:
    host: Organization | None = g.get("host")  # whose link the stranger came by
    front = host or (None if _database_fails() else find_front(db.session()))
    return Chrome(
        organization_name=front.name if front else "",
        language_href=address_of("accounts.choose_language"),
        other_language=_other_language(),
        contact=front.contact if front else "",
    )


def _for(reader: SignedIn) -> Chrome:
    quarter = this_quarter()
    waiting = Waiting() if _database_fails() else find_waiting(db.session(), reader.actor, quarter, now())
    own = Subject(organization_id=reader.actor.organization_id)
    return Chrome(
        organization_name=reader.organization_name,
        subtitle=f"{gettext(N_('Theo dõi chỉ đạo'))} · {gettext(N_('Quý %(quarter)s'), quarter=quarter.roman)}",
        account_name=_name_of(reader),
        tabs=tuple(_tab(each, waiting, quarter) for each in tabs.tabs_of(reader.actor)),
        phone_tabs=links_to(tabs.phone_tabs_of(reader.actor), short=True),
        current=tabs.current(request.endpoint),
        signed_in=True,
        search_href=address_of("tasks.index") if allows(reader.actor, Right.SEE_TASKS, own) else "",
        profile_href=address_of("accounts.profile"),
        sign_out_href=address_of("accounts.sign_out"),
        language_href=address_of("accounts.choose_language"),
        other_language=_other_language(),
        contact=reader.contact,
        alarm=_words_of(waiting.alarm),
        alarm_href=address_of("operations.status") if waiting.alarm else "",
        unreached=waiting.unreached,
        unreached_href=_elsewhere("operations.addresses") if waiting.unreached else "",
    )


def _elsewhere(endpoint: str) -> str:
    """The address of a page; nothing for whoever is on it."""
    return address_of(endpoint) if request.endpoint != endpoint else ""


def _words_of(alarm: Alarm | None) -> str:
    if alarm is None:
        return ""
    return gettext(
        alarm.text,
        when=vn_datetime(alarm.since) if alarm.since else "",
        why=gettext(alarm.why) if alarm.why else "",
        leap=leap_words(alarm.leap) if alarm.leap else "",
    )


def this_quarter() -> Quarter:
    """The quarter that runs where the reader is."""
    return Quarter.of(today(g.reader.time_zone, now()))


def links_to(places: Iterable[Place], *, short: bool = False) -> tuple[PhoneTab, ...]:
    """Places with their icons; `short` by the names that fit under a thumb."""
    return tuple(
        PhoneTab(
            key=each.key,
            label=gettext((each.short if short else "") or each.label),
            href=address_of(each.endpoint),
            icon=each.icon,
        )
        for each in places
    )


def _tab(place: Place, waiting: Waiting, quarter: Quarter) -> Tab:
    counts = {"tasks": waiting.tasks, "review": waiting.review}
    # The number of tasks is that of the quarter, so its list is named with it.
    href = url_for(place.endpoint, quarter=quarter) if place.key == "tasks" else address_of(place.endpoint)
    return Tab(key=place.key, label=gettext(place.label), href=href, count=counts.get(place.key))


def _name_of(reader: SignedIn) -> str:
    words = [gettext(word) for role, word in ROLE_WORDS.items() if role in reader.actor.roles]
    name = gettext(N_("đ/c %(name)s"), name=reader.actor.name)
    return f"{name} – {words[0]}" if words else name


def _other_language() -> str:
    return "vi" if language() == "en" else "en"


def _database_fails() -> bool:
    """Whether this page tells of an error of the database: then nothing more is asked of it."""
    return isinstance(sys.exc_info()[1], SQLAlchemyError)
