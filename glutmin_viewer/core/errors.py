"""The one kind of error that is the user's to mend."""

from __future__ import annotations


class InputError(Exception):
    """Wrong input from outside: one clear sentence with what is wrong, where, and the remedy.

    The command line prints it and exits with 2; the window shows it and stays open.
    """
