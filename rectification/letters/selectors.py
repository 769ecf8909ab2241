"""Reads of letters: which of them an actor sees, one with its story, those of a hazard, who may let them go."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import NotVisible
from core.prepared import Prepared
from core.roles import ENTERPRISE_LEADERS, Role
from documents.choices import Method, Outcome
from documents.models import Document, Service
from notifications.choices import DeliveryState
from notifications.models import Delivery
from rectification.letters.choices import LetterStatus
from rectification.models import Letter, StandingAuthorisation

OFFICERS = frozenset({Role.HEAD, Role.CLERK})
TO_ADDRESSEE = ("letter_issued", "letter_served")
MOST_TO_DO = 10


def visible_to(actor) -> QuerySet[Letter]:
    """Return the letters within reach: issued ones, and the drafts of the actor's own authority only."""
    rows = Letter.objects.select_related("issuer__region", "enterprise", "addressee", "document", "lead__enterprise")
    if actor.role == Role.SYSTEM:
        return rows
    return rows.filter(Q(document__isnull=False) | Q(issuer=actor.tenant_id))


def for_list(actor) -> QuerySet[Letter]:
    """Return what the list shows: without the frozen data of the documents."""
    return visible_to(actor).defer("document__snapshot", "due_trace")


def letter_of(actor, pk: uuid.UUID | str) -> Letter:
    """Return a letter that the actor sees, or raise NotVisible."""
    row = visible_to(actor).defer("document__snapshot").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such letter, or it is not yours to see."))
    return row


def letters_of_case(actor, letters: Iterable[Letter], documents: Mapping[uuid.UUID, Document]) -> list[Letter]:
    """Return those letters of a case that the actor sees, newest first, each with its document. Asks nothing more."""
    seen = [each for each in letters if each.document_id or each.issuer_id == actor.tenant_id]
    for each in seen:
        each.document = documents.get(each.document_id)
    return seen[::-1]


def authorisation_for(authority_id: uuid.UUID, kind: str, day: date) -> StandingAuthorisation | None:
    """Return the standing authorisation that holds on a day, if any."""
    return StandingAuthorisation.objects.filter(
        authority=authority_id, kind=kind, ended_at=None, starts_on__lte=day, ends_on__gte=day
    ).first()


@dataclass(frozen=True)
class Moment:
    """One entry of a letter's story."""

    when: datetime
    title: str
    who: str
    symbol: str
    tone: str
    text: str = ""
    files: tuple = ()


def _who(snapshot: dict) -> str:
    if snapshot.get("tenant_kind") == "system":
        return ""
    return " · ".join(part for part in (snapshot.get("tenant"), snapshot.get("post")) if part)


def _name(snapshot: dict) -> str:
    return snapshot.get("person") or "Safeloop"


def story_of(letter: Letter, *, replies: Iterable, services: Iterable, minutes=None) -> list[Moment]:
    """Return what happened to a letter, newest first."""
    found = [
        Moment(
            letter.drafted_at,
            _("%(person)s drew up the draft") % {"person": _name(letter.drafted_by)},
            _who(letter.drafted_by),
            "pen",
            "neutral",
        )
    ]
    if letter.issued_at:
        found.append(
            Moment(
                letter.issued_at,
                _("Issued under a standing authorisation")
                if letter.authorisation_id
                else _("%(person)s signed and issued it") % {"person": _name(letter.issued_by)},
                _who(letter.issued_by),
                "signature",
                "action",
                letter.authorisation.reason if letter.authorisation_id else "",
            )
        )
    found += [
        Moment(
            each.served_at,
            f"{each.get_method_display()} · {each.get_outcome_display()}",
            _who(each.recorded_by),
            "mail",
            "ok" if each.outcome == "delivered" else "warn",
            each.failure or each.receiver_name or each.witness_name or each.note,
        )
        for each in services
    ]
    if letter.document_id and letter.document.opened_at:
        opener = letter.document.opened_by
        found.append(
            Moment(
                letter.document.opened_at,
                _("%(person)s opened it") % {"person": _name(opener)},
                _who(opener),
                "eye",
                "ok",
            )
        )
    if minutes is not None:
        found.append(
            Moment(
                minutes.recorded_at,
                _("%(person)s recorded the minutes of the talk") % {"person": _name(minutes.recorded_by)},
                _who(minutes.recorded_by),
                "document",
                "action",
            )
        )
    found += [
        Moment(
            each.replied_at,
            _("%(person)s answered") % {"person": _name(each.replied_by)},
            _who(each.replied_by),
            "send",
            "action",
            each.text,
            tuple(each.attachments.all()),
        )
        for each in replies
    ]
    if letter.rated_at:
        found.append(
            Moment(
                letter.rated_at,
                _("%(person)s rated the answer: %(rating)s")
                % {"person": _name(letter.rated_by), "rating": letter.get_rating_display()},
                _who(letter.rated_by),
                "check-circle" if letter.rating == "adequate" else "alert",
                "ok" if letter.rating == "adequate" else "danger",
                letter.rating_reason,
            )
        )
    if letter.withdrawn_at:
        found.append(
            Moment(
                letter.withdrawn_at,
                _("%(person)s withdrew it") % {"person": _name(letter.withdrawn_by)},
                _who(letter.withdrawn_by),
                "undo",
                "warn",
                letter.withdraw_reason,
            )
        )
    # What happened in the same moment stays in the order in which it happened, so the turn comes after the sorting.
    return sorted(found, key=lambda each: each.when)[::-1]


def electronic_service_of(letter: Letter, services: Sequence) -> Service | None:
    """Return the electronic service from which the time of a letter runs that was not answered yet, if it is one."""
    if letter.status != LetterStatus.SERVED:
        return None
    wanted = (each for each in services if each.outcome == Outcome.DELIVERED and each.method == Method.ELECTRONIC)
    return next(wanted, None)


def dead_messages(letter: Letter) -> list[Delivery]:
    """Return the messages about a letter to its addressee that no channel could deliver; bounded."""
    rows = Delivery.objects.filter(
        notice__subject_type=Letter._meta.label,
        notice__subject_id=letter.pk,
        notice__kind__in=TO_ADDRESSEE,
        state=DeliveryState.PERMANENT_FAILURE,
        replaced_by=None,
    )
    return list(rows.order_by("ended_at")[:MOST_TO_DO])


def address_of(letter: Letter) -> str:
    """Return where a letter is handed over, as far as it is known."""
    return letter.enterprise.address if letter.enterprise_id else letter.addressee.address


def next_step_of(letter: Letter, today: date) -> str:
    """Return the sentence that says what happens next with a letter, to everybody who sees it."""
    late = letter.due_on is not None and letter.due_on < today
    return {
        LetterStatus.DRAFT: _("Next: a head of the issuing authority reads the draft and signs it."),
        LetterStatus.ISSUED: _("Next: the letter is handed over; the time for the answer runs from then on."),
        LetterStatus.SERVED: _("The answer is late. The next, graver letter is drawn up.")
        if late
        else _("Next: the addressee answers."),
        LetterStatus.REPLIED: _("Next: the issuing authority rates the answer."),
        LetterStatus.RATED: _("Closed. A poor answer, or none, opens the next letter."),
        LetterStatus.WITHDRAWN: _("Withdrawn. Its number stays used."),
    }[LetterStatus(letter.status)]


def _to_do(role: Role) -> Prepared:
    def build(tenant: uuid.UUID, today: date | None = None) -> QuerySet:
        wanted = Q(status=LetterStatus.SERVED) & (Q(enterprise=tenant) | Q(addressee=tenant))
        if role in OFFICERS:
            late = Q(status=LetterStatus.SERVED, due_on__lt=today)
            waits = Q(status__in=[LetterStatus.ISSUED, LetterStatus.REPLIED]) | late
            if role == Role.HEAD:
                waits |= Q(status=LetterStatus.DRAFT)
            wanted |= Q(issuer=tenant) & waits
        return Letter.objects.filter(wanted).order_by("drafted_at", "id").values_list("pk")[:MOST_TO_DO]

    return Prepared(build, tenant=uuid.UUID, **({"today": date} if role in OFFICERS else {}))


_TO_DO = {role: _to_do(role) for role in OFFICERS | ENTERPRISE_LEADERS}


def to_do(actor, today: date) -> list[Letter]:
    """Return the letters that wait for the actor, the oldest first: to sign, to serve, to rate, or to answer; bounded.

    One short query, a second where letters wait; none for roles that have nothing to do with letters.
    """
    if actor.role not in _TO_DO:
        return []
    # Most homes have none: planning the list's seven joins costs more than looking.
    keys = [key for (key,) in _TO_DO[actor.role].rows(tenant=actor.tenant_id, today=today)]
    return list(for_list(actor).filter(pk__in=keys).order_by("drafted_at", "id")) if keys else []
