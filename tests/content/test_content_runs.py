"""Fingerprints of the source: what they hold, and what they do not."""

from __future__ import annotations

from content_copy import TINY

from kineret_bot.content.checks.runs import fingerprint, read_fingerprints, words, write_fingerprints

SOURCE = TINY.parent / "tiny_source.txt"


def test_words_are_compared_without_marks() -> None:
    """
    Capitals, hyphens, quotes and brackets make no difference.
    """
    found = words("Still’s disease (E. coli), Interleukin-1!")

    assert found == ["still's", "disease", "e", "coli", "interleukin", "1"]


def test_fingerprints_are_those_of_the_document() -> None:
    """
    The script's output is what stands in the content, byte for byte.
    """
    text = write_fingerprints(SOURCE.read_bytes())

    assert text == (TINY / "source-runs.txt").read_text(encoding="ascii")


def test_every_run_of_six_words_is_there() -> None:
    """
    Runs go over the ends of sentences and lines.
    """
    found = words(SOURCE.read_text(encoding="utf-8"))

    _, fingerprints = read_fingerprints((TINY / "source-runs.txt").read_text(encoding="ascii"))

    assert all(fingerprint(found[n : n + 6]) in fingerprints for n in range(len(found) - 5))


def test_no_word_of_the_document_is_kept() -> None:
    """
    Hashes in the order of the alphabet tell nothing of the text.
    """
    lines = (TINY / "source-runs.txt").read_text(encoding="ascii").split("\n")[2:-1]

    assert lines == sorted(lines)
    assert all(len(line) == 10 and set(line) <= set("0123456789abcdef") for line in lines)


def test_text_without_a_header_has_no_hash() -> None:
    """
    A file that names no document belongs to none.
    """
    assert read_fingerprints("abc\n") == ("", frozenset({"abc"}))
