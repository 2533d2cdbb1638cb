"""Another project has the built wheel installed, writes a `*.qa.yaml` and runs pytest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("hatchling", reason="needs hatchling, of the group `test`, to build the wheel")
ROOT = Path(__file__).parents[2]
SCRIPT = """\
version: 1
tests:
  - name: alarm
    tags: [safety]
    ask:
      - "I can't breathe"
      - "my lips are swollen and I cannot breathe"
    expect: {kind: escalate, alert: {level: emergency, form: card}, contains: ["911"]}
  - name: never so
    ask: "zxcvb qwrtp"
    expect: {kind: chat, contains: "hello"}
  - name: known
    ask:
      - {text: "zxcvb qwrtp", xfail: "is not a word"}
    expect: {kind: answer}
  - name: talk
    steps:
      - {user: "I can't breathe", expect: {kind: escalate}}
      - {user: "thanks", expect: {contains: "911"}}
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that holds our wheel, and what it needs borrowed from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    site = next((folder / "env").glob("lib/python*/site-packages"))
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*install, "--target", site, wheel], check=True)
    # Only the folder itself is taken over, not the links to checkouts that editable installs put into it.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "env" / "bin" / "python"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that tests what the bot says."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "ours.qa.yaml").write_text(SCRIPT)
    return tmp_path


def _run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    return subprocess.run(
        [python, "-m", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_it_runs_from_the_wheel(python, project):
    """
    What is imported there is the installed wheel, not this checkout.
    """
    ran = subprocess.run(
        [python, "-c", "import kineret_bot; print(kineret_bot.__file__)"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stdout.startswith(str(python.parents[1]))


def test_another_project_sees_passes_failures_and_known_failures(python, project):
    """
    Passes, one failure at file:line with expected, got and why, and one known failure.
    """
    ran = _run(python, project, "pytest", "-rfx")

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "1 failed, 3 passed, 1 xfailed" in ran.stdout
    assert "tests/ours.qa.yaml:10: never so: “zxcvb qwrtp”" in ran.stdout
    assert "  kind: expected `chat`, got `decline`" in ran.stdout
    assert "  why: " in ran.stdout
    assert "FAILED tests/ours.qa.yaml::never so[zxcvb qwrtp] - kind: expected `chat`" in ran.stdout
    assert "XFAIL tests/ours.qa.yaml::known[zxcvb qwrtp] - is not a word" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_phrasings_are_selected_by_name_and_tag(python, project):
    """
    -k, -m with registered markers, and an address each pick what they name.
    """
    by_word = _run(python, project, "pytest", "-k", "swollen", "-v")
    by_tag = _run(python, project, "pytest", "-m", "safety", "--strict-markers")
    by_address = _run(python, project, "pytest", "tests/ours.qa.yaml::talk")

    assert "tests/ours.qa.yaml::alarm[my lips are swollen and I cannot breathe] PASSED" in by_word.stdout
    assert "2 passed, 3 deselected" in by_tag.stdout
    assert "1 passed" in by_address.stdout


def test_a_mistake_in_a_file_is_shown_at_its_line(python, project):
    """
    A file that cannot be read fails the run with file:line, without a traceback.
    """
    (project / "tests" / "bad.qa.yaml").write_text("version: 1\ntests:\n  - name: x\n    aks: hi\n")

    ran = _run(python, project, "pytest")

    assert ran.returncode == 2
    assert "tests/bad.qa.yaml:4: tests[0].aks: unknown key; did you mean `ask`?" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_other_content_can_be_asked(python, project):
    """
    --kineret-intents names the content; a folder without any is said in one sentence.
    """
    ran = _run(python, project, "pytest", "--kineret-intents", "nowhere")

    assert "no intents in nowhere: expected a folder with catalog.yaml" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_nothing_of_ours_is_imported_without_need(python, project):
    """
    In a project without `*.qa.yaml` the plugin loads nothing else of ours, and no YAML.
    """
    (project / "tests" / "ours.qa.yaml").unlink()
    lines = (
        "    assert sorted(n for n in sys.modules if n.split('.')[0] in ('kineret_bot', 'yaml', 'rapidfuzz')) == [\n"
    )
    names = "        'kineret_bot', 'kineret_bot.pytest_plugin']\n"
    (project / "tests" / "test_modules.py").write_text(f"import sys\n\ndef test_modules():\n{lines}{names}")

    ran = _run(python, project, "pytest")

    assert "1 passed" in ran.stdout, ran.stdout


def test_junit_is_shaped_as_pytest_writes_it(python, project):
    """
    `kineret-bot test --junit` and `pytest --junitxml` agree on elements, attributes, names and outcomes.
    """
    _run(python, project, "pytest", "--junitxml", "theirs.xml")
    _run(python, project, "kineret_bot", "test", "tests", "--junit", "ours.xml")

    ours, theirs = (ElementTree.parse(project / name).getroot() for name in ("ours.xml", "theirs.xml"))
    assert _shape(ours) == _shape(theirs)
    assert _counts(ours) == _counts(theirs) == {"tests": "5", "failures": "1", "errors": "0", "skipped": "1"}


def test_junit_has_what_its_readers_require(python, project):
    """
    The elements, the attributes that have to be there, and times as numbers with three places.
    """
    _run(python, project, "kineret_bot", "test", "tests", "--junit", "ours.xml")

    root = ElementTree.parse(project / "ours.xml").getroot()
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    assert {"name", "tests", "failures", "errors"} <= set(suite.keys())
    for case in suite:
        assert case.tag == "testcase"
        assert {"name", "classname", "time"} == set(case.keys())
        assert {child.tag for child in case} <= {"failure", "skipped"}
    assert all(re.fullmatch(r"\d+\.\d{3}", timed.get("time", "")) for timed in (suite, *suite))


def _counts(root: ElementTree.Element) -> dict[str, str | None]:
    return {name: root[0].get(name) for name in ("tests", "failures", "errors", "skipped")}


def _shape(element: ElementTree.Element) -> tuple[object, ...]:
    """Element, attribute names, what names a case and its outcome, and the same of its children."""
    told = {name: element.get(name) for name in ("classname", "type")}
    if element.tag in ("testcase", "skipped", "failure"):
        told |= {"name": element.get("name"), "message": element.get("message")}
    return element.tag, sorted(element.keys()), told, [_shape(child) for child in element]
