"""The buttons that send the report to the standing committee: at once, or each week."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.errors import Invalid
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.core.quarter import Quarter
from tracker.reports import sending
from tracker.reports.views import bp


@bp.post("/reports/<quarter:quarter>/send")
def send(quarter: Quarter) -> ResponseReturnValue:
    """The position of the quarter to the standing committee, now."""
    demand(Right.SEE_REPORTS, hidden=True)
    actor = demand(Right.WRITE_REPORT)
    try:
        sent = sending.send_report(quarter, actor=actor, now=now())
    except Invalid as refusal:
        flash(say(refusal), "error")
        return _back(quarter)
    if sent.now:
        flash(_("Báo cáo được gửi ngay tới: %(names)s.", names=", ".join(sent.now)))
    if sent.before:
        flash(_("Hôm nay đã có báo cáo này, không gửi lần nữa: %(names)s.", names=", ".join(sent.before)))
    return _back(quarter)


@bp.post("/reports/<quarter:quarter>/weekly")
def weekly(quarter: Quarter) -> ResponseReturnValue:
    """With the first digest of each week, or not any more."""
    demand(Right.SEE_REPORTS, hidden=True)
    actor = demand(Right.WRITE_REPORT)
    sending.set_weekly(on=request.form.get("on") == "1", actor=actor, now=now())
    flash(_("Đã lưu."))
    return _back(quarter)


def _back(quarter: Quarter) -> ResponseReturnValue:
    return redirect(url_for("reports.report", quarter=quarter, _anchor="sending"), 303)
