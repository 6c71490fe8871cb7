"""The form of one task, opened by the link of a mail: a draft needs no password, sending needs a code.

Opening changes nothing, however often and by whatever program it is done.
"""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import public
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.links.codes import is_waiting, prove, send_code
from tracker.links.form_pages import PROOF, draft_seen, form_page, fresh_form, leads, newer_draft_page, open_here
from tracker.links.forms import CodeForm
from tracker.links.opening import Closed, Opened
from tracker.links.pending import Pending, as_sent, draft_with, pending_of
from tracker.tasks.drafts import find_draft, save_draft
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile, NewerDraft
from tracker.tasks.forms import UpdateForm, read_uploads, version_of
from tracker.tasks.loading import local_day
from tracker.tasks.status import ALIVE_STATES
from tracker.tasks.update_actions import Answers, faults_of, post_update, speaking_for
from tracker.tasks.update_page import last_words
from tracker.tasks.uploads import StoredFile, store_files
from tracker.web.filters import vn_time

bp = Blueprint("links", __name__)


@bp.errorhandler(Closed)
def closed(reason: Closed) -> ResponseReturnValue:
    """Say what happened to the link and how to go on; never what it was about."""
    return render_template("links/closed.html", message=_(reason.message)), reason.status


@bp.route("/l/<token>", methods=["GET", "POST"])
@public
def update(token: str) -> ResponseReturnValue:
    """The questions of one task, without a password."""
    opened = open_here(token)
    if request.method != "POST":
        return _questions(opened)
    form = UpdateForm.for_task(opened.task, is_lead=leads(opened))
    action = request.form.get("action")
    if action in {"draft", "no_change"}:
        return _keep(opened, form, action)
    if action == "copy":
        form.copy_last(last_words(opened.task, speaking_for(opened.actor, opened.task)))
    if action in {"copy", "edit"}:
        return form_page(opened, form)
    return _send(opened, form)


def _questions(opened: Opened) -> ResponseReturnValue:
    """Whoever is signed in already is asked on the usual page."""
    if g.actor is not None:
        return redirect(url_for("tasks.update", task_id=opened.task.id), 303)
    return form_page(opened, fresh_form(opened))


@bp.route("/l/<token>/code", methods=["GET", "POST"])
@public
def code(token: str) -> ResponseReturnValue:
    """Ask for the six digits, then send what waits."""
    opened = open_here(token)
    form = CodeForm()
    if request.method != "POST":
        return _digits(opened)
    if request.form.get("action") == "again":
        return _ask(opened)
    if not form.validate():
        return _code_page(opened, form, 422)
    try:
        session[PROOF] = prove(opened.account.id, opened.task.id, form.digits.data, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _code_page(opened, form, 422)
    return _send_what_waits(opened)


@bp.get("/l/<token>/sent/<int:update_id>")
@public
def sent(token: str, update_id: int) -> ResponseReturnValue:
    """What was received."""
    opened = open_here(token)
    mine = (each for each in opened.task.updates if each.author_id == opened.account.id)
    found = next((each for each in mine if each.id == update_id), None)
    if found is None:
        raise NotFound
    return render_template("links/sent.html", task=opened.task, update=found)


def _keep(opened: Opened, form: UpdateForm, action: str) -> ResponseReturnValue:
    """What is kept as it was typed: a draft, and with the answer that nothing is new too."""
    if form.refuse_marked():
        return form_page(opened, form, 422)
    if action == "no_change":
        return _keep_and_send(opened, form, draft_with(form, no_change=True))
    return _keep_draft(opened, form)


def _keep_draft(opened: Opened, form: UpdateForm) -> ResponseReturnValue:
    moment = now()
    try:
        save_draft(opened.task.id, form.draft(), actor=opened.actor, now=moment, link_saw=draft_seen(opened))
    except NewerDraft as refusal:
        return newer_draft_page(opened, form, refusal)
    flash(_("Đã lưu nháp lúc %(clock)s.", clock=vn_time(moment)))
    return redirect(url_for("links.update", token=opened.token), 303)


def _send(opened: Opened, form: UpdateForm) -> ResponseReturnValue:
    """Look at the answers first: nobody is asked for a code only to be told of a mistake."""
    if not form.validate():
        _add_faults(opened, form)
        return form_page(opened, form, 422)
    _add_faults(opened, form)
    if form.errors or form.form_errors:
        return form_page(opened, form, 422)
    try:
        files = _files(opened)
    except Refusal as refusal:
        form.refuse(refusal)
        return form_page(opened, form, 422)
    return _keep_and_send(opened, form, draft_with(form, files=files))


def _keep_and_send(opened: Opened, form: UpdateForm, answers: dict[str, object]) -> ResponseReturnValue:
    """Keep the answers where nothing loses them; send them if this browser has proven whose they are, else ask."""
    seen = draft_seen(opened)
    try:
        save_draft(opened.task.id, answers, actor=opened.actor, now=now(), link_saw=seen)
    except NewerDraft as refusal:
        return newer_draft_page(opened, form, refusal)
    if seen is None:
        return _send_what_waits(open_here(opened.token))
    if is_waiting(db.session(), opened.account.id, opened.task.id, now()):
        return redirect(url_for("links.code", token=opened.token), 303)
    return _ask(opened)


def _files(opened: Opened) -> tuple[StoredFile, ...]:
    """What was chosen now, or else what was chosen when the answers were sent before."""
    chosen = tuple(store_files(read_uploads(request)))
    waits = pending_of(find_draft(opened.task.id, opened.actor))
    return chosen or (waits.files if waits else ())


def _add_faults(opened: Opened, form: UpdateForm) -> None:
    today = local_day(db.session(), opened.task.organization_id, now())
    for fault in faults_of(opened.task, form.answers(()), is_lead=leads(opened), today=today):
        name = form.field_of(fault)
        if name is None or not form[name].errors:
            form.refuse(fault)


def _ask(opened: Opened) -> ResponseReturnValue:
    """Send a code and show where to type it."""
    try:
        send_code(opened.account, opened.task.id, actor=opened.actor, now=now())
    except Refusal as refusal:
        form = CodeForm(formdata=None)
        form.refuse(refusal)
        return _code_page(opened, form, 422)
    return redirect(url_for("links.code", token=opened.token), 303)


def _digits(opened: Opened) -> ResponseReturnValue:
    """Where to type the code; back to the questions where nothing waits or the task takes nothing more."""
    task = opened.task
    waits = pending_of(find_draft(task.id, opened.actor))
    asked = is_waiting(db.session(), opened.account.id, task.id, now())
    if task.state not in ALIVE_STATES or not (waits or asked):
        return redirect(url_for("links.update", token=opened.token), 303)
    return _code_page(opened, CodeForm(formdata=None))


def _code_page(opened: Opened, form: CodeForm, status: int = 200) -> ResponseReturnValue:
    html = render_template(
        "links/code.html",
        opened=opened,
        form=form,
        address=_veiled(opened.account.mail_address),
        waiting=is_waiting(db.session(), opened.account.id, opened.task.id, now()),
    )
    return html, status


def _send_what_waits(opened: Opened) -> ResponseReturnValue:
    """Post the kept answers as the person they are of, by the ordinary way."""
    draft = find_draft(opened.task.id, opened.actor)
    waits = pending_of(draft)
    if draft is None or waits is None:
        flash(_("Chưa có nội dung chờ gửi. Ghi cập nhật rồi gửi lại."), "error")
        return redirect(url_for("links.update", token=opened.token), 303)
    form = UpdateForm.for_task(opened.task, is_lead=leads(opened), formdata=as_sent(draft))
    form.validate()
    try:
        made = post_update(
            opened.task.id, _answers(form, waits, by_link=g.actor is None), actor=opened.actor, now=now()
        )
    except AlreadyRecorded as refusal:
        flash(say(refusal))
        return redirect(url_for("links.update", token=opened.token), 303)
    except ChangedMeanwhile:
        flash(_("Việc này vừa thay đổi. Đối chiếu rồi gửi lại; nội dung đã nhập vẫn còn."), "error")
        return redirect(url_for("links.update", token=opened.token), 303)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return form_page(open_here(opened.token), form, 422)
    return redirect(url_for("links.sent", token=opened.token, update_id=made.id), 303)


def _answers(form: UpdateForm, waits: Pending, *, by_link: bool) -> Answers:
    version, form_key = version_of(waits.version), waits.form_key[:40] or None
    if waits.no_change:
        return Answers(version=version, form_key=form_key, by_link=by_link, no_change=True)
    return replace(form.answers(()), version=version, form_key=form_key, by_link=by_link, stored=waits.files)


def _veiled(address: str) -> str:
    """Enough of an address for its owner to know which mailbox is meant."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"
