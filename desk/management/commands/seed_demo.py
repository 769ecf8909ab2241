"""Builds the demonstration: two provinces with bureaus, enterprises, people, and cases in every state."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import translation

from core import clock, scope
from desk.demo.cast import GUIDE, PASSWORD, PEOPLE
from desk.demo.codes import Codes
from desk.demo.conduct import Conduct
from desk.demo.duties import Duties
from desk.demo.letters import Letters
from desk.demo.listings import Listings
from desk.demo.lists import Lists
from desk.demo.play import Play
from desk.demo.reports import Reports
from desk.demo.risks import RiskLedgers
from desk.demo.rounds import Rounds
from desk.demo.shaming import Shaming
from desk.demo.tenants import build_assignments, build_people, build_tenants
from desk.demo.tips import Tips


class Command(BaseCommand):
    """Safe to repeat: what was played stays, what is missing is added. `--print` only prints the sign-ins."""

    help = "Build the demonstration data (needs load_reference), or print its sign-ins with --print."

    def add_arguments(self, parser) -> None:
        """Take --print."""
        parser.add_argument("--print", action="store_true", help="only print the demonstration sign-ins")

    def handle(self, *args, **options) -> None:
        """Build, then print."""
        if not options["print"]:
            now = clock.now()
            with translation.override("zh-hans"), scope.everything(because="The demonstration sets its stage"):
                build_tenants(now - timedelta(days=400))
                build_people(now - timedelta(days=400))
                build_assignments(now - timedelta(days=90), now + timedelta(days=90))
                play = Play(today=clock.today(), say=self.stdout.write)
                shaming = Shaming(today=clock.today(), say=self.stdout.write)
                lists = Lists(today=clock.today(), say=self.stdout.write)
                listings = Listings(today=clock.today(), say=self.stdout.write)
                letters = Letters(today=clock.today(), say=self.stdout.write)
                reports = Reports(today=clock.today(), say=self.stdout.write)
                conduct = Conduct(today=clock.today(), say=self.stdout.write)
                codes = Codes(say=self.stdout.write)
                rounds = Rounds(today=clock.today(), say=self.stdout.write)
                duties = Duties(today=clock.today(), say=self.stdout.write)
                tips = Tips(today=clock.today(), say=self.stdout.write)
                ledgers = RiskLedgers(today=clock.today(), say=self.stdout.write)
            self.stdout.write("Playing the demonstration ...")
            with translation.override("zh-hans"):
                lists.all()
                play.all()
                reports.all()
                shaming.all()
                letters.all()
                listings.all()
                ledgers.all()
                duties.all()
                conduct.all()
                codes.all()
                rounds.all()
                tips.all()
        self.stdout.write(f"Demonstration sign-ins (password for all: {PASSWORD})")
        for username, what in GUIDE:
            self.stdout.write(f"  {username:<16} {what}")
        others = ", ".join(person.username for person in PEOPLE if person.username not in dict(GUIDE))
        self.stdout.write(f"  others: {others}")
