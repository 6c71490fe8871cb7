"""`python3 -m tracker …` from a fresh checkout: make the environment if it is missing, then run the command in it.

Only the standard library is imported here, because nothing else is installed yet. Inside the environment, or when
the package was installed as a wheel, the command runs at once.
"""

import fcntl
import hashlib
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "made-from"
LOCKED = ROOT / "requirements.txt"
UV = "uv>=0.13,<0.14"
OLDEST = (3, 11)


def main() -> None:
    """Run the command line, in the made environment."""
    if _is_inside() or not LOCKED.exists():
        from tracker.cli import main as run  # noqa: PLC0415 - it needs what the environment holds

        sys.exit(run())
    if sys.version_info < OLDEST:  # this file is what an older Python meets first
        sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    with _alone():
        _make_environment()
    os.execv(PYTHON, [str(PYTHON), "-m", "tracker", *sys.argv[1:]])  # noqa: S606 - no shell is wanted


def _is_inside() -> bool:
    return Path(sys.prefix).resolve() == ENVIRONMENT


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts at once: the second waits until the first has made the environment."""
    try:
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        sys.exit(f"This folder must be writable, the environment is made in it: {error.filename}")


def _make_environment() -> None:
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    print("Setting up the environment in .venv (once) …", file=sys.stderr, flush=True)
    _install_uv()
    if not _runs_our_python():
        _uv("venv", "--clear", "--python", sys.executable, str(ENVIRONMENT))
    _uv("pip", "sync", "--python", str(PYTHON), "--require-hashes", str(LOCKED))
    # The checkout itself, so that the command `tracker` exists; what builds it has just been installed.
    _uv("pip", "install", "--python", str(PYTHON), "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(wanted)


def _fingerprint() -> str:
    """What the environment was made from: the locked list, the project, the folder and the Python."""
    made_from = hashlib.sha256()
    for path in (LOCKED, ROOT / "pyproject.toml"):
        made_from.update(path.read_bytes())
    return f"{made_from.hexdigest()} {sys.version_info[:2]} {ROOT}\n"


def _runs_our_python() -> bool:
    """Whether the environment exists and is of the same Python series as the one that runs this."""
    if not PYTHON.exists():
        return False
    ask = "import sys; print(sys.version_info[:2])"
    answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == str(sys.version_info[:2])


def _install_uv() -> None:
    if (TOOLS / "bin" / "uv").exists():
        return
    if find_spec("pip") is None:
        sys.exit("pip is missing; on Debian or Ubuntu: apt-get install python3-pip")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip, "--no-warn-script-location", "--target", str(TOOLS), UV], check=False)
    if done.returncode:
        sys.exit("pip could not install uv, see above; the set-up needs a package index")


def _uv(*arguments: str) -> None:
    environment = {**os.environ, "UV_COMPILE_BYTECODE": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    environment.pop("VIRTUAL_ENV", None)
    if _knows_authorities():  # an office's own network may have an authority that only this machine knows
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    done = subprocess.run([str(TOOLS / "bin" / "uv"), "--quiet", *arguments], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit("uv could not make the environment, see above; run the command again once that is mended")


def _knows_authorities() -> bool:
    """Whether the system has certificates of its own; without any, uv keeps to those it brings."""
    paths = ssl.get_default_verify_paths()
    places = [Path(each) for each in (paths.cafile, paths.capath) if each]
    return any(place.is_file() or any(place.iterdir()) for place in places)


if __name__ == "__main__":
    main()
