"""Where a person lands, and the plain page of further links."""

from flask import Blueprint, Flask

bp = Blueprint("navigation", __name__)


def init_app(app: Flask) -> None:
    """Give every page its chrome."""
