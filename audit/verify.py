"""The offline verifier: `python -m audit.verify EXPORT.jsonl [PUBLISHED_HEAD]`. Needs no Django and no database."""

import sys
from pathlib import Path

from audit.rules import verify_lines


def main(arguments: list[str]) -> int:
    """Verify one export; say what was found; 0 when it is sound, 1 when it is not."""
    if len(arguments) not in (1, 2):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with Path(arguments[0]).open(encoding="utf-8") as lines:
        report = verify_lines(lines, expected_head=arguments[1] if len(arguments) > 1 else "")
    for fault in report.faults:
        sys.stdout.write(f"FAULT: {fault}\n")
    sys.stdout.write(f"{report.chain}: {report.entries} entries, head {report.head}: ")
    sys.stdout.write("sound\n" if report.sound else "NOT sound\n")
    return 0 if report.sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
