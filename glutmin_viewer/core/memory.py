"""What is worked out again and again from what seldom changes: the last value of each thing, or one for each atlas."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")


class Memory:
    """One value by name, with the key that it was made for."""

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[Hashable, Any]] = {}

    def recall(self, name: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """The value made last for `name` if its key is still the same, else a new one."""
        if name in self._values and self._values[name][0] == key:
            value: T = self._values[name][1]
            return value
        value = make()
        self._values[name] = (key, value)
        return value


def kept_with(make: Callable[Concatenate[A, P], T]) -> Callable[Concatenate[A, P], T]:
    """A function whose results are kept as long as its first argument, of which they are made and which they must not
    hold.

    The other arguments say which result it is.
    """
    known: WeakKeyDictionary[A, dict[Hashable, T]] = WeakKeyDictionary()

    @wraps(make)
    def recall(of: A, /, *how: P.args, **named: P.kwargs) -> T:
        results, key = known.setdefault(of, {}), (how, *sorted(named.items()))
        if key not in results:
            results[key] = make(of, *how, **named)
        return results[key]

    return recall
