"""The one kind of error that is the user's to mend."""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from glutmin_viewer.content import Language

MOST_LETTERS = 3000  # of a sentence; what is quoted from a file may be as long as the file
JOINER = "\u200d"
COMMA_AND_POINT = str.maketrans(",.", ".,")


class Key(str):
    """What is told by a text of the window, by its key."""


class InputError(Exception):
    """Wrong input from outside: one clear sentence with what is wrong, where, and the remedy.

    The command line prints it and exits with 2; the window shows it and stays open. It is one line, whatever is quoted
    in it: a name may hold line breaks, and letters that can be neither printed nor encoded. key, values: where it is a
    text of the window, so that `told` can tell it in the language of the window.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(_short(sentence))
        self.key, self.values = "", dict[str, object]()

    @classmethod
    def of(cls, key: str, **values: object) -> Self:
        """The error that a text of the window tells; values are filled in, errors and keys among them in words."""
        error = cls(_filled(key, values, "en"))
        error.key, error.values = key, values
        return error


@contextmanager
def of_option(option: str) -> Iterator[None]:
    """What is found wrong within is told as that of an option of the command line."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{option}: {error}") from error


def told(error: InputError, language: Language) -> str:
    """What an error says, in a language as far as it is known there."""
    return _short(_filled(error.key, error.values, language)) if error.key else str(error)


def _texts(language: Language) -> Mapping[str, str]:
    from glutmin_viewer.content import content  # wanted only where something is wrong

    return content(language).ui


def _short(sentence: str) -> str:
    if len(sentence) > MOST_LETTERS:
        sentence = f"{sentence[: MOST_LETTERS // 2]} … {sentence[-MOST_LETTERS // 2 :]}"
    return one_line(sentence)


def _filled(key: str, values: dict[str, object], language: Language) -> str:
    words = {name: _in_words(value, language) for name, value in values.items()}
    return _texts(language)[key].format(**words)


def _in_words(value: object, language: Language) -> object:
    """A value of a sentence; of what the system says, what is known by its number. Figures are as a language writes
    them."""
    if isinstance(value, Key):
        return _texts(language)[value]
    if isinstance(value, InputError):
        return told(value, language)
    if isinstance(value, OSError):
        known = f"error_{errno.errorcode.get(value.errno or 0, '')}"
        return _texts(language).get(known, value.strerror or str(value))
    if isinstance(value, int | float):
        figures = f"{value:,}" if isinstance(value, int) else f"{value:,.7g}"
        return figures.translate(COMMA_AND_POINT) if language == "de" else figures
    return value


def one_line(text: str) -> str:
    """The text, where a letter that breaks the line, or cannot be encoded, is replaced."""
    return "".join("\ufffd" if _breaks(letter) else letter for letter in text)


def _breaks(letter: str) -> bool:
    """Whether a letter breaks lines, turns their direction or is none at all; what joins a pictograph does not."""
    if " " <= letter <= "~" or letter == JOINER:
        return False
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def first_line(error: BaseException) -> str:
    """What an error of a library says, for a sentence about it."""
    return (str(error) or type(error).__name__).splitlines()[0]
