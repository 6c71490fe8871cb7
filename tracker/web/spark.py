"""A small line of a few numbers: from numbers to places in a drawing of 66 by 20. A template prints it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, WIDTH = 2, 62
FLOOR, HEIGHT = 17, 14


@dataclass(frozen=True, kw_only=True)
class Spark:
    """The places of the line, each followed by a space, and where its last dot stands."""

    line: str
    x: int
    y: float


def spark(points: Sequence[float | None]) -> Spark | None:
    """The drawing of what is known of `points`; None where nothing is."""
    known = [point for point in points if point is not None]
    if not known:
        return None
    low = min(known)
    span, step = (max(known) - low) or 1, WIDTH / ((len(known) - 1) or 1)
    heights = [round(FLOOR - (point - low) * HEIGHT / span, 1) for point in known]
    line = "".join(f"{round(place * step + LEFT, 1)},{height} " for place, height in enumerate(heights))
    return Spark(line=line, x=LEFT + WIDTH if len(known) > 1 else LEFT, y=heights[-1])
