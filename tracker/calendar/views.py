"""Pages of this room."""

from tracker.administration import calendar_views

bp = calendar_views.bp
