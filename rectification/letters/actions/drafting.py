"""Drafts: taken from the ladder by the clock, drawn up by hand, opened because a letter had no answer; and edited."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import system_actor
from accounts.models import Authority
from core import scope
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.models import Enterprise
from hazards.choices import OPEN_STATUSES, Grade
from hazards.models import Hazard
from rectification.ladder.choices import LETTERS, WITH_ENTERPRISE, EffectKind, WaitKind
from rectification.ladder.effects import POISON, Tally, claim_effects, put_off_effects, take_effects
from rectification.ladder.rules import END_OF_DAY, POISON_PAUSE, at
from rectification.letters import policy, rules, wording
from rectification.letters.actions.grammar import become, keep, lock_letter
from rectification.letters.choices import LetterKind, LetterStatus, Level
from rectification.letters.climbing import Climb
from rectification.letters.notices import tell_signers
from rectification.letters.papers import problems_of
from rectification.models import Effect, Letter

log = logging.getLogger("safeloop.letters")

BECAUSE = "The clock draws up letters for every authority; each batch takes what the ladder has asked for."
AT_ONCE = 500
KIND_OF = {
    EffectKind.LETTER_REMINDER: LetterKind.REMINDER,
    EffectKind.LETTER_NOTICE: LetterKind.NOTICE,
    EffectKind.LETTER_TALK: LetterKind.TALK,
}
MOST_HAZARDS = 200
TEXT_FIELDS = ("title", "reason", "basis", "requests", "talk_materials")
EDITABLE = (
    *TEXT_FIELDS,
    "copies_to",
    "contact",
    "phone",
    "reply_days",
    "talk_at",
    "talk_place",
    "talk_chair",
    "talk_summoned",
    "talk_attendees",
)


@dataclass(frozen=True)
class Wanted:
    """A letter that is to be drawn up: from whom, to whom, how grave."""

    issuer_id: uuid.UUID
    level: Level
    enterprise_id: uuid.UUID | None
    addressee_id: uuid.UUID | None
    kind: LetterKind

    @classmethod
    def at(cls, station: rules.Station, kind: LetterKind, hazard: Hazard) -> "Wanted":
        """A letter at a station of a case's climb."""
        to_enterprise = station.addressee is None
        return cls(
            station.issuer, station.level, hazard.enterprise_id if to_enterprise else None, station.addressee, kind
        )

    def key(self, day) -> str:
        """What forbids a second draft on the same day."""
        return rules.draft_key(
            issuer=self.issuer_id, to=self.enterprise_id or self.addressee_id, kind=self.kind, day=day
        )


@dataclass
class Drafted(Tally):
    """What a run of the clock did: effects taken, of these overtaken, drafts begun, drafts added to, put off."""

    taken: int = 0
    overtaken: int = 0
    drafted: int = 0
    added: int = 0
    put_off: int = 0


# --- By the clock -----------------------------------------------------------------------------------------------------


def draft_from_ladder(*, now: datetime, most: int = AT_ONCE) -> Drafted:
    """Take what the ladder has asked for and draw it up: one draft for an addressee and severity a day.

    One batch, one transaction; two runs at once share the work. An effect is taken in the transaction that puts it
    into a letter. A day's letter that has gone already makes the rest wait for tomorrow; what cannot be drawn up waits
    an hour and holds up nothing behind it.
    """
    with scope.everything(because=BECAUSE):
        rows = claim_effects(LETTERS, now=now, most=most)
        climb, done = Climb(), Drafted()
        groups: dict[Wanted, list[Effect]] = defaultdict(list)
        for effect in rows:
            wanted = _wanted(effect, climb) if effect.watch.ended_at is None else None
            if wanted is None:
                done += Drafted(overtaken=take_effects([effect], now=now))
            else:
                groups[wanted].append(effect)
        for wanted in sorted(groups, key=lambda each: each.key(day_of(now))):
            done += _draft_group(wanted, groups[wanted], climb, now)
        return done


def _wanted(effect: Effect, climb: Climb) -> Wanted | None:
    """What letter an effect asks for; None where the case has moved on, or nobody stands above."""
    hazard = effect.hazard
    if effect.watch.kind == WaitKind.REPLY:
        letter = Letter.objects.filter(pk=effect.watch.subject_id).first()
        return None if letter is None or letter.status != LetterStatus.SERVED else _after(letter, climb)
    kind = KIND_OF[effect.kind]
    if effect.watch.kind in WITH_ENTERPRISE:
        station = rules.Station(Level.ENTERPRISE, None, hazard.authority_id)
    else:
        station = climb.station_of_authority(hazard, hazard.authority_id)
    return Wanted.at(station, kind, hazard) if station else None


def _after(letter: Letter, climb: Climb) -> Wanted | None:
    step = rules.next_step(letter.kind, addressee=letter.addressee_id, climb=climb.stations(letter.lead))
    return None if step is None else Wanted.at(step[1], step[0], letter.lead)


def _draft_group(wanted: Wanted, effects: Sequence[Effect], climb: Climb, now: datetime) -> Drafted:
    try:
        with transaction.atomic():
            letter, fresh = _todays_draft(wanted, [each.hazard for each in effects], climb, now)
            if letter is None:
                return Drafted(put_off=put_off_effects(effects, until=at(day_of(now), END_OF_DAY)))
            letter.effects.add(*effects)
            answers_wanted = [each.watch.subject_id for each in effects if each.watch.kind == WaitKind.REPLY]
            Letter.objects.filter(pk__in=answers_wanted, next=None).exclude(pk=letter.pk).update(next=letter)
            return Drafted(taken=take_effects(effects, now=now), drafted=int(fresh), added=int(not fresh))
    except POISON as error:
        if not connection.is_usable():
            raise
        log.exception("The letter %s could not be drawn up: %s", wanted, type(error).__name__)
        return Drafted(put_off=put_off_effects(effects, until=now + POISON_PAUSE))


def _todays_draft(wanted: Wanted, hazards: Sequence[Hazard], climb: Climb, now: datetime) -> tuple[Letter | None, bool]:
    """Return today's draft for an addressee and severity, begun or added to; None when today's has gone already."""
    key, fresh_id = wanted.key(day_of(now)), new_id()
    actor = system_actor("Letters of the clock")
    draft = _begun(wanted, hazards, climb, now, actor)
    draft.id, draft.draft_key = fresh_id, key
    Letter.objects.bulk_create([draft], ignore_conflicts=True)
    letter = Letter.objects.select_for_update(of=("self",)).get(draft_key=key)
    if letter.status != LetterStatus.DRAFT:
        return None, False
    letter.hazards.add(*hazards)
    fresh = letter.pk == fresh_id
    if fresh:
        tell_signers(now=now, letter=letter)
    else:
        if letter.edited_at is None:
            _propose(letter, problems_of(letter), now)
        keep(letter)
    return letter, fresh


def _begun(wanted: Wanted, hazards: Sequence[Hazard], climb: Climb, now: datetime, actor) -> Letter:
    """Return an unsaved draft with its proposed text."""
    lead = min(hazards, key=lambda each: (each.grade != Grade.MAJOR, each.number))
    authority = climb.authorities[wanted.issuer_id]
    addressee = climb.authorities.get(wanted.addressee_id) if wanted.addressee_id else None
    letter = Letter(
        region_code=addressee.region_code if addressee else lead.enterprise.region_code,
        kind=wanted.kind,
        level=wanted.level,
        issuer=authority,
        enterprise=lead.enterprise if wanted.enterprise_id else None,
        addressee=addressee,
        lead=lead,
        language="zh",
        phone=authority.phone,
        contact=actor.person_name if actor.membership_id else "",
        reply_days=climb.reply_days(region_code=lead.region_code, kind=wanted.kind, grade=lead.grade, when=now),
        copies_to=climb.regulator_name(lead, "zh") if wanted.enterprise_id else "",
        talk_summoned=_summoned(lead.enterprise) if wanted.kind == LetterKind.TALK and wanted.enterprise_id else "",
        drafted_at=now,
        drafted_by=actor.snapshot(),
    )
    _propose(letter, hazards, now)
    return letter


def _summoned(enterprise: Enterprise) -> str:
    return f"{enterprise.principal_post}{enterprise.principal_name}"


def proposal_of(letter: Letter, hazards: Sequence[Hazard], *, now: datetime, language: str = "") -> wording.Proposal:
    """Return the text that the rules propose for a draft."""
    today = day_of(now)
    late = [each.due_on for each in hazards if each.due_on and each.due_on < today]
    case = wording.Case(
        unit=(letter.enterprise or letter.lead.enterprise).name,
        problems=len(hazards),
        overdue=len(late),
        majors=sum(each.grade == Grade.MAJOR for each in hazards),
        earliest=min(late, default=None),
        today=today,
        to_authority=letter.addressee_id is not None,
    )
    return wording.propose(letter.kind, language or letter.language, case)


def _propose(letter: Letter, hazards: Sequence[Hazard], now: datetime) -> None:
    text = proposal_of(letter, hazards, now=now)
    letter.title, letter.reason, letter.basis = text.title[:200], text.reason, text.basis
    letter.requests, letter.talk_materials = text.requests, text.materials


# --- Because a letter had no answer, or a poor one -------------------------------------------------------------------


def open_next(letter: Letter, *, now: datetime) -> Letter | None:
    """Draw up the letter that follows a locked one, once; None at the top of the climb.

    Runs in the caller's transaction. The next letter may be another authority's, so it is written with its reach.
    """
    if letter.next_id:
        return letter.next
    with scope.everything(because="the next letter of the climb may be the authority's above"):
        climb = Climb()
        wanted = _after(letter, climb)
        if wanted is None:
            return None
        found, _fresh = _todays_draft(wanted, problems_of(letter), climb, now)
        if found is None or found.pk == letter.pk:
            # Today's letter of that severity has gone already: this one gets a draft of its own.
            found = _begun(wanted, problems_of(letter), climb, now, system_actor("Letters of the clock"))
            found.save(force_insert=True)
            found.hazards.set(letter.hazards.all())
            tell_signers(now=now, letter=found)
    letter.next = found
    return found


def follow_silent_authorities(*, now: datetime, most: int = AT_ONCE) -> int:
    """Draw up the next letter where an authority has not answered in time; return how many letters were followed.

    Enterprises have a clock on the ladder, whose rungs ask for the next letter; authorities have their superiors.
    """
    with scope.everything(because=BECAUSE):
        done, last = 0, None
        while rows := _silent(last, now=now, most=most):
            done += sum(_follow(letter, now) for letter in rows)
            last = rows[-1]
        return done


def _silent(last: Letter | None, *, now: datetime, most: int) -> list[Letter]:
    """Return the next letters that an authority has not answered in time; those at the top of the climb stay so."""
    rows = Letter.objects.filter(status=LetterStatus.SERVED, addressee__isnull=False, due_on__lt=day_of(now), next=None)
    if last is not None:
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
    return list(
        rows.select_related("lead__enterprise")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_on", "pk")[:most]
    )


def _follow(letter: Letter, now: datetime) -> int:
    try:
        with transaction.atomic():
            if not open_next(letter, now=now):
                return 0
            keep(letter)
            return 1
    except POISON as error:
        if not connection.is_usable():
            raise
        log.exception("The letter after %s could not be drawn up: %s", letter.pk, type(error).__name__)
        return 0


# --- By hand ---------------------------------------------------------------------------------------------------------


def draft_letter(
    *,
    actor,
    now: datetime,
    kind: LetterKind | str,
    hazards: Iterable[uuid.UUID | str],
    language: str = "zh",
    id: uuid.UUID | None = None,
) -> Letter:
    """Draw up a letter by hand to the enterprise of some open hazards; the text is proposed. Idempotent on `id`."""
    with transaction.atomic():
        require(policy.can_draft_letter(actor))
        if id and (known := Letter.objects.filter(pk=id, issuer=actor.tenant_id).first()):
            return known
        keys = {str(each) for each in hazards}
        rows = list(
            Hazard.objects.filter(pk__in=keys).select_related("enterprise", "authority__region").order_by("number")
        )
        if not rows or len(rows) != len(keys) or len(rows) > MOST_HAZARDS:
            raise RuleBroken(_("Name the hazards that the letter is about. Nothing was saved."))
        if len({row.enterprise_id for row in rows}) > 1:
            raise RuleBroken(_("One letter goes to one enterprise. Choose hazards of the same enterprise."))
        if any(row.status not in OPEN_STATUSES for row in rows):
            raise RuleBroken(_("A letter is about open hazards. One of these is closed. Nothing was saved."))
        if kind not in LetterKind.values:
            raise RuleBroken(_("This kind of letter is not known."))
        climb = Climb()
        station = rules.Station(Level.ENTERPRISE, None, Authority.objects.get(pk=actor.tenant_id).pk)
        letter = _begun(Wanted.at(station, LetterKind(kind), rows[0]), rows, climb, now, actor)
        if id:
            letter.id = id
        letter.language = language
        _propose(letter, rows, now)
        letter.copies_to = climb.regulator_name(letter.lead, language)
        letter.save(force_insert=True)
        letter.hazards.set(rows)
        return letter


def edit_letter(
    *, actor, now: datetime, letter_id: uuid.UUID | str, version: int | None = None, language: str = "", **changes: Any
) -> Letter:
    """Change a draft. With another language, whatever text was left as proposed is proposed anew in it."""
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_draft_letter(actor, letter))
        if letter.status != LetterStatus.DRAFT:
            raise Conflict(_("This letter was issued: its text stays as it is. Withdraw it and draw up another one."))
        if unknown := set(changes) - set(EDITABLE):
            raise TypeError(f"A draft has no {sorted(unknown)}.")
        hazards = problems_of(letter)
        before = proposal_of(letter, hazards, now=now)
        for name, value in changes.items():
            setattr(letter, name, value)
        if language and language != letter.language:
            letter.language = language
            after = proposal_of(letter, hazards, now=now)
            for name in TEXT_FIELDS:
                source = "materials" if name == "talk_materials" else name
                if getattr(letter, name) == getattr(before, source):
                    setattr(letter, name, getattr(after, source))
        if not letter.title.strip() or not letter.reason.strip():
            raise RuleBroken(_("A letter needs a title and a reason. Nothing was saved."))
        letter.edited_at = now
        keep(letter)
        return letter


def discard(letter: Letter, *, actor, now: datetime, reason: str) -> None:
    """Put a locked draft aside; it never had a number."""
    become(letter, LetterStatus.WITHDRAWN)
    letter.withdrawn_at, letter.withdrawn_by, letter.withdraw_reason = now, actor.snapshot(), reason
    keep(letter)
