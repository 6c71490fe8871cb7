"""A form sent twice gives its directives once: each carries the key of the form and its own place in it.

The action that gives work knows nothing of forms; the key reaches the rows as the default of their column, and
the unique key of the table refuses the second sending inside its transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

_keys: ContextVar[Iterator[str] | None] = ContextVar("form_keys", default=None)


@contextmanager
def entered_with(form_key: str) -> Iterator[None]:
    """Directives made inside come from the form with this key."""
    token = _keys.set(f"{form_key}/{place}" for place in count(1))
    try:
        yield
    finally:
        _keys.reset(token)


def next_form_key() -> str | None:
    """The key of the next directive; None for one that comes from no form."""
    keys = _keys.get()
    return None if keys is None else next(keys)
