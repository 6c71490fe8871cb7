"""The screen in the meeting room: a secret address that shows one quarter for some hours, without a sign-in."""

from http import HTTPStatus

from flask import Response, current_app, flash, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand, public
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.board.addresses import bp
from tracker.board.meeting_pages import Meeting, meeting_of, page_asked, screen, show
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Invalid, NotFound
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.meetings.forms import RoomForm
from tracker.meetings.models import RoomLink
from tracker.meetings.queries import find_room, open_rooms
from tracker.meetings.room_actions import end_room as end
from tracker.meetings.room_actions import open_room
from tracker.meetings.rules import Screen, screen_at
from tracker.organizations.models import Organization


@bp.get("/meeting/<quarter:quarter>/room")
def room_links(quarter: Quarter) -> ResponseReturnValue:
    """The screens that show something now, and how to make another."""
    demand(Right.ASSIGN)
    return _links_page(quarter, RoomForm())


@bp.post("/meeting/<quarter:quarter>/room")
def new_room(quarter: Quarter) -> ResponseReturnValue:
    """Make an address, shown once on this very answer."""
    actor, form = demand(Right.ASSIGN), RoomForm()
    if not form.validate():
        return _links_page(quarter, form), 422
    try:
        token = open_room(quarter, form.chosen, actor=actor, now=now())
    except Invalid as refusal:
        form.refuse(refusal)
        return _links_page(quarter, form), 422
    address = f"{current_app.config['BASE_URL']}{url_for('board.room', room_token=token)}"
    return _links_page(quarter, RoomForm(formdata=None), address=address)


@bp.post("/meeting/rooms/<int:room_link_id>/end")
def end_room(room_link_id: int) -> ResponseReturnValue:
    """End an address before its time."""
    demand(Right.ASSIGN)
    try:
        ended = end(room_link_id, actor=current_actor(), now=now())
    except Invalid as refusal:
        flash(say(refusal), "error")
        return redirect(url_for("board.index"), 303)
    flash(_("Đã thu hồi. Địa chỉ cũ không mở được nữa."))
    return redirect(url_for("board.room_links", quarter=Quarter.parse(ended.quarter)), 303)


@bp.get("/room/<room_token>")
@public
def room(room_token: str) -> ResponseReturnValue:
    """The first group to talk about, on the screen of the room."""
    link = _link(room_token)
    if _is_dead(link):
        return _dead_page(link)
    found = _meeting(link, room_token)
    number = found.first
    return _unlogged(show(found, "board/room.html", screen=screen(found, number, 1) if number else None))


@bp.get("/room/<room_token>/<int:number>")
@public
def room_screen(room_token: str, number: int) -> ResponseReturnValue:
    """One group on the screen of the room."""
    link = _link(room_token)
    if _is_dead(link):
        return _dead_page(link)
    found = _meeting(link, room_token)
    if not found.has(number):
        return _unlogged(redirect(url_for("board.room", room_token=room_token), 303))
    return _unlogged(show(found, "board/room.html", screen=screen(found, number, page_asked())))


def _link(token: str) -> RoomLink:
    link = find_room(db.session(), token)
    if link is None:
        raise NotFound
    return link


def _is_dead(link: RoomLink) -> bool:
    return screen_at(now(), expires_at=link.expires_at, ended_at=link.ended_at) is not Screen.OPEN


def _meeting(link: RoomLink, token: str) -> Meeting:
    """The meeting as somebody sees it who reads this one committee and is nobody."""
    g.time_zone = db.session().get_one(Organization, link.organization_id).time_zone
    reader = Actor(
        account_id=None,
        organization_id=link.organization_id,
        name=N_("Màn hình phòng họp"),
        reads=frozenset({link.organization_id}),
    )

    def at(number: int, page: int) -> str:
        return url_for("board.room_screen", room_token=token, number=number, page=page if page > 1 else None)

    return meeting_of(reader, link.organization_id, Quarter.parse(link.quarter), at=at, now=now())


def _dead_page(link: RoomLink) -> Response:
    """Says when it ended, and nothing of the quarter."""
    g.time_zone = db.session().get_one(Organization, link.organization_id).time_zone
    page = render_template("board/room_over.html", ended_at=link.ended_at, expires_at=link.expires_at)
    return _unlogged(page, HTTPStatus.GONE)


def _unlogged(page: ResponseReturnValue, status: HTTPStatus | None = None) -> Response:
    """The address is a secret: no browser tells it to another page, no engine of search keeps it."""
    answer = make_response(page) if status is None else make_response(page, status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _links_page(quarter: Quarter, form: RoomForm, *, address: str = "") -> str:
    rooms = open_rooms(db.session(), current_actor().organization_id, now())
    return render_template("board/room_links.html", quarter=quarter, form=form, rooms=rooms, address=address)
