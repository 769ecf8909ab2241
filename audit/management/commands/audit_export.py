"""Export one audit chain, or list all chains with their heads."""

from django.core.management.base import BaseCommand

from audit.selectors import chains, export_lines
from core import scope


class Command(BaseCommand):
    """`bin/manage audit_export` lists the chains; `bin/manage audit_export CHAIN > FILE` exports one."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        """Take the chain."""
        parser.add_argument("chain", nargs="?", help="for example authority:0192…; without it the chains are listed")

    def handle(self, *args, chain=None, **options) -> None:
        """Write to standard output."""
        with scope.everything(because="the operator exports the audit chain"):
            if chain is None:
                for row in chains():
                    self.stdout.write(f"{row['chain']}\t{row['number']}\t{row['hash']}")
                return
            for line in export_lines(chain):
                self.stdout.write(line)
