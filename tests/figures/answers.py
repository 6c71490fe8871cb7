"""What a list must hold, told in plain Python from the address that leads to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from tests.board.test_numbers import figures
from tests.board.worlds import Piece, organization_id, sees
from tracker.accounts.actor import Actor
from tracker.tasks.rules import DayView

EITHER = {"due": {"done", "late", "over"}, "dl": {"done", "late", "term", "over"}, "finished": {"done", "late"}}


@dataclass(frozen=True, kw_only=True)
class Answers:
    """`views` is today as each committee sees it."""

    pieces: tuple[Piece, ...]
    views: Mapping[str, DayView]
    cast: object

    def behind(self, actor: Actor, href: str) -> list[Piece]:
        """The tasks of the list that an address leads to."""
        args = dict(parse_qsl(urlsplit(href).query))
        return [each for each in self.pieces if self._in_list(each, actor, args)]

    def _in_list(self, piece: Piece, actor: Actor, args: Mapping[str, str]) -> bool:
        return (
            piece.counted
            and str(piece.quarter) == args["quarter"]
            and sees(actor, piece, self.cast)
            and self._of(piece, actor, args)
            and self._is(piece, args.get("state", ""))
            and args.get("group", self._group(piece)) == self._group(piece)
            and args.get("field", self._field(piece)) == self._field(piece)
        )

    def _of(self, piece: Piece, actor: Actor, args: Mapping[str, str]) -> bool:
        home = organization_id(piece, self.cast)
        if "org" in args:
            return home == int(args["org"])
        return "under" in args or len(actor.reads) > 1 or home == actor.organization_id

    def _is(self, piece: Piece, state: str) -> bool:
        view = self.views[piece.organization]
        if state == "planned":
            return piece.due_on is not None and piece.due_on <= view.today
        return not state or bool(figures(piece, view) & EITHER.get(state, {state}))

    def _group(self, piece: Piece) -> str:
        return str(self.cast.groups[piece.lead].id)

    def _field(self, piece: Piece) -> str:
        return str(self.cast.fields[piece.field].id) if piece.field else "0"
