"""The last value of each thing that is worked out again and again from what seldom changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

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
