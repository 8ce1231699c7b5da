"""The progress of the quiz on the machine: kept whole, told when it cannot be, and never in the way."""

from __future__ import annotations

import os

import pytest

from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.progress import Progress, Tally, load_progress, save_progress, with_answer, with_round


def answered() -> Progress:
    progress = with_answer(with_answer(with_answer(Progress(), "over", True), "find", False), "find", True)
    return with_round(progress, 5)


def test_answers_are_counted_by_kind_and_the_best_round_stays():
    progress = answered()
    assert dict(progress.kinds) == {"find": Tally(2, 1), "over": Tally(1, 1)}
    assert (progress.answered, progress.right, progress.best) == (3, 2, 5)
    assert with_round(progress, 3).best == 5 and with_round(progress, 7).best == 7
    assert with_round(Progress(), 0).best == 0


def test_what_is_saved_is_loaded_and_a_folder_is_made_for_it(tmp_path):
    path = tmp_path / "new" / "place" / "quiz.json"
    assert load_progress(path) == Progress()
    save_progress(answered(), path)
    assert load_progress(path) == answered()
    assert [p.name for p in path.parent.iterdir()] == ["quiz.json"]
    save_progress(Progress(), path)  # a reset
    assert load_progress(path) == Progress()


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"\xff\xfe\x00", b"[]", b'{"version": 2}', b'{"kinds": {"find": {"answered": 1}}, "more": 1}'),
        *(b'{"kinds": {"magic": {}}}', b'{"kinds": {"find": {"answered": 1, "right": 2}}}', b'{"best": -1}'),
        b'{"kinds": {"find": {"answered": "many"}}}',
    ],
)
def test_a_damaged_file_is_told_in_one_sentence_and_can_be_replaced(tmp_path, content):
    path = tmp_path / "quiz.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"quiz\.json is damaged") as caught:
        load_progress(path)
    assert "\n" not in str(caught.value)
    save_progress(answered(), path)
    assert load_progress(path) == answered()


def test_a_place_that_cannot_be_written_or_read_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="cannot be kept in"):
        save_progress(answered(), tmp_path / "file" / "quiz.json")
    (tmp_path / "quiz.json").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        load_progress(tmp_path / "quiz.json")
    with pytest.raises(InputError, match="cannot be kept in"):
        save_progress(answered(), tmp_path / "quiz.json")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_keeps_what_it_holds(tmp_path):
    save_progress(answered(), tmp_path / "quiz.json")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot be kept in"):
            save_progress(Progress(), tmp_path / "quiz.json")
        assert load_progress(tmp_path / "quiz.json") == answered()
    finally:
        tmp_path.chmod(0o700)
