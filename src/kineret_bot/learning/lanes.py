"""Sums of many rows at once: the numbers of a row stand side by side in one large integer.

Adding two rows is then one addition, which Python does in C; every sum is exact (docs/matching.md, `speed`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

_WIDTH = 4
"""Bytes of a lane."""
_HALF = 1 << (8 * _WIDTH - 1)
"""Added to every lane before a sum is read, so that none is below zero and borrows from the next."""
_SIGN = 0x80
"""The bit of a signed byte that says that it is below zero."""


class Lanes:
    """Rows of a fixed number of lanes. No lane of a sum may reach 2**31 either way."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._halves = self._filled(_HALF)
        self._signs = self._filled(_SIGN)

    def pack(self, row: bytes) -> int:
        """A row of signed bytes, to be added and multiplied."""
        lanes = bytearray(_WIDTH * self._count)
        lanes[::_WIDTH] = row
        return (int.from_bytes(lanes, "little") ^ self._signs) - self._signs

    def unpack(self, total: int) -> Sequence[int]:
        """The numbers of a row or of a sum of rows."""
        lanes = array("i", ((total + self._halves) ^ self._halves).to_bytes(_WIDTH * self._count, "little"))
        if sys.byteorder != "little":
            lanes.byteswap()
        return lanes

    def _filled(self, number: int) -> int:
        return int.from_bytes(number.to_bytes(_WIDTH, "little") * self._count, "little")
