"""The one kind of error that is the user's to mend."""

from __future__ import annotations

import unicodedata

MOST_LETTERS = 3000  # of a sentence; what is quoted from a file may be as long as the file
JOINER = "\u200d"


class InputError(Exception):
    """Wrong input from outside: one clear sentence with what is wrong, where, and the remedy.

    The command line prints it and exits with 2; the window shows it and stays open. It is one line, whatever is quoted
    in it: a name may hold line breaks, and letters that can be neither printed nor encoded.
    """

    def __init__(self, sentence: str) -> None:
        if len(sentence) > MOST_LETTERS:
            sentence = f"{sentence[: MOST_LETTERS // 2]} … {sentence[-MOST_LETTERS // 2 :]}"
        super().__init__(one_line(sentence))


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
