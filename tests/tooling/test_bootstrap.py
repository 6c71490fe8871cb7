"""`python3 -m tracker` before anything is installed, in a checkout of its own whose uv only writes down its calls."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tracker

PACKAGE = Path(tracker.__file__).parent
ALONE = ("__init__.py", "__main__.py", "commands/leash.py")  # run before, or outside, the environment

UV = f"""#!/bin/sh
echo "$@" >> "$(dirname "$0")/../calls"
case "$*" in *" venv "*) for folder; do :; done; exec "{sys.executable}" -m venv --without-pip "$folder";; esac
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with a space in its name, the bootstrap, a command line that tells its arguments, and a uv."""
    root = tmp_path / "a check out"
    (root / "tracker").mkdir(parents=True)
    (root / ".venv-tools" / "bin").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(PACKAGE / name, root / "tracker" / name)
    (root / "tracker" / "cli.py").write_text(
        "import sys\ndef main():\n    print('ran', sys.prefix, sys.argv[1:])\n    return 7\n"
    )
    (root / "requirements.txt").write_text("flask==3.1.3 --hash=sha256:0\n")
    (root / "pyproject.toml").write_text("[project]\n")
    uv = root / ".venv-tools" / "bin" / "uv"
    uv.write_text(UV)
    uv.chmod(0o755)
    return root


def start(root, *arguments, python=sys.executable):
    return subprocess.Popen(
        [python, "-m", "tracker", *arguments], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def calls(root):
    return (root / ".venv-tools" / "calls").read_text().splitlines()


def test_what_runs_before_the_environment_imports_the_standard_library_only():
    for name in ALONE:
        tree = ast.parse((PACKAGE / name).read_text())
        at_the_top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {alias.name for node in at_the_top if isinstance(node, ast.Import) for alias in node.names} | {
            node.module for node in at_the_top if isinstance(node, ast.ImportFrom)
        }
        assert {each.partition(".")[0] for each in names} <= sys.stdlib_module_names, name


def test_the_first_start_makes_the_environment_and_runs_the_command_in_it(checkout):
    first = start(checkout, "demo", "two words")
    out, err = first.communicate(timeout=60)
    assert out == f"ran {checkout / '.venv'} ['demo', 'two words']\n", err
    assert first.returncode == 7
    made, synced, installed = calls(checkout)
    assert made.startswith("--quiet venv --clear --python ")
    assert "pip sync" in synced
    assert "--require-hashes" in synced
    assert "--no-deps --no-build-isolation --editable" in installed


def test_a_second_start_makes_nothing(checkout):
    for _ in range(2):
        out, _err = start(checkout, "demo").communicate(timeout=60)
        assert "['demo']" in out
    assert len(calls(checkout)) == 3


def test_a_changed_list_of_packages_is_installed_into_the_same_environment(checkout):
    start(checkout).communicate(timeout=60)
    (checkout / "requirements.txt").write_text("flask==3.1.4 --hash=sha256:1\n")
    start(checkout).communicate(timeout=60)
    assert [" venv " in call for call in calls(checkout)] == [True, False, False, False, False]


def test_two_starts_at_once_make_it_once(checkout):
    both = [start(checkout, "demo"), start(checkout, "test")]
    outs = [each.communicate(timeout=60)[0] for each in both]
    assert "['demo']" in outs[0]
    assert "['test']" in outs[1]
    assert len(calls(checkout)) == 3


def test_inside_the_environment_nothing_is_made(checkout):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(checkout / ".venv")], check=True)
    out, _err = start(checkout, "db", python=str(checkout / ".venv" / "bin" / "python")).communicate(timeout=60)
    assert out == f"ran {checkout / '.venv'} ['db']\n"
    assert not (checkout / ".venv-tools" / "calls").exists()


def test_an_installed_package_runs_as_it_is(checkout):
    (checkout / "requirements.txt").unlink()
    out, _err = start(checkout, "serve").communicate(timeout=60)
    assert out == f"ran {sys.prefix} ['serve']\n"


def test_without_pip_one_line_names_the_package_to_install(checkout, tmp_path):
    (checkout / ".venv-tools" / "bin" / "uv").unlink()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    bare = start(checkout, "demo", python=str(tmp_path / "bare" / "bin" / "python"))
    _out, err = bare.communicate(timeout=60)
    assert bare.returncode == 1
    assert err.splitlines()[-1] == "pip is missing; on Debian or Ubuntu: apt-get install python3-pip"
    assert "Traceback" not in err


def test_a_failing_uv_ends_in_one_line_and_the_next_start_tries_again(checkout):
    uv = checkout / ".venv-tools" / "bin" / "uv"
    uv.write_text("#!/bin/sh\necho no network >&2\nexit 2\n")
    failing = start(checkout, "demo")
    _out, err = failing.communicate(timeout=60)
    assert failing.returncode == 1
    assert "no network" in err
    assert "Traceback" not in err
    uv.write_text(UV)
    out, _err = start(checkout, "demo").communicate(timeout=60)
    assert "['demo']" in out
