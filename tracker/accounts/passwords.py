"""Password hashes: argon2id, at the cost the settings ask for.

A password typed with an accent as a sign of its own and one typed with the accent built in are the same
password: which of the two a keyboard sends, nobody can see.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app


def hash_password(password: str) -> str:
    """An argon2id hash with its salt and cost inside."""
    return _hasher().hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes as long to say no."""
    try:
        _hasher().verify(stored or _nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    return _hasher().check_needs_rehash(stored)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _hasher() -> PasswordHasher:
    config = current_app.config
    return PasswordHasher(
        time_cost=config["PASSWORD_TIME_COST"], memory_cost=config["PASSWORD_MEMORY_KIB"], parallelism=1
    )


def _nobody() -> str:
    """A hash nobody knows the password of, made once, so that an unknown address costs the same time."""
    cached: str | None = current_app.extensions.get("nobody_hash")
    if cached is None:
        cached = current_app.extensions["nobody_hash"] = hash_password("nobody's password")
    return cached
