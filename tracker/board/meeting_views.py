"""Meeting mode: the board one group a screen, and the conclusions written down meanwhile."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand, public
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.board.addresses import bp, organization_in
from tracker.board.meeting import Screen, number_of
from tracker.board.meeting_pages import Meeting, meeting_of, page_asked, screen, show
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.core.quarter import Quarter
from tracker.meetings.actions import NewNote, write_note
from tracker.meetings.forms import NoteForm
from tracker.meetings.queries import notes_about, organization_of_group, tasks_of_group
from tracker.meetings.rules import AlreadyNoted
from tracker.web.headers import checks_token_itself


@bp.get("/meeting/<quarter:quarter>")
def meeting(quarter: Quarter) -> ResponseReturnValue:
    """The first group to talk about; a page that says so where there is none."""
    found = _meeting(quarter)
    if found.first is None:
        return show(found, screen=None, form=None, notes=(), writes=_writes(found.actor, found.organization.id))
    return redirect(found.at(found.first, 1), 303)


@bp.get("/meeting/<quarter:quarter>/<int:number>")
def meeting_screen(quarter: Quarter, number: int) -> ResponseReturnValue:
    """The screen of one group. Whoever may write opens the form beside it with `write=1`."""
    found = _meeting(quarter)
    if not found.has(number):
        return redirect(url_for("board.meeting", quarter=quarter, org=organization_in("org")), 303)
    shown = screen(found, number, page_asked())
    writes = _writes(found.actor, found.organization.id)
    form = _form(quarter, shown.group_id) if writes and request.args.get("write") == "1" else None
    return _screen_page(found, shown, form)


@bp.post("/meeting/<quarter:quarter>/groups/<int:group_id>/notes")
@public
@checks_token_itself
def note(quarter: Quarter, group_id: int) -> ResponseReturnValue:
    """Keep a conclusion. Whoever was signed out meanwhile gets the words back, to send them after signing in."""
    if g.actor is None:
        return _signed_out(quarter, group_id)
    actor = _writer(group_id)
    form = _form(quarter, group_id)
    if form.validate():
        try:
            new = NewNote(quarter=quarter, group_id=group_id, task_id=form.task_id.data, text=form.text.data)
            write_note(new, form_key=form.key, actor=actor, now=now())
        except AlreadyNoted as already:
            return _noted(quarter, group_id, say(already))
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _noted(
                quarter, group_id, _("Đã ghi kết luận vào dự thảo Quý %(quarter)s.", quarter=quarter.next.roman)
            )
    return _again(quarter, group_id, form)


def _meeting(quarter: Quarter) -> Meeting:
    asked = organization_in("org")
    actor = demand(Right.SEE_MEETING, organization_id=asked)
    org = asked if asked not in {None, actor.organization_id} else None

    def at(number: int, page: int) -> str:
        more = page if page > 1 else None
        return url_for("board.meeting_screen", quarter=quarter, number=number, page=more, org=org)

    return meeting_of(actor, asked or actor.organization_id, quarter, at=at, now=now())


def _writes(actor: Actor, organization_id: int) -> bool:
    return allows(actor, Right.ASSIGN, Subject(organization_id=organization_id))


def _writer(group_id: int) -> Actor:
    """The actor, if they may write about this group; it does not exist for those who may not even look."""
    organization_id = organization_of_group(db.session(), group_id)
    if organization_id is None:
        raise NotFound
    demand(Right.SEE_MEETING, organization_id=organization_id, hidden=True)
    return demand(Right.ASSIGN, organization_id=organization_id)


def _form(quarter: Quarter, group_id: int) -> NoteForm:
    return NoteForm(tasks=tasks_of_group(db.session(), quarter, group_id))


def _noted(quarter: Quarter, group_id: int, words: str) -> ResponseReturnValue:
    flash(words)
    number = number_of(_meeting(quarter).tallies, group_id)
    if number is None:
        return redirect(url_for("board.meeting", quarter=quarter), 303)
    page = page_asked() if page_asked() > 1 else None
    return redirect(url_for("board.meeting_screen", quarter=quarter, number=number, page=page, noted=group_id), 303)


def _again(quarter: Quarter, group_id: int, form: NoteForm) -> ResponseReturnValue:
    """The screen with the form as it was typed."""
    found = _meeting(quarter)
    number = number_of(found.tallies, group_id)
    if number is None:
        raise NotFound
    return _screen_page(found, screen(found, number, page_asked()), form), 422


def _screen_page(found: Meeting, shown: Screen, form: NoteForm | None) -> str:
    if form is not None:
        form.form_key.data = form.key
    return show(
        found,
        screen=shown,
        form=form,
        notes=notes_about(db.session(), found.quarter, shown.group_id, current_actor()),
        writes=_writes(current_actor(), found.organization.id),
    )


def _signed_out(quarter: Quarter, group_id: int) -> ResponseReturnValue:
    """Only what was typed, nothing of ours: anybody may have sent it."""
    form = NoteForm(tasks=[])
    form.validate()
    form.form_key.data = form.key
    return render_template("board/meeting_signed_out.html", form=form, quarter=quarter, group_id=group_id), 422
