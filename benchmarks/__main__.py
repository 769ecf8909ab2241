"""`bin/bench [pages|wall|imports|papers|sweep|delivery|bulletin|duties|codes ...] [--hazards N] [--small N] ...`."""

import argparse

from benchmarks import bulletin, codes, delivery, duties, imports, pages, papers, report, sweep, wall


def main() -> None:
    """Run the named benchmarks (all by default) and print the table."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    every = ["pages", "wall", "imports", "papers", "sweep", "delivery", "bulletin", "duties", "codes"]
    parser.add_argument("names", nargs="*", choices=[*every, []], default=[])
    parser.add_argument("--hazards", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--requests", type=int, default=160)
    options = parser.parse_args()
    wanted = options.names or every
    if "codes" in wanted:
        report.save("codes", codes.run(hazards=options.small, requests=options.requests))
    if "pages" in wanted:
        report.save("pages", pages.run(hazards=options.hazards, small=options.small, requests=options.requests))
    if "wall" in wanted:
        report.save("wall", wall.run(hazards=options.hazards))
    if "imports" in wanted:
        report.save("imports", imports.run())
    if "papers" in wanted:
        report.save("papers", papers.run())
    if "sweep" in wanted:
        report.save("sweep", sweep.run(cases=options.hazards, small=options.small))
    if "delivery" in wanted:
        report.save("delivery", delivery.run())
    if "bulletin" in wanted:
        report.save("bulletin", bulletin.run())
    if "duties" in wanted:
        report.save("duties", duties.run(people=options.people))
    print(report.table())


if __name__ == "__main__":
    main()
