"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("directives", __name__)
