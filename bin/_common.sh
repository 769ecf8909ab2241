# shellcheck shell=bash
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
        uv pip install --quiet --python "$VENV_PYTHON" --require-hashes -r "$file" >var/pip.log 2>&1
    else
        "$VENV_PYTHON" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
            -r "$file" >var/pip.log 2>&1
    fi || { tail -n 20 var/pip.log >&2; return 1; }
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

# missing_packages up|test: the Debian packages that this machine lacks, each told by what it is for and not by name.
missing_packages() {
    local python libraries
    if ! python="$(find_python)"; then
        printf 'python3 python3-venv '
    elif [ ! -x "$VENV_PYTHON" ] && ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        printf 'python3-venv '
    fi
    libraries="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)"
    case "$libraries" in *libpango-1.0.so.0*) ;; *) printf 'libpango-1.0-0 ' ;; esac
    case "$libraries" in *libpangoft2-1.0.so.0*) ;; *) printf 'libpangoft2-1.0-0 ' ;; esac
    case "$libraries" in *libharfbuzz-subset.so.0*) ;; *) printf 'libharfbuzz-subset0 ' ;; esac
    if [ -z "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; then
        printf 'fontconfig fonts-noto-cjk '
    fi
    command -v msgfmt >/dev/null 2>&1 || printf 'gettext '
    # The wheel that brings Redis ends with Python 3.12.
    if [ -z "${REDIS_URL:-}" ] && ! command -v redis-server >/dev/null 2>&1 && ! command -v valkey-server >/dev/null 2>&1 \
        && [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
        printf 'redis-server '
    fi
    if [ "$1" = test ]; then
        command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || printf 'chromium '
        command -v pdftoppm >/dev/null 2>&1 || printf 'poppler-utils '
        case "$libraries" in *libatomic.so.1*) ;; *) printf 'libatomic1 ' ;; esac # Playwright's driver needs it.
    fi
}

# ensure_packages up|test: installs what is missing, or says in one sentence what that is.
ensure_packages() {
    local missing as_root=""
    missing="$(missing_packages "$1")"
    missing="${missing% }"
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 || die "install what your system calls these Debian packages, then start again: $missing."
    if [ "$(id -u)" -ne 0 ]; then
        as_root="sudo"
        if ! command -v sudo >/dev/null 2>&1 || { ! sudo -n true >/dev/null 2>&1 && [ ! -t 0 ]; }; then
            die "these packages are missing and only root can install them: apt-get install $missing."
        fi
    fi
    say "Installing from the system's packages: $missing ..."
    mkdir -p var
    # $missing is a list of words; redis-server must not start a server of its own on a port.
    # shellcheck disable=SC2086
    if ! { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q \
        && $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends $missing; \
        } >var/apt.log 2>&1 </dev/null; then
        die "apt-get could not install $missing; its messages are in var/apt.log."
    fi
    # A Python that has only just come may need more (Redis, from 3.13 on).
    if [ "${2:-}" != again ]; then
        ensure_packages "$1" again
    fi
}

# fingerprint PATH...: one hash over the names and contents of all files there; paths that do not exist count as empty.
fingerprint() {
    local path
    for path in "$@"; do
        [ ! -e "$path" ] || find "$path" -type f ! -name '*.pyc' ! -name '*.mo' -print0
    done | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d ' ' -f 1
}

# once NAME LABEL FINGERPRINT COMMAND...: says the label and runs the command, unless it succeeded before with the same
# fingerprint.
once() {
    local stamp="var/stamps/$1" label="$2" want="$3"
    shift 3
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
        return 0
    fi
    say "$label ..."
    "$@" || return 1
    mkdir -p var/stamps
    printf '%s' "$want" > "$stamp"
}

# Message catalogues, without a walk through .venv and without starting Django.
compile_messages() {
    local catalogue
    find . -path ./.venv -prune -o -path ./var -prune -o -name '*.po' -print | while IFS= read -r catalogue; do
        msgfmt --check-format -o "${catalogue%.po}.mo" "$catalogue" || return 1
    done
}

# Only what a page can ask for: compressing every variant of Bootstrap and the pages of DRF takes a minute.
collect_static() {
    local name ignore=()
    for name in rest_framework 'bootstrap-*' 'bootstrap.css*' 'bootstrap.esm*' 'bootstrap.js*' 'bootstrap.min.js*' \
        'bootstrap.bundle.js*' '*.rtl.*' 'swagger-ui-es*' 'swagger-ui.js*'; do
        ignore+=(--ignore "$name")
    done
    "$VENV_PYTHON" manage.py collectstatic --noinput --verbosity 0 "${ignore[@]}"
}

manage() { "$VENV_PYTHON" manage.py "$@"; }
