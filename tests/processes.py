"""`kineret-bot` as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def start(
    *arguments: str, given: bytes = b"", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `python` with these arguments to its end."""
    variables = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONUTF8": "1", **environment}
    return subprocess.run(
        [sys.executable, *arguments], input=given, capture_output=True, cwd=cwd, env=variables, timeout=600, check=False
    )


def kineret_bot(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `kineret-bot` with these arguments to its end."""
    return start("-m", "kineret_bot", *arguments, given=given, **environment)
