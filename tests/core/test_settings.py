"""What is chosen for the program itself: kept, and in no way to opening it."""

from __future__ import annotations

import pytest

from glutmin_viewer import cli
from glutmin_viewer.content import language
from glutmin_viewer.core.errors import InputError
from glutmin_viewer.core.settings import Settings, load_settings, save_settings, settings_path


def test_a_language_is_kept_and_none_is_chosen_before(tmp_path):
    path = tmp_path / "new" / "settings.json"
    assert load_settings(path) == Settings(None)
    save_settings(Settings("de"), path)
    assert load_settings(path).language == "de"


@pytest.mark.parametrize("held", [b"", b"[]", b'{"language": "fr"}', b'{"colour": 1}', b"\xff"])
def test_a_damaged_file_is_told(tmp_path, held):
    path = tmp_path / "settings.json"
    path.write_bytes(held)
    with pytest.raises(InputError, match=r"chosen in the settings in .* is damaged"):
        load_settings(path)


@pytest.mark.parametrize(
    ("kept", "asked", "locale", "spoken"),
    [
        ("de", [], "C", "de"),
        ("en", [], "de_DE.UTF-8", "en"),
        (None, [], "de_DE.UTF-8", "de"),
        ("de", ["en"], "C", "en"),
    ],
)
def test_the_window_speaks_as_asked_as_chosen_last_or_as_the_locale(monkeypatch, kept, asked, locale, spoken):
    if kept is not None:
        save_settings(Settings(kept), settings_path())
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(cli, "_has_display", lambda: False)
    heard = []
    monkeypatch.setattr(cli, "_gallery", lambda atlas, state: heard.append(language()))
    assert cli.run_cli([word for name in asked for word in ("--language", name)]) == 0
    assert heard == [spoken]


def test_a_damaged_choice_is_told_and_the_window_opens(monkeypatch, capsys):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text("{")
    monkeypatch.setattr(cli, "_has_display", lambda: False)
    monkeypatch.setattr(cli, "_gallery", lambda atlas, state: None)
    assert cli.run_cli([]) == 0
    assert "chosen in the settings" in capsys.readouterr().err
