"""A tiny content folder that each test may break in its own way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from content_copy import SHIPPED, TINY, Content

SHARED = ("dialogue.yaml", "replies.yaml", "thresholds.yaml")
"""Files that the tiny content has in common with the shipped one."""


@pytest.fixture
def content(tmp_path: Path) -> Content:
    """Whole content without fault, in a folder of its own."""
    folder = tmp_path / "intents" / "en"
    shutil.copytree(TINY, folder)
    for name in SHARED:
        shutil.copy(SHIPPED / name, folder)
    return Content(folder)
