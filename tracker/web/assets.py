"""Style sheets and scripts, each under the hash of its content, so that browsers may keep them for ever.

Bootstrap's style sheet comes out of an installed package; nothing of others lies in this project.
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, has_request_context, request, send_file, url_for

bp = Blueprint("web", __name__)

_OWN = Path(__file__).resolve().parent / "static"
_VENDORED = {"bootstrap.min.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css")}


@cache
def _path(name: str) -> Path | None:
    if name in _VENDORED:
        package, inside = _VENDORED[name]
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError(f"the package {package} is not installed")
        return Path(spec.submodule_search_locations[0]) / inside
    own = {path.name: path for path in _OWN.iterdir() if path.is_file()}
    return own.get(name)


@cache
def _digest(name: str) -> str:
    path = _path(name)
    if path is None:
        raise FileNotFoundError(name)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@bp.get("/static/<digest>/<name>")
def asset(digest: str, name: str) -> Response:
    """One file; an address with an old hash is gone."""
    path = _path(name)
    if path is None or _digest(name) != digest:
        abort(404)
    response = send_file(path, conditional=True)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def asset_url(name: str) -> str:
    """The address of a file, with its hash."""
    return _address(name, request.script_root if has_request_context() else "")


@cache
def _address(name: str, _root: str) -> str:
    return url_for("web.asset", digest=_digest(name), name=name)


def init_app(app: Flask) -> None:
    """Serve the files, and let templates ask for `asset('theme.css')`."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset_url
