"""The page of mails that were sent before an older database was put back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.administration import restored_actions as actions
from tracker.administration.forms import RestoredForm
from tracker.administration.status_views import bp
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.core.languages import ngettext
from tracker.mail import pauses, restored
from tracker.mail.status import MAIL_KIND_WORDS, PauseReason, RestoredDecision
from tracker.web.paging import PAGE_SIZE, Page, page_number


@bp.route("/status/restored", methods=["GET", "POST"])
def restored_mails() -> ResponseReturnValue:
    """Which mails they are, page by page, and what is to become of some or all of them."""
    actor = demand(Right.SEE_SENDING)
    form = RestoredForm()
    if not form.is_submitted():
        return _page(form, actor)
    if not form.validate():
        return _page(form, actor, 422)
    decision = RestoredDecision(form.action.data)
    try:
        decided = actions.decide(form.chosen, decision, actor=actor, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, actor, refusal.status)
    flash(_told(decision, decided.mails))
    if decided.left:
        flash(
            ngettext(
                "Còn %(n)s thư không gửi lại được vì nội dung không còn; chỉ coi như đã gửi được.",
                "Còn %(n)s thư không gửi lại được vì nội dung không còn; chỉ coi như đã gửi được.",
                decided.left,
            )
        )
    return redirect(url_for("operations.restored_mails"), 303)


def _told(decision: RestoredDecision, mails: int) -> str:
    if decision is RestoredDecision.SENT:
        return ngettext("Đã coi %(n)s thư như đã gửi.", "Đã coi %(n)s thư như đã gửi.", mails)
    return ngettext(
        "%(n)s thư sẽ được gửi lại khi cho gửi thư tiếp.", "%(n)s thư sẽ được gửi lại khi cho gửi thư tiếp.", mails
    )


def _page(form: RestoredForm, actor: Actor, status: int = 200) -> ResponseReturnValue:
    session, number, home = db.session(), page_number(), actor.organization_id
    rows = restored.rows_of(session, home, after=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    total = restored.count_open(session, home)
    page = Page(rows=rows, number=number, total=total)
    everywhere = restored.count_open(session)
    return (
        render_template(
            "operations/restored.html",
            form=form,
            page=page,
            kinds=MAIL_KIND_WORDS,
            elsewhere=everywhere - total,
            stopped=pauses.is_paused_for(session, PauseReason.RESTORED),
        ),
        status,
    )
