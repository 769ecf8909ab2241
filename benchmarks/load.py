"""A server under measurement, and a client that asks it as several people at once."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.database import ROOT

GUNICORN = "--workers 2 --worker-class gthread --threads 4 --keep-alive 30 --log-level warning"


@dataclass(frozen=True)
class Times:
    """Milliseconds of one address."""

    p50: float
    p95: float
    size: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Run gunicorn as in production (two workers of four threads) and yield its port."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, *f"--bind 127.0.0.1:{port} {GUNICORN}".split()],
        cwd=ROOT,
        env=dict(environment),
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True)
class Address:
    """A page on one of the servers, asked for in somebody's name."""

    port: int
    path: str
    cookies: str = ""


def in_turn(*addresses: Address, requests: int) -> list[float]:
    """Return the median milliseconds of each address, asked one after the other so many times.

    In turn, so that a slow moment of the machine falls on all of them alike.
    """
    connections = [http.client.HTTPConnection("127.0.0.1", each.port, timeout=30) for each in addresses]
    taken: list[list[float]] = [[] for _ in addresses]
    for number in range(requests + 6):
        for address, connection, times in zip(addresses, connections, taken, strict=True):
            begun = time.perf_counter()
            connection.request("GET", address.path, headers=_headers(address.cookies))
            answer = connection.getresponse()
            answer.read()
            if number >= 6:
                times.append((time.perf_counter() - begun) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{address.path} answered {answer.status} {answer.getheader('Location', '')}")
    for connection in connections:
        connection.close()
    return [median(times) for times in taken]


def _headers(cookies: str) -> dict[str, str]:
    return {"Host": "127.0.0.1", "Cookie": cookies, "Accept-Encoding": "identity"}


def measure(port: int, path: str, *, cookies: str = "", users: int, requests: int) -> Times:
    """Ask `requests` times in all, by `users` people at once on kept connections; any answer but 200 is an error."""
    taken: list[float] = []
    problems: list[str] = []
    size = [0]

    def ask(times: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = _headers(cookies)
        for _ in range(times):
            begun = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            taken.append((time.perf_counter() - begun) * 1000)
            size[0] = len(body)
            if answer.status != 200:
                problems.append(f"{path} answered {answer.status} {answer.getheader('Location', '')}")
                return

    ask(6)
    taken.clear()
    threads = [threading.Thread(target=ask, args=(requests // users,)) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise SystemExit(problems[0])
    return Times(p50=median(taken), p95=quantiles(taken, n=20)[-1], size=size[0])
