"""How templates are looked after: as Flask does, only that none of them has globals of its own."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from typing_extensions import override


class SharedGlobals(Environment):
    """Templates see the globals of the application as the plain dictionary they are.

    Jinja lays a map over them for each template and walks it in Python at every page and every import of a macro.
    """

    @override
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
