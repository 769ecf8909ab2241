"""Reads of tips: the list, one case file, what a reporter reads, and where a scanned code leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from accounts.models import Authority
from core import scope
from core.errors import Conflict, NotVisible
from enterprises.models import Enterprise
from regions.models import Region
from regions.rules import WorkingCalendar
from regions.selectors import calendar_for
from whistleblowing.choices import RequestStatus, TipVerb
from whistleblowing.models import IdentityRequest, Tip, TipEvent, TipPhoto
from whistleblowing.policy import can_see_tips

#: The list, nearest deadline first: what is overdue stands above, by the date alone.
ORDER = ("due_on", "id")
MOST_AUTHORITIES = 400
MOST_FOUND = 8
#: What a reporter reads besides what was written to them: that it happened.
SAID_TO_REPORTER = frozenset(
    {TipVerb.SUBMIT, TipVerb.ACCEPT, TipVerb.REFUSE, TipVerb.TRANSFER, TipVerb.START, TipVerb.TELL, TipVerb.CLOSE,
     TipVerb.WRITE, TipVerb.ANSWER}
)  # fmt: skip


def tips() -> QuerySet[Tip]:
    """Return the tips within reach, with what a row shows."""
    return Tip.objects.select_related("reported", "authority", "hazard")


def get_tip(pk: UUID) -> Tip:
    """Return one tip within reach. Raises `NotVisible`."""
    found = tips().select_related("place", "equipment").filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such report within your reach."))
    return found


@dataclass(frozen=True)
class Line:
    """A tip as a row: with the working days left (negative: late; None: nothing is due)."""

    tip: Tip
    left: int | None
    late: bool
    region: str

    @property
    def pk(self) -> UUID:
        """The key of the tip."""
        return self.tip.pk

    def __str__(self) -> str:
        return self.tip.number


def lines_of(rows: Iterable[Tip], *, today: date, calendar: WorkingCalendar) -> list[Line]:
    """Return tips as rows, in one query for the names of their regions."""
    found = list(rows)
    codes = {tip.region_code for tip in found}
    names = {each.code: each.name for each in Region.objects.filter(code__in=codes)} if codes else {}
    return [
        Line(
            tip,
            calendar.working_days_between(today, tip.due_on) if tip.due_on else None,
            bool(tip.due_on and tip.due_on < today),
            names.get(tip.region_code, tip.region_code),
        )
        for tip in found
    ]


def line_of(tip: Tip, *, today: date) -> Line:
    """Return one tip with its clock."""
    return lines_of([tip], today=today, calendar=calendar_for(tip.region_code))[0]


def timeline_of(tip_id: UUID) -> list[TipEvent]:
    """Return the ledger of a tip, the newest last; of a very long one the end."""
    return list(TipEvent.objects.filter(tip=tip_id).order_by("-number")[:300])[::-1]


def photos_of(tip_id: UUID) -> list[TipPhoto]:
    """Return the photos of a tip in their order."""
    return list(TipPhoto.objects.filter(tip=tip_id).order_by("position"))


def get_photo(tip_id: UUID, position: int) -> TipPhoto:
    """Return one photo of a tip within reach. Raises `NotVisible`."""
    found = TipPhoto.objects.filter(tip=tip_id, position=position).first()
    if found is None:
        raise NotVisible(_("There is no such photo here."))
    return found


def request_of(tip_id: UUID) -> IdentityRequest | None:
    """Return the open request to read who reported, or None."""
    return IdentityRequest.objects.filter(tip=tip_id, status__in=[RequestStatus.ASKED, RequestStatus.APPROVED]).first()


def open_request(tip: Tip) -> IdentityRequest:
    """Return the request that waits for a decision; `Conflict` where none does."""
    asked = request_of(tip.pk)
    if asked is None or asked.status != RequestStatus.ASKED:
        raise Conflict(_("No such request is open. Nothing was changed; look at the report again."))
    asked.tip = tip
    return asked


@dataclass(frozen=True)
class ToDo:
    """What waits on the first screen: how many tips are to be decided or verified, and how many of them are due."""

    waiting: int
    due: int


def to_do(actor, today: date) -> ToDo | None:
    """Return what waits for a handler, in one statement; None for who handles no tips."""
    if not can_see_tips(actor):
        return None
    waiting = Tip.objects.filter(due_on__isnull=False)
    found = waiting.aggregate(waiting=Count("pk"), due=Count("pk", filter=Q(due_on__lte=today)))
    return ToDo(**found)


def enterprises_like(typed: str) -> list[Enterprise]:
    """Return the enterprises within reach that a name or credit code may mean, one more than are shown."""
    words = typed.strip()
    if not words:
        return []
    named = Enterprise.objects.select_related("region").filter(Q(credit_code=words.upper()) | Q(name__icontains=words))
    return list(named.order_by("name", "id")[: MOST_FOUND + 1])


# --- For the public ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a reporter sees: the tip without what stays inside, and what was said, oldest first."""

    tip: Tip
    said: list[TipEvent]
    authority: str


def told_of(tip_id: UUID) -> Told:
    """Return what the reporter of a tip reads, whom code and PIN have shown to be it."""
    with scope.everything(because="a reporter reads what became of the own report"):
        tip = Tip.objects.select_related("authority").get(pk=tip_id)
        said = [event for event in timeline_of(tip_id) if event.verb in SAID_TO_REPORTER]
        return Told(tip, said, tip.authority.name if tip.authority else "")


def region_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return where the public can turn to, by province: each region with an authority, under the names on the way."""
    with scope.public():
        codes = set(Authority.objects.values_list("region_code", flat=True))
        wanted = {code[:length] for code in codes for length in (2, 4, 6, 9)} | codes
        names = {each.code: each.name for each in Region.objects.filter(code__in=wanted)}
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in sorted(codes & set(names)):
        way = " ".join(
            names[code[:length]] for length in (2, 4, 6, 9) if len(code) >= length and code[:length] in names
        )
        groups.setdefault(names.get(code[:2], ""), []).append((code, way))
    return list(groups.items())


def authorities_to_ask(actor) -> list[Authority]:
    """Return the authorities to which a report can be handed: the nearest regions first, the own one left out."""
    rows = Authority.objects.exclude(pk=actor.tenant_id)
    near = rows.filter(region_code__startswith=actor.region_code[:2]).order_by("region_code", "department_code", "pk")
    far = rows.exclude(region_code__startswith=actor.region_code[:2]).order_by(
        Length("region_code"), "region_code", "department_code", "pk"
    )
    return [*near[:MOST_AUTHORITIES], *far[:MOST_AUTHORITIES]]
