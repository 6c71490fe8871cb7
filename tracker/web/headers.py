"""Headers of every answer, and the refusal of writes that come from another site."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_host

if TYPE_CHECKING:  # these names exist for type checkers only
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
View = TypeVar("View", bound=Callable[..., object])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Add the headers to every answer and check where every write comes from."""
    app.before_request(refuse_other_origins)
    app.after_request(add_headers)
    app.wsgi_app = OwnHostsOnly(app.wsgi_app, app.config["TRUSTED_HOSTS"])  # type: ignore[method-assign]


class OwnHostsOnly:
    """Answers a request for any other host with 400 before the application sees it: it could not even write a page."""

    def __init__(self, app: "WSGIApplication", hosts: list[str]) -> None:
        self.app = app
        self.hosts = hosts

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            get_host(environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), trusted_hosts=self.hosts)
        except SecurityError:
            refusal = Response("Bad Request", status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
            refusal.headers["X-Content-Type-Options"] = "nosniff"
            return refusal(environ, start_response)
        return self.app(environ, start_response)


def from_anywhere(view: View) -> View:
    """Take posts without a form token and from any site: the address itself is the proof, no cookie is."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def checks_token_itself(view: View) -> View:
    """Let the view read its form before the token is checked: a token that grew old may not cost what was typed.

    Its form still refuses a wrong token, and writes from other sites are refused as everywhere.
    """
    view.checks_token_itself = True  # type: ignore[attr-defined]
    return view


def is_from_anywhere(endpoint: str | None) -> bool:
    """Whether the view of `endpoint` said so."""
    return getattr(current_app.view_functions.get(endpoint or ""), "from_anywhere", False)


def refuse_other_origins() -> None:
    """A form of another site may carry our cookie; the browser says where it came from."""
    if request.method in SAFE_METHODS or is_from_anywhere(request.endpoint):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)


def add_headers(response: Response) -> Response:
    """No outside source, no framing, no guessing of types, nothing kept by caches but what a hash names."""
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "geolocation=(), microphone=(), payment=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers or not response.cache_control.public:
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Cookie")
    return response
