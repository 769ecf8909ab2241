"""Invites the first person of a registered enterprise, who then invites the others."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions.founding import invite_first
from accounts.actor import system_actor
from core import clock, scope
from core.errors import RuleBroken
from core.roles import Role
from enterprises.models import Enterprise


class Command(BaseCommand):
    """`bin/manage invite_principal CREDIT_CODE NAME`: prints the principal's link, which works once."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        """Take the enterprise and the person."""
        parser.add_argument("credit_code")
        parser.add_argument("name")

    def handle(self, *args, credit_code, name, **options) -> None:
        """Invite and print the link."""
        try:
            with scope.everything(because="The operator lets the first person of an enterprise in"):
                enterprise = Enterprise.objects.filter(credit_code=credit_code).first()
                if enterprise is None:
                    raise CommandError(f"No enterprise is registered under {credit_code}.")
                _invitation, secret = invite_first(
                    actor=system_actor("Operator"),
                    now=clock.now(),
                    tenant=enterprise,
                    role=Role.PRINCIPAL.value,
                    name=name,
                )
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        link = settings.PUBLIC_URL.rstrip("/") + reverse("accounts:invitation", args=[secret])
        self.stdout.write(f"{name} of {enterprise.name} signs up here, once, within seven days: {link}")
