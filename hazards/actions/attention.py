"""The mark "somebody must look at this case anew": every act sets it, whoever follows hazards claims and clears it."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from hazards.models import Hazard


def claim_attention(*, now: datetime, most: int) -> list[uuid.UUID]:
    """Lock and return cases to look at anew, the oldest first; those that somebody else holds are left to them.

    The lock lets others refer to the row, and nobody change it, until the running transaction ends.
    """
    rows = Hazard.objects.filter(attention_at__lte=now).order_by("attention_at")
    return list(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:most])


def clear_attention(hazard_ids: Iterable[uuid.UUID]) -> None:
    """Say of claimed cases that they were looked at."""
    Hazard.objects.filter(pk__in=list(hazard_ids)).update(attention_at=None)


def put_off_attention(hazard_ids: Iterable[uuid.UUID], *, until: datetime) -> None:
    """Look at claimed cases again later: something about them could not be understood."""
    Hazard.objects.filter(pk__in=list(hazard_ids)).update(attention_at=until)
