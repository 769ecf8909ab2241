"""What the ledger of an enterprise does when the enterprise moves to another region."""

from core import scope
from enterprises.models import Enterprise
from risks.models import Measure, RiskPoint


def carry_ledger(*, enterprise: Enterprise, to_region: str) -> int:
    """Carry risk points and their measures into the receiving region, which answers for them now; return how many.

    Entries are append-only and stay where they were written, site plans where their drawings are evidence. The desk's
    `accept_move` calls this, permitted.
    """
    with scope.everything(because="the risks of an enterprise follow it into another region's wall"):
        Measure.objects.filter(enterprise=enterprise).update(region_code=to_region)
        return RiskPoint.objects.filter(enterprise=enterprise).update(region_code=to_region)
