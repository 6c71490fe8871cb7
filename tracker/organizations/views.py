"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("organizations", __name__)
