"""Pages of this room."""

from tracker.administration import field_views

bp = field_views.bp
