"""Enters an authority and invites its administrator: how a new installation gets its first people."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions.founding import found_authority, invite_first
from accounts.actor import system_actor
from accounts.choices import AuthorityKind
from core import clock, scope
from core.errors import RuleBroken
from core.roles import Role


class Command(BaseCommand):
    """`bin/manage found_authority --region 510525 ...`: prints the administrator's link, which works once."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        """Take what stands on the body's letterhead."""
        parser.add_argument("--region", required=True, help="code of the division, for example 510525")
        parser.add_argument("--kind", choices=AuthorityKind.values, default=AuthorityKind.BUREAU.value)
        parser.add_argument("--department", required=True, help="code of the department, for example YJ")
        parser.add_argument("--name-zh", required=True)
        parser.add_argument("--name-en", required=True)
        parser.add_argument("--document-code", required=True, help="the word before its document numbers")
        parser.add_argument("--industry", action="append", default=[], help="a code; repeat it; none means all")
        parser.add_argument("--administrator", required=True, help="the name of the person to invite")

    def handle(self, *args, **options) -> None:
        """Found, invite, print the link."""
        now = clock.now()
        actor = system_actor("Operator")
        try:
            with scope.everything(because="The operator enters a new authority"):
                authority = found_authority(
                    actor=actor,
                    now=now,
                    region=options["region"],
                    kind=options["kind"],
                    department=options["department"],
                    name_zh=options["name_zh"],
                    name_en=options["name_en"],
                    document_code=options["document_code"],
                    industries=options["industry"],
                )
                _invitation, secret = invite_first(
                    actor=actor,
                    now=now,
                    tenant=authority,
                    role=Role.ADMINISTRATOR.value,
                    name=options["administrator"],
                )
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{authority.name_zh} ({authority.region_code}) is entered.")
        link = settings.PUBLIC_URL.rstrip("/") + reverse("accounts:invitation", args=[secret])
        self.stdout.write(f"{options['administrator']} signs up here, once, within seven days: {link}")
