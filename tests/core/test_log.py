"""The log file: written where it can be, and never in the way where it cannot."""

from __future__ import annotations

import pytest

from glutmin_viewer.core.log import LOG, MOST_BYTES, log_path, start_log


@pytest.fixture(autouse=True)
def closed():
    yield
    for handler in list(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()


def test_what_goes_wrong_is_written_with_the_versions(tmp_path):
    path = tmp_path / "new" / "glutmin_viewer.log"
    assert start_log(path)
    LOG.error("Traceback: it broke")
    text = path.read_text(encoding="utf-8")
    assert "ERROR Traceback: it broke" in text and "Python 3." in text


def test_starting_again_writes_once_and_the_file_does_not_grow_without_end(tmp_path):
    path = tmp_path / "glutmin_viewer.log"
    assert start_log(path) and start_log(path)
    LOG.error("once")
    assert path.read_text(encoding="utf-8").count("once") == 1
    for _ in range(40):
        LOG.error("x" * 20_000)
    assert path.stat().st_size <= MOST_BYTES and len(list(tmp_path.iterdir())) == 2


def test_a_place_that_cannot_be_written_is_no_harm(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert not start_log(tmp_path / "file" / "glutmin_viewer.log")
    LOG.error("unheard")
    assert "glutmin_viewer" in str(log_path())
