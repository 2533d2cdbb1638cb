# Sourced by the other scripts: makes .venv with the project in it, once, and again when pyproject.toml changes.
# Needs a Python >= 3.11 with venv, nothing else; never touches the system's own packages.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    echo "kineret-bot needs Python 3.11 or newer with the venv module (on Debian and Ubuntu: apt install python3-venv)." >&2
    exit 1
}

# set_up PARTS: what to install beside the project: "" for the bot alone, or the name of a dependency group.
set_up() {
    stamp=".venv/.set-up-${1:-bot}"
    if [ -x .venv/bin/python ] && [ -e "$stamp" ] && [ ! pyproject.toml -nt "$stamp" ] &&
        .venv/bin/python -c 'import kineret_bot' >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    echo "Setting up in .venv (once) ..." >&2
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || "$python" -m venv --clear .venv
    if [ -n "${1:-}" ]; then
        # The groups of pyproject.toml, read by the Python at hand: older pips do not know them yet.
        .venv/bin/python - "$1" >.venv/requirements.txt <<'PY'
import sys, tomllib
groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]
def flat(name):
    for item in groups[name]:
        yield from flat(item["include-group"]) if isinstance(item, dict) else [item]
print("\n".join(flat(sys.argv[1])))
PY
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r .venv/requirements.txt
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable .
    touch "$stamp"
}

# need_programs PROGRAM=PACKAGE...: what only some tests need. Installed where this is root's Debian; elsewhere those
# tests are skipped, and this says which program is missing.
need_programs() {
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null 2>&1 || missing="${missing:-}${missing:+ }${pair#*=}"
    done
    [ -n "${missing:-}" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing for the tests: $missing ..." >&2
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        apt-get -qq update >/dev/null 2>&1 && apt-get -qq install -y --no-install-recommends $missing >/dev/null 2>&1 ||
            echo "That failed." >&2
    fi
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null 2>&1 ||
            echo "Tests that need ${pair%%=*} will be skipped: it is not here and could not be installed (Debian: apt-get install ${pair#*=})." >&2
    done
}
