"""Long work says how far it came, to whoever listens: the page of the office, and the watch over hanging jobs.

Told by the loop that does the work. Where nobody listens, in a request or a test, it does nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int, float], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(doing: str, done: int, total: int, *, may_take: float = 0) -> None:
    """Say that `done` of `total` is done (0: unknown). `doing` is a source text marked with N_.

    `may_take`: seconds that the next step may rightly take beyond what any step may.
    """
    listener = _listener.get()
    if listener is not None:
        listener(doing, done, total, may_take)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let `listener` hear what is told inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
