"""What every act on a bulletin begins and ends with."""

import uuid

from django.utils.translation import gettext as _

from bulletins import rules
from bulletins.models import Bulletin
from core.errors import Conflict, NotVisible


def locked(bulletin_id: uuid.UUID) -> Bulletin:
    """Return the bulletin with its row locked."""
    row = Bulletin.objects.select_for_update(of=("self",)).select_related("authority").filter(pk=bulletin_id).first()
    if row is None:
        raise NotVisible(_("There is no such bulletin here."))
    return row


def same_version(bulletin: Bulletin, version: int | None) -> None:
    """Refuse what was decided on an older version; None decides on any."""
    if version is not None and version != bulletin.version:
        raise Conflict(
            _("Somebody else changed this bulletin meanwhile. Nothing was saved; look at it again, then decide.")
        )


def become(bulletin: Bulletin, status: str, *fields: str) -> None:
    """Write the new status and the named fields, if the table of transitions permits."""
    if not rules.may_become(bulletin.status, status):
        raise Conflict(
            _("This bulletin is “%(status)s”; that cannot be done now.") % {"status": bulletin.get_status_display()}
        )
    bulletin.status = status
    bulletin.version += 1
    bulletin.save(update_fields=["status", "version", *fields])
