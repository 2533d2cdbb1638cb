"""Values that remember what they worked out, and are stored without that."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

_F = TypeVar("_F", bound=Callable[..., Any])
_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")


class Remembering:
    """Something immutable with methods whose results are worth keeping; what they keep is no part of a pickle."""

    def _remember(self) -> None:
        """Set up what keeps results; called when the value is made or read."""
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if not hasattr(value, "cache_clear")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._remember()


def remembered(most: int, method: _F) -> _F:
    """A method that keeps its last results: at most so many, so that memory stays bounded."""
    return lru_cache(maxsize=most)(method)  # type: ignore[return-value]


class WhileAlive(Generic[_Argument, _Result]):
    """A method that keeps a result as long as its argument lives: nothing of a message stays once it is answered."""

    def __init__(self, method: Callable[[_Argument], _Result]) -> None:
        self._method = method
        self._kept: WeakKeyDictionary[Any, _Result] = WeakKeyDictionary()

    def __call__(self, argument: _Argument) -> _Result:
        found = self._kept.get(argument)
        if found is None:
            found = self._kept[argument] = self._method(argument)
        return found

    def __len__(self) -> int:
        """Results kept just now."""
        return len(self._kept)

    def cache_clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
