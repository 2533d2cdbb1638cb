"""Runs of words, and their fingerprints: so that copying is found without keeping the text copied from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

SIZE = 6
"""Words in a row that may not be shared."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_LETTERS = 10
"""Hexadecimal digits kept of a fingerprint: too few to lead back to the words, enough to tell two thousand apart."""
_HEADER = "# sha256 "


def words(text: str) -> list[str]:
    """Lower-case words of a text, without punctuation; hyphens part words."""
    return _WORD.findall(text.lower().replace("’", "'"))


def fingerprint(run: Sequence[str]) -> str:
    """A short hash of one run of words."""
    return hashlib.sha256(" ".join(run).encode()).hexdigest()[:_LETTERS]


def write_fingerprints(document: bytes) -> str:
    """The content of `source-runs.txt` for a document: its hash, then the fingerprints of all its runs, sorted."""
    found = words(document.decode())
    prints = sorted({fingerprint(found[n : n + SIZE]) for n in range(len(found) - SIZE + 1)})
    head = f"{_HEADER}{hashlib.sha256(document).hexdigest()}\n"
    return (
        f"{head}# Fingerprints of every {SIZE} words in a row of that file, made by scripts/fingerprint-source.\n"
        + ("\n".join(prints) + "\n")
    )


def read_fingerprints(text: str) -> tuple[str, frozenset[str]]:
    """Hash of the document and fingerprints, as written above; an empty hash when there is none."""
    lines = text.split("\n")
    sha256 = lines[0].removeprefix(_HEADER).strip() if lines[0].startswith(_HEADER) else ""
    return sha256, frozenset(line for line in lines if line and not line.startswith("#"))
