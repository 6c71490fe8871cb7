"""How mail goes out: the page that says when it does not, and what people decide about it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.policy import Right, Subject, allows
from tracker.administration import status_actions as actions
from tracker.administration.forms import PauseForm
from tracker.administration.status_page import assemble, pause_box
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound, Refusal
from tracker.core.languages import gettext as _
from tracker.mail.claims import ABANDONABLE, REQUEUABLE
from tracker.mail.standing import attempts_of, bounces_of, find_mail, mails_in
from tracker.mail.status import MAIL_KIND_WORDS, MAIL_STATE_WORDS, PHASE_WORDS, MailState

bp = Blueprint("operations", __name__)

RELOAD_SECONDS = "15"


@bp.get("/status")
def status() -> ResponseReturnValue:
    """Everything at a glance. It loads itself anew by a header, which asks nothing of the browser but HTTP."""
    actor = demand(Right.SEE_SENDING)
    still = bool(request.args.get("still"))
    page = assemble(db.session(), actor, now())
    own = Subject(organization_id=actor.organization_id)
    answer = make_response(
        render_template(
            "operations/status.html",
            page=page,
            still=still,
            kinds=MAIL_KIND_WORDS,
            states=MAIL_STATE_WORDS,
            may_pause=allows(actor, Right.PAUSE_SENDING, own),
            may_read=allows(actor, Right.SEE_TASKS, own),
        )
    )
    if not still:
        answer.headers["Refresh"] = RELOAD_SECONDS
    return answer


@bp.get("/status/mails/<word>")
def mails(word: str) -> ResponseReturnValue:
    """The mails of one state."""
    actor = demand(Right.SEE_SENDING)
    if word not in {each.value for each in MailState}:
        raise NotFound
    state = MailState(word)
    return render_template(
        "operations/mails.html",
        words=MAIL_STATE_WORDS[state],
        rows=mails_in(db.session(), actor.organization_id, (state,)),
        kinds=MAIL_KIND_WORDS,
        states=MAIL_STATE_WORDS,
        may_read=allows(actor, Right.SEE_TASKS, Subject(organization_id=actor.organization_id)),
    )


@bp.get("/status/mail/<int:mail_id>")
def mail(mail_id: int) -> ResponseReturnValue:
    """One mail: what became of it, the server's words, and what can be decided."""
    actor = demand(Right.SEE_SENDING)
    row = find_mail(db.session(), actor.organization_id, mail_id)
    if row is None:
        raise NotFound
    return render_template(
        "operations/mail.html",
        row=row,
        attempts=attempts_of(db.session(), mail_id),
        bounces=bounces_of(db.session(), mail_id),
        phases=PHASE_WORDS,
        kinds=MAIL_KIND_WORDS,
        states=MAIL_STATE_WORDS,
        may_read=allows(actor, Right.SEE_TASKS, Subject(organization_id=actor.organization_id)),
        may_send=row.mail.state in REQUEUABLE,
        is_held=row.mail.state is MailState.HELD,
        may_drop=row.mail.state in ABANDONABLE,
    )


@bp.post("/status/mail/<int:mail_id>/again")
def send_again(mail_id: int) -> ResponseReturnValue:
    """Send it after all."""
    actions.send_again(mail_id, actor=demand(Right.SEE_SENDING), now=now())
    flash(_("Thư đã vào hàng chờ gửi."))
    return redirect(url_for("operations.status"), 303)


@bp.post("/status/mail/<int:mail_id>/received")
def count_as_received(mail_id: int) -> ResponseReturnValue:
    """It has arrived."""
    actions.count_as_received(mail_id, actor=demand(Right.SEE_SENDING), now=now())
    flash(_("Đã ghi là người nhận có thư."))
    return redirect(url_for("operations.status"), 303)


@bp.post("/status/mail/<int:mail_id>/give-up")
def give_up(mail_id: int) -> ResponseReturnValue:
    """Let it be."""
    actions.give_up(mail_id, actor=demand(Right.SEE_SENDING), now=now())
    flash(_("Thư này không gửi nữa."))
    return redirect(url_for("operations.status"), 303)


@bp.route("/status/pause", methods=["GET", "POST"])
def pause() -> ResponseReturnValue:
    """Stop all mail, for a reason."""
    actor = demand(Right.PAUSE_SENDING)
    form = PauseForm()
    if not form.is_submitted():
        return _pause_page(form)
    if not form.validate():
        return _pause_page(form, 422)
    try:
        actions.pause(actor=actor, now=now(), reason=form.reason.data or "")
    except Refusal as refusal:
        form.refuse(refusal)
        return _pause_page(form, refusal.status)
    flash(_("Đã dừng gửi thư."))
    return redirect(url_for("operations.status"), 303)


@bp.post("/status/resume")
def resume() -> ResponseReturnValue:
    """Let mail leave again."""
    actor = demand(Right.PAUSE_SENDING)
    try:
        actions.resume(actor=actor, now=now())
    except Refusal as refusal:
        form = PauseForm(formdata=None)
        form.refuse(refusal)
        return _pause_page(form, refusal.status)
    flash(_("Thư được gửi tiếp."))
    return redirect(url_for("operations.status"), 303)


def _pause_page(form: PauseForm, status: int = 200) -> ResponseReturnValue:
    box = pause_box(db.session(), demand(Right.PAUSE_SENDING))
    return render_template("operations/pause.html", form=form, pause=box, now=now()), status
