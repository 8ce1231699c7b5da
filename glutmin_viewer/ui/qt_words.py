"""Qt's own words, such as those of the dialog for files, in the language in use."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from glutmin_viewer.content import language

_translators: dict[str, QTranslator] = {}


def speak_qt() -> None:
    """Let Qt say its words in the language in use; it has English ones built in."""
    app = QCoreApplication.instance()
    assert app is not None
    for translator in _translators.values():
        app.removeTranslator(translator)
    name = f"qtbase_{language()}"
    if name not in _translators:
        _translators[name] = QTranslator()
        _translators[name].load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    if not _translators[name].isEmpty():
        app.installTranslator(_translators[name])
