"""Loads the reference data that ships with Safeloop: regions, calendar, industries, criteria, checklists."""

from django.core.management.base import BaseCommand

from checklists import reference as checklists_reference
from core import clock, scope
from enterprises import reference as enterprises_reference
from regions import reference as regions_reference

STEPS = (
    ("Regions and calendar", regions_reference),
    ("Industries and competent authorities", enterprises_reference),
    ("Standards, criteria and checklists", checklists_reference),
)


class Command(BaseCommand):
    """Load everything, in the order of the layers. Repeating it changes nothing that is already there and equal."""

    help = "Load regions, the working calendar, industries, criteria and checklists from data/. Safe to repeat."

    def handle(self, *args, **options) -> None:
        """Load inside one transaction: either all of it is new, or none."""
        now = clock.now()
        with scope.everything(because="Reference data belongs to the nation"):
            for step, (title, reference) in enumerate(STEPS, start=1):
                self.stdout.write(f"[{step}/{len(STEPS)}] {title}")
                reference.load(now=now, say=lambda line: self.stdout.write(f"  {line}"))
        took = (clock.now() - now).total_seconds()
        self.stdout.write(self.style.SUCCESS(f"Reference data is in place ({took:.1f} s)."))
