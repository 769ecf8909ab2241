"""Verify an exported audit chain; the same as `python -m audit.verify`, which needs no database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit.rules import verify_lines


class Command(BaseCommand):
    """`bin/manage audit_verify FILE [--head HASH]`: ends with 1 and the faults unless the chain is sound."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        """Take the export and a head published elsewhere."""
        parser.add_argument("file")
        parser.add_argument("--head", default="", help="the hash that was published, for example in the bulletin")

    def handle(self, *args, file, head, **options) -> None:
        """Say what was found."""
        with Path(file).open(encoding="utf-8") as lines:
            report = verify_lines(lines, expected_head=head)
        if not report.sound:
            raise CommandError("\n".join(report.faults))
        self.stdout.write(f"{report.chain}: {report.entries} entries, head {report.head}: sound")
