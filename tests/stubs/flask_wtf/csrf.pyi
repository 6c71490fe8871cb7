# Flask-WTF ships no types: everything in it is anything.
from typing import Any

def __getattr__(name: str) -> Any: ...
