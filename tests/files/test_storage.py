"""A file lies under the hash of its content, whole and flushed, before anybody speaks of it."""

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from tests.files.papers import PDF
from tracker.files.store import folder, keep, path_of


@pytest.fixture
def store(tmp_path):
    """The store of an application that has nothing else."""
    app = Flask(__name__)
    app.config["DATA_DIR"] = tmp_path / "data"
    with app.app_context():
        yield app


def test_it_is_found_under_its_hash(store):
    blob = keep(PDF)
    assert blob.sha256 == hashlib.sha256(PDF).hexdigest()
    assert blob.size == len(PDF)
    assert path_of(blob.sha256).read_bytes() == PDF
    assert path_of(blob.sha256).parent.parent == folder()


def test_nobody_may_write_into_it_or_run_it(store):
    mode = path_of(keep(PDF).sha256).stat().st_mode
    assert not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH | stat.S_IXUSR | stat.S_IROTH)


def test_the_same_content_lies_there_once(store):
    assert keep(PDF) == keep(PDF)
    assert [path.name for path in folder().rglob("*") if path.is_file()] == [hashlib.sha256(PDF).hexdigest()]


def test_a_file_cut_short_is_written_anew(store):
    target = path_of(keep(PDF).sha256)
    target.chmod(0o600)
    target.write_bytes(PDF[:5])
    keep(PDF)
    assert target.read_bytes() == PDF


def test_content_is_flushed_then_named_then_the_name_is_flushed(store, monkeypatch):
    happened = []

    def fsync(descriptor):
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        happened.append("content" if place.name.startswith(".new-") else place.name)

    replace = Path.replace
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", lambda self, target: (happened.append("named"), replace(self, target))[1])
    sha256 = keep(PDF).sha256
    assert happened == ["content", "named", sha256[:2], "evidence", "data"]
    happened.clear()
    keep(PDF)
    assert happened == [sha256[:2], "evidence", "data"]  # another process may have named it and not come further


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_half_way_leaves_nothing_that_looks_like_a_file(store, monkeypatch, step):
    def fail(*_args):
        raise OSError("the disk is full")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="full"):
        keep(PDF)
    assert [path for path in folder().rglob("*") if path.is_file()] == []


def test_many_at_once_leave_one_whole_file(store):
    def keep_it(_n):
        with store.app_context():
            return keep(PDF * 1000)

    with ThreadPoolExecutor(8) as pool:
        blobs = set(pool.map(keep_it, range(24)))
    assert len(blobs) == 1
    assert [path.stat().st_size for path in folder().rglob("*") if path.is_file()] == [len(PDF) * 1000]


def test_a_folder_given_relative_is_the_one_beside_the_process(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store.config["DATA_DIR"] = "here"
    assert path_of(keep(PDF).sha256).is_absolute()
    assert (tmp_path / "here" / "evidence").is_dir()
