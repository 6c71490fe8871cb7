"""People whom no mail reaches: who they are, and what the office does about it. Adds its pages to those of sending."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts import address_actions as actions
from tracker.accounts.access import demand
from tracker.accounts.policy import Right
from tracker.administration.forms import AlternativeForm
from tracker.administration.status_views import bp
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Invalid, Stale
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext, say
from tracker.tasks.unreached import find_unreached
from tracker.web.filters import local_day


@bp.get("/status/addresses")
def addresses() -> ResponseReturnValue:
    """Everybody whose mail goes to an address that takes none."""
    return _page()


@bp.post("/status/addresses/<int:account_id>/alternative")
def set_alternative(account_id: int) -> ResponseReturnValue:
    """Send their mail elsewhere."""
    actor = demand(Right.SEE_SENDING)
    form = AlternativeForm(account_id)
    if not form.validate():
        return _page(account_id, form, status=422)
    try:
        sent = actions.set_alternative(account_id, form.alternative_email.data, actor=actor, now=now())
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(account_id, form, status=refusal.status)
    except Stale as refusal:
        flash(say(refusal), "error")
    else:
        flash(_told(sent))
    return redirect(url_for("operations.addresses"), 303)


@bp.post("/status/addresses/<int:account_id>/again")
def try_address_again(account_id: int) -> ResponseReturnValue:
    """Believe that it takes mail again."""
    actor = demand(Right.SEE_SENDING)
    try:
        flash(_told(actions.try_again(account_id, actor=actor, now=now())))
    except Stale as refusal:
        flash(say(refusal), "error")
    return redirect(url_for("operations.addresses"), 303)


def _told(sent: int) -> str:
    if not sent:
        return _("Đã ghi. Không có thư nào đang chờ người này.")
    return ngettext("Đã ghi. %(n)s thư đang chờ được gửi lại.", "Đã ghi. %(n)s thư đang chờ được gửi lại.", sent)


def _page(account_id: int = 0, form: AlternativeForm | None = None, *, status: int = 200) -> ResponseReturnValue:
    """The list, with the form of one of them as it was sent; the others are empty."""
    actor = demand(Right.SEE_SENDING)
    rows = find_unreached(db.session(), actor.organization_id, local_day(now()))
    forms = {row.account.id: AlternativeForm(row.account.id, None) for row in rows}
    if form is not None:
        forms[account_id] = form
    return render_template("operations/addresses.html", rows=rows, forms=forms, sent=form), status
