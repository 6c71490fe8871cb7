# WTForms ships no types, and those found elsewhere are of an older release: everything in it is anything.
from typing import Any

def __getattr__(name: str) -> Any: ...
