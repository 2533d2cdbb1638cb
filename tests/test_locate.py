"""Where the content is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kineret_bot.errors import ContentNotFound
from kineret_bot.locate import intents_folder


def content(folder: Path) -> Path:
    """A folder that counts as content."""
    folder.mkdir(parents=True)
    (folder / "catalog.yaml").touch()
    return folder


def test_shipped_content_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nothing set, the shipped content is found, whatever the current folder.
    """
    monkeypatch.chdir(tmp_path)

    assert (intents_folder() / "catalog.yaml").is_file()


def test_explicit_folder_comes_before_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    `--intents` beats KINERET_BOT_INTENTS, which beats the shipped content.
    """
    mine, theirs = content(tmp_path / "mine"), content(tmp_path / "theirs")
    monkeypatch.setenv("KINERET_BOT_INTENTS", str(theirs))

    assert intents_folder(mine) == mine
    assert intents_folder() == theirs


def test_folder_of_languages_stands_for_english(tmp_path: Path) -> None:
    """
    A folder that holds `en` stands for it.
    """
    english = content(tmp_path / "intents" / "en")

    assert intents_folder(tmp_path / "intents") == english


def test_missing_content_says_where_it_was_looked_for(tmp_path: Path) -> None:
    """
    The message names the place, what was expected, and the way out; the shipped content does not step in.
    """
    with pytest.raises(ContentNotFound) as caught:
        intents_folder(tmp_path / "nowhere")

    assert str(caught.value) == (
        f"no intents in {tmp_path / 'nowhere'}: expected a folder with catalog.yaml or en/catalog.yaml; "
        "set --intents or KINERET_BOT_INTENTS"
    )
