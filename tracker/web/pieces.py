"""Small pieces of pages that stand there again and again: an icon, a badge. Each is written once and then kept."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tracker.core.languages import language

MOST = 2048
"""Pieces kept for each macro; of those with many different words the ones long unused go."""


def remembered(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, asked only once for the same arguments in the same language: it may depend on nothing else."""

    @lru_cache(maxsize=MOST)
    def kept(_language: str, /, *args: Any, **kwargs: Any) -> str:
        return macro(*args, **kwargs)

    def piece(*args: Any, **kwargs: Any) -> str:
        return kept(language(), *args, **kwargs)

    return piece
