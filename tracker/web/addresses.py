"""Addresses that are the same for everybody: those of pages that need nothing but their name."""

from functools import cache

from flask import request, url_for


def address_of(endpoint: str) -> str:
    """The address of a page without any value in it. Around every page stand twenty of these."""
    return _built(endpoint, request.script_root)


@cache
def _built(endpoint: str, _root: str) -> str:
    return url_for(endpoint)
