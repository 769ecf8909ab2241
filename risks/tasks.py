"""The clock's part: each job declares its scope and calls one action."""

from core import clock
from core.tasks import stepped_task
from risks.ledger.reviews import tell_overdue


@stepped_task(because="overdue reviews of risk points are told to the enterprises that they are of")
def tell_overdue_reviews() -> int:
    """Tell the leaders of each enterprise which of its risk points are due for review; return how many were told."""
    return tell_overdue(now=clock.now())
