"""Signing in and out, the language, and a person's own page."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts import account_views, own_actions, queries, sign_in_actions
from tracker.accounts.access import TOKEN, current_account, current_actor, current_reader, public, safe_next
from tracker.accounts.forms import PasswordForm, SignInForm
from tracker.accounts.pages import profile_page
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Invalid, Refusal
from tracker.core.languages import LANGUAGES, ngettext, speak
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.organizations.queries import front_contact
from tracker.web.filters import local_day

bp = account_views.bp
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The door. Whether an address is known shows neither in the words nor in the time they take."""
    form = SignInForm(next=request.args.get("next", ""))
    target = safe_next(form.next.data) or "/"
    if not form.is_submitted():
        return redirect(target, 303) if g.actor is not None else _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form, 422)
    lifetime = _lifetime(remember=form.remember.data)
    try:
        token = sign_in_actions.sign_in(
            form.email.data, form.password.data, address=request.remote_addr, lifetime=lifetime, now=now()
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, refusal.status)
    session.clear()
    session[TOKEN] = token
    session.permanent = form.remember.data
    return redirect(target, 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the sign-in of this device, in the table as in the browser."""
    sign_in_actions.sign_out(current_reader().sign_in_id, actor=current_actor(), now=now())
    session.clear()
    flash(_("Đã đăng xuất."))
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Speak another language, to this person everywhere or to this browser."""
    locale = request.form.get("language", "")
    if locale not in LANGUAGES:
        raise Invalid(N_("Chọn tiếng Việt hoặc tiếng Anh."))
    if g.actor is not None:
        own_actions.choose_language(locale, actor=g.actor, now=now())
    speak(locale)
    response = redirect(page_before(), 303)
    response.set_cookie(
        "language",
        locale,
        max_age=LANGUAGE_COOKIE_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.get("/account")
def profile() -> ResponseReturnValue:
    """One's own page."""
    return _profile_page(PasswordForm())


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's own password; other devices are signed out."""
    form = PasswordForm()
    if not form.validate():
        return _profile_page(form, 422)
    try:
        ended = own_actions.change_password(
            form.current.data,
            form.new.data,
            actor=current_actor(),
            sign_in_id=current_reader().sign_in_id,
            address=request.remote_addr,
            now=now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _profile_page(form, refusal.status)
    flash(_("Đã đổi mật khẩu."))
    if ended:
        flash(ngettext("Đã đăng xuất %(n)s máy khác.", "Đã đăng xuất %(n)s máy khác.", ended))
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/account/digests")
def choose_digests() -> ResponseReturnValue:
    """Early reminders or none."""
    wish = own_actions.digest_wish(request.form.get("digests", ""))
    changed = own_actions.choose_digests(wish, actor=current_actor(), now=now())
    flash(_("Đã ghi nhận.") if changed else _("Đã được ghi nhận từ trước, không có gì thay đổi."))
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign out another device of one's own."""
    sign_in_actions.end_sign_in(sign_in_id, actor=current_actor(), now=now())
    flash(_("Đã đăng xuất máy đó."))
    return redirect(url_for("accounts.profile"), 303)


def page_before() -> str:
    """The page of this site the person comes from, if one may go back to it."""
    parts = urlsplit(request.referrer or "")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    adapter = current_app.create_url_adapter(request)
    if parts.netloc != request.host or adapter is None or not adapter.test(parts.path, "GET"):
        return "/"
    return safe_next(path) or "/"


def _lifetime(*, remember: bool) -> timedelta:
    config = current_app.config
    return timedelta(days=config["REMEMBER_DAYS"]) if remember else timedelta(hours=config["SESSION_HOURS"])


def _sign_in_page(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    known = current_app.extensions.get("demo_accounts") if current_app.config["DEMO"] else None
    html = render_template(
        "accounts/sign_in.html",
        form=form,
        contact=front_contact(db.session()),
        demo_accounts=known() if known else [],
        demo_password=current_app.extensions.get("demo_password", ""),
    )
    return html, status


def _profile_page(form: PasswordForm, status: int = 200) -> ResponseReturnValue:
    account = current_account()
    reader = db.session()
    seats = queries.seat_names(reader, [account.id], local_day(now()))
    page = profile_page(account, seats, queries.open_sign_ins(reader, account.id, now()), current_reader().sign_in_id)
    return render_template("accounts/profile.html", page=page, form=form), status
