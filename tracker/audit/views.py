"""Pages of this room."""

from tracker.administration import audit_views

bp = audit_views.bp
