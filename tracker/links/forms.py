"""The six digits, as typed."""

from tracker.core.words import N_
from tracker.web.fields import AtMost, LineField, Needed
from tracker.web.forms import Form


class CodeForm(Form):
    """What came by mail."""

    digits = LineField(
        N_("Mã 6 chữ số trong thư"),
        validators=[Needed(N_("Nhập 6 chữ số trong thư vừa gửi.")), AtMost(20)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )
