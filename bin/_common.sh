# Shared by every command in bin/. Sourced, never run. Sets ROOT and enters it.
set -euo pipefail
ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd -- "$ROOT"
export PYTHONDONTWRITEBYTECODE="${PYTHONDONTWRITEBYTECODE-}"
VENV_PYTHON="$ROOT/.venv/bin/python"

say() { printf '%s\n' "$*" >&2; }
die() { say "Safeloop: $*"; exit 1; }

# The newest Python of this machine that is at least 3.11, as a command name.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# install_requirements FILE: brings the virtual environment to FILE, unless it was brought there before.
install_requirements() {
    local file="$1" stamp want
    [ -f "$file" ] || return 0
    stamp="$ROOT/.venv/.installed-$file"
    want="$(sha256sum < "$file")"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
        return 0
    fi
    say "Installing the packages of $file ..."
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$VENV_PYTHON" --require-hashes -r "$file" || return 1
    else
        "$VENV_PYTHON" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$file" || return 1
    fi
    printf '%s' "$want" > "$stamp"
    # requirements-dev.txt holds every pin of requirements.txt (tests/operations/test_requirements.py).
    if [ "$file" = requirements-dev.txt ]; then
        sha256sum < requirements.txt > "$ROOT/.venv/.installed-requirements.txt"
    fi
}

# ensure_venv FILE...: .venv with the packages of each FILE. One process at a time.
ensure_venv() {
    local python file current=yes
    for file in "$@"; do
        if [ -f "$file" ] && [ "$(cat ".venv/.installed-$file" 2>/dev/null)" != "$(sha256sum < "$file")" ]; then
            current=no
        fi
    done
    if [ "$current" = yes ] && [ -x "$VENV_PYTHON" ]; then
        return 0
    fi
    mkdir -p var
    exec 9> var/venv.lock
    flock 9
    if ! "$VENV_PYTHON" -c 'import pip' >/dev/null 2>&1; then
        python="$(find_python)" || die "Python 3.11 or newer is needed; install python3 and python3-venv."
        rm -rf .venv
        "$python" -m venv .venv >/dev/null 2>&1 || die "Python's venv module is missing; install the package python3-venv."
    fi
    for file in "$@"; do
        install_requirements "$file" || die "the packages of $file could not be installed; the reason stands above."
    done
    exec 9>&-
}

# use_services: starts the embedded servers that no variable replaces, and exports where everything is.
use_services() {
    local lines
    lines="$("$VENV_PYTHON" config/services.py env)" || exit 1
    eval "$lines"
}
