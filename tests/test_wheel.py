"""The wheel: everything that the bot needs is inside, and it answers from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from kineret_bot import Bot

pytest.importorskip("hatchling", reason="the builder of the wheel is not installed")
ROOT = Path(__file__).parents[1]


def pip(*arguments: str) -> None:
    """Run pip without an index: nothing is fetched."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PIP_NO_INDEX": "1"})
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an empty environment with the wheel in it; it sees what it depends on, not this checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    pip("--python", str(commands / "python"), "install", "--no-deps", str(wheel))
    (packages,) = {path.parent for path in folder.rglob("kineret_bot") if path.is_dir()}
    libraries = {
        str(Path(module.__file__ or "").parents[1])
        for module in map(__import__, ("rapidfuzz", "prompt_toolkit", "yaml", "wcwidth"))
    }
    (packages / "libraries.pth").write_text("\n".join(sorted(libraries)))
    return commands


def ask(installed: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of that environment in some folder."""
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "KINERET_BOT_INTENTS")}
    return subprocess.run(
        [str(installed / command[0]), *command[1:]],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_wheel_holds_what_is_needed(wheel: Path) -> None:
    """
    Code, content with its weights, types' marker, widget and licence are in, and nothing beside the package.
    """
    names = zipfile.ZipFile(wheel).namelist()

    for name in (
        "kineret_bot/py.typed",
        "kineret_bot/intents/en/catalog.yaml",
        "kineret_bot/intents/en/weights.json",
        "kineret_bot/intents/en/lexicon/english.txt",
        "kineret_bot/intents/en/taking/storage.yaml",
        "kineret_bot/channels/http/static/kineret-chat.js",
    ):
        assert name in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"kineret_bot"}


def test_installed_bot_answers_from_any_folder(installed: Path, tmp_path: Path, bot: Bot) -> None:
    """
    In an empty environment, in another folder, the command gives the answer that the checkout gives.
    """
    done = ask(installed, tmp_path, "kineret-bot", "ask", "--json", "where do I keep it?")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["text"] == bot.reply("where do I keep it?").text


def test_installed_bot_uses_its_own_content(installed: Path, tmp_path: Path) -> None:
    """
    Package and content are those of the environment, not of this checkout.
    """
    script = "import kineret_bot, kineret_bot.locate as l; print(kineret_bot.__file__); print(l.intents_folder())"
    done = ask(installed, tmp_path, "python", "-c", script)

    assert done.stderr == ""
    assert all(Path(line).is_relative_to(installed.parent) for line in done.stdout.split("\n") if line)


def test_installed_bot_knows_its_version(installed: Path, tmp_path: Path, wheel: Path) -> None:
    """
    The version is that of the wheel.
    """
    done = ask(installed, tmp_path, "python", "-c", "import kineret_bot; print(kineret_bot.__version__)")

    assert done.stdout.strip() == wheel.name.split("-")[1]
