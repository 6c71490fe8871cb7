"""What became of the wish for today's digest, in a sentence."""

from tracker.core.days import format_clock
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.mail.status import MAIL_STATE_WORDS
from tracker.reminders.on_wish import Outcome, Wish

_SENTENCES = {
    Outcome.QUEUED: N_("Thư nhắc hôm nay của đ/c %(name)s được gửi ngay."),
    Outcome.QUEUED_OUTSIDE: N_(
        "Ngoài giờ gửi thư nhắc: thư hôm nay của đ/c %(name)s vẫn được gửi ngay, theo yêu cầu riêng."
    ),
    Outcome.WAITING: N_("Thư nhắc hôm nay của đ/c %(name)s đang chờ gửi; không lập thư thứ hai."),
    Outcome.NOTHING: N_("Hôm nay không có việc nào cần nhắc đ/c %(name)s; không gửi thư."),
}


def wish_words(wish: Wish, zone: str) -> str:
    """The sentence for whoever asked."""
    if wish.outcome is Outcome.SENT and wish.sent_at is not None:
        clock = format_clock(wish.sent_at, zone)
        return _(
            "Thư nhắc hôm nay của đ/c %(name)s đã gửi lúc %(clock)s; không gửi lần nữa.", name=wish.name, clock=clock
        )
    if wish.outcome in _SENTENCES:
        return _(_SENTENCES[wish.outcome], name=wish.name)
    state = _(MAIL_STATE_WORDS[wish.mail_state]) if wish.mail_state else ""
    return _("Thư nhắc hôm nay của đ/c %(name)s: %(state)s. Xem trang gửi thư.", name=wish.name, state=state)
