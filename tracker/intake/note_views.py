"""Conclusions of a meeting on their way to directives: put right, left out, taken back."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.intake.views import bp
from tracker.meetings import actions
from tracker.meetings.forms import EditNoteForm
from tracker.meetings.models import MeetingNote
from tracker.meetings.queries import fate_of, note_to_change
from tracker.tasks.forms import VersionForm


@bp.route("/meeting/notes/<int:note_id>", methods=["GET", "POST"])
def note(note_id: int) -> ResponseReturnValue:
    """Put the words of a conclusion right."""
    found = note_to_change(db.session(), note_id, current_actor())
    form = _form(found) if request.method != "POST" else EditNoteForm()
    if request.method != "POST":
        return _page(found, form)
    if not form.validate():
        return _page(found, form), 422
    try:
        actions.edit_note(note_id, form.shown_version, form.text.data, actor=current_actor(), now=now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _refused(note_id, form, refusal)
    flash(_("Đã lưu."))
    return redirect(url_for("intake.note", note_id=note_id), 303)


@bp.post("/meeting/notes/<int:note_id>/drop")
def drop_note(note_id: int) -> ResponseReturnValue:
    """Leave a conclusion out; its page offers to take that back."""
    return _moved(
        note_id,
        lambda: actions.drop_note(note_id, VersionForm().shown_version, actor=current_actor(), now=now()),
        _("Đã bỏ kết luận này."),
    )


@bp.post("/meeting/notes/<int:note_id>/restore")
def restore_note(note_id: int) -> ResponseReturnValue:
    """Take back what was left out. A second press finds it taken back and says nothing more."""
    return _moved(
        note_id,
        lambda: actions.restore_note(note_id, actor=current_actor(), now=now()),
        _("Đã khôi phục kết luận này."),
    )


def _moved(note_id: int, move: Callable[[], object], said: str) -> ResponseReturnValue:
    """Leave the conclusion out or take it back, and say so."""
    note_to_change(db.session(), note_id, current_actor())
    try:
        move()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _refused(note_id, None, refusal)
    flash(said)
    return redirect(url_for("intake.note", note_id=note_id), 303)


def _form(found: MeetingNote) -> EditNoteForm:
    return EditNoteForm(formdata=None, data={"text": found.text, "version": str(found.version)})


def _refused(note_id: int, form: EditNoteForm | None, refusal: Refusal) -> ResponseReturnValue:
    """The page with what was typed; after somebody else's change it can be sent again over what is shown now."""
    found = note_to_change(db.session(), note_id, current_actor())
    form = form or _form(found)
    form.refuse(refusal)
    if isinstance(refusal, Stale):
        form.version.data = str(found.version)
    return _page(found, form, changed=isinstance(refusal, Stale)), refusal.status


def _page(found: MeetingNote, form: EditNoteForm, *, changed: bool = False) -> str:
    return render_template(
        "intake/note.html",
        note=found,
        quarter=Quarter.parse(found.quarter),
        form=form,
        waits=fate_of(found).waits,
        changed=changed,
    )
