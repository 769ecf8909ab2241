"""`bin/bench [pages|wall|imports|papers|sweep|delivery|bulletin|duties|codes ...] [--hazards N] [--small N] ...`."""

import argparse
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import bulletin, codes, delivery, duties, imports, pages, papers, report, sweep, wall
from benchmarks.database import ROOT


def measures(options: argparse.Namespace) -> dict[str, Callable[[], list[dict]]]:
    """Return every benchmark by its name."""
    return {
        "codes": partial(codes.run, hazards=options.small, requests=options.requests),
        "pages": partial(pages.run, hazards=options.hazards, small=options.small, requests=options.requests),
        "wall": partial(wall.run, hazards=options.hazards),
        "imports": imports.run,
        "papers": papers.run,
        "sweep": partial(sweep.run, cases=options.hazards, small=options.small),
        "delivery": delivery.run,
        "bulletin": bulletin.run,
        "duties": partial(duties.run, people=options.people),
    }


def main() -> None:
    """Run the named benchmarks (all by default) and print the table."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--hazards", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--requests", type=int, default=160)
    options = parser.parse_args()
    known = measures(options)
    wanted = options.names or list(known)
    if unknown := set(wanted) - known.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if len(wanted) == 1:
        report.save(wanted[0], known[wanted[0]]())
    else:
        # Each in a process of its own: Django is set up once a process, for one database.
        sizes = [f"--{name}={getattr(options, name)}" for name in ("hazards", "small", "people", "requests")]
        for name in wanted:
            subprocess.run(
                [sys.executable, "-m", "benchmarks", name, *sizes], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
            )
    print(report.table())


if __name__ == "__main__":
    main()
