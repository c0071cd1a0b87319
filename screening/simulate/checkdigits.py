"""Check digits put on made-up identifiers, over whole columns at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

# ISO 6346: letters count 10 to 38, leaving out the multiples of 11
_LETTERS = np.array([v for v in range(10, 39) if v % 11], dtype=np.int64)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_OWNERS = 26 * 26
_SPACE = _OWNERS * 1_000_000
_STRIDE = 193_877_777  # coprime to the space, so every counter gets a number of its own


def container_numbers(counters: IntArray) -> npt.NDArray[np.str_]:
    """ISO 6346 container numbers, one a counter, all different and all with a right digit.

    Owner codes S?? U are made up; the check digit is the weighted sum mod 11 mod 10.
    """
    x = (counters * _STRIDE) % _SPACE
    owner, serial = x // 1_000_000, x % 1_000_000
    second, third = owner // 26, owner % 26
    total = _LETTERS[18] + _LETTERS[second] * 2 + _LETTERS[third] * 4 + _LETTERS[20] * 8
    for place in range(6):
        total = total + (serial // 10 ** (5 - place) % 10) * 2 ** (place + 4)
    letters = np.array([chr(65 + i) for i in range(26)])
    text = np.char.add(np.char.add("S", letters[second]), np.char.add(letters[third], "U"))
    digits = np.char.mod("%06d", serial)
    return np.char.add(np.char.add(text, digits), (total % 11 % 10).astype("U1"))


def imo_numbers(counters: IntArray) -> npt.NDArray[np.str_]:
    """IMO ship numbers, one a counter below 100,000, with a right last digit."""
    stem = 900_000 + counters
    total = np.zeros_like(stem)
    for place in range(6):
        total += (stem // 10 ** (5 - place) % 10) * (7 - place)
    return np.char.add(stem.astype("U6"), (total % 10).astype("U1"))


def uscc(serial: int) -> str:
    """A unified social credit code of Shanghai (310115) with a right mod-31 digit."""
    body = f"91310115MA{serial:07d}"
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return body + _USCC_ALPHABET[(31 - total % 31) % 31]
