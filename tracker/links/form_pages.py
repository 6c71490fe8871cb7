"""The page of the questions behind a link."""

import secrets

from flask import g, render_template, request, session
from flask.typing import ResponseReturnValue

from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.languages import speak
from tracker.links.codes import is_proven
from tracker.links.opening import Opened, open_link
from tracker.links.pending import pending_of
from tracker.tasks.drafts import find_draft, moment_of_draft
from tracker.tasks.errors import NewerDraft
from tracker.tasks.forms import UpdateForm
from tracker.tasks.update_actions import speaking_for
from tracker.tasks.update_page import assemble

PROOF = "link_proof"
"""The place in the signed cookie for the number of the code that was given."""


def open_here(token: str) -> Opened:
    """What the link opens, in the language of the one it was sent to."""
    opened = open_link(db.session(), token, visitor=g.actor, now=now())
    speak(opened.account.locale)
    g.host = opened.account.organization
    g.time_zone = g.host.time_zone
    return opened


def leads(opened: Opened) -> bool:
    """Whether they speak for the lead group."""
    return speaking_for(opened.actor, opened.task) == opened.task.lead_group_id


def fresh_form(opened: Opened) -> UpdateForm:
    """The questions as they were left."""
    form = UpdateForm.for_task(opened.task, is_lead=leads(opened), formdata=None)
    draft = find_draft(opened.task.id, opened.actor)
    if draft is not None:
        form.fill(draft.answers)
    form.version.data = str(opened.task.version)
    form.form_key.data = secrets.token_hex(16)
    return form


def form_page(opened: Opened, form: UpdateForm, status: int = 200) -> ResponseReturnValue:
    """The page of the questions."""
    page = assemble(db.session(), opened.task, opened.actor, now())
    draft = find_draft(opened.task.id, opened.actor)
    waits = pending_of(draft)
    html = render_template(
        "links/update.html",
        opened=opened,
        task=opened.task,
        form=form,
        page=page,
        kept=[each.name for each in waits.files] if waits else [],
        draft_seen=request.form.get("draft_seen", "") if request.method == "POST" else moment_of_draft(draft),
    )
    return html, status


def newer_draft_page(opened: Opened, form: UpdateForm, refusal: NewerDraft) -> ResponseReturnValue:
    """What was typed, beside the word that a newer draft is kept."""
    db.session.rollback()
    form.refuse(refusal)
    return form_page(open_here(opened.token), form, refusal.status)


def draft_seen(opened: Opened) -> str | None:
    """Which draft the posted page had shown; None for a browser that has proven whose it is."""
    if g.actor is not None or is_proven(db.session(), session.get(PROOF), opened.account.id, opened.task.id, now()):
        return None
    return request.form.get("draft_seen", "")
