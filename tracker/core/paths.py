"""Where the templates, the migrations and the settings lie: in the checkout, or bundled inside the wheel."""

from pathlib import Path

_BUNDLED = Path(__file__).resolve().parent.parent / "_bundled"
_CHECKOUT = Path(__file__).resolve().parent.parent.parent

ROOT = _BUNDLED if _BUNDLED.is_dir() else _CHECKOUT
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"
SETTINGS = ROOT / "config.py"
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
