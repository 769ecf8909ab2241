"""Importing a sheet of enterprises: asked for once, written in steps, each step in a transaction of its own.

A step locks the import row and continues where the last one ended, so that a worker that dies, or two workers with
the same message, write nothing twice. Rows are written behind the importer's own wall, never over all tenants.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core import scope
from core.errors import Conflict, NotAllowed, RuleBroken, SafeloopError
from core.policy import require
from core.roles import Role
from core.scope import Scope
from enterprises import policy
from enterprises.choices import ImportState
from enterprises.models import Enterprise, EnterpriseImport
from enterprises.sheets import Vocabulary, read_row

#: Rows of one transaction: enough to be quick, few enough that the progress moves.
STEP = 1500
#: Only one step of any import writes at a time: their counts stay true, and two sheets never deadlock.
LOCK = 7_310_452
COMPARED = (
    "name",
    "industry_id",
    "risk_tags",
    "status",
    "scale",
    "address",
    "legal_representative",
    "principal_name",
    "principal_post",
    "principal_phone",
    "employees",
)


@dataclass(frozen=True)
class Importer:
    """The importing actor as stored with the import: what policy, wall and audit ask of an actor."""

    person_id: uuid.UUID | None
    membership_id: uuid.UUID | None
    role: Role
    tenant_kind: str
    tenant_id: uuid.UUID | None
    region_code: str
    industries: frozenset[str] | None
    scope: Scope
    stored: dict

    def snapshot(self) -> dict:
        """Return what ledgers keep, as it was when the import was asked for."""
        return self.stored


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def importer_of(row: EnterpriseImport) -> Importer:
    """Return the actor of an import, with the scope it was asked for in."""
    stored, within = row.actor, row.scope
    return Importer(
        person_id=_id(stored["person_id"]),
        membership_id=_id(stored["membership_id"]),
        role=Role(stored["role"]),
        tenant_kind=stored["tenant_kind"],
        tenant_id=_id(stored["tenant_id"]),
        region_code=stored["region_code"],
        industries=None if within["industries"] is None else frozenset(within["industries"]),
        scope=Scope(
            region_low=within["region_low"],
            region_high=within["region_high"],
            home_region=within["home_region"],
            person=_id(stored["person_id"]),
            membership=_id(stored["membership_id"]),
        ),
        stored=stored,
    )


@transaction.atomic
def request_import(
    *, actor, now: datetime, file: str, file_name: str, import_id: uuid.UUID | None = None
) -> EnterpriseImport:
    """Note that a stored sheet shall be imported in the actor's name; the same id a second time changes nothing."""
    require(policy.can_import_enterprises(actor))
    if import_id is not None and (there := EnterpriseImport.objects.filter(pk=import_id).first()) is not None:
        return there
    row = EnterpriseImport(
        region_code=actor.region_code,
        file=file,
        file_name=file_name[:120],
        scope={
            "region_low": actor.scope.region_low,
            "region_high": actor.scope.region_high,
            "home_region": actor.scope.home_region,
            "industries": None if actor.industries is None else sorted(actor.industries),
        },
        actor=actor.snapshot(),
        requested_by_id=actor.person_id,
        requested_at=now,
    )
    if import_id is not None:
        row.pk = import_id
    EnterpriseImport.objects.bulk_create([row])
    record(actor=actor, now=now, verb="import_enterprises", subject=row, data={"file": row.file_name})
    return row


def _still_permitted(importer: Importer, row: EnterpriseImport) -> None:
    require(policy.can_import_enterprises(importer))
    person = row.requested_by
    if not person.is_active or not person.memberships.filter(pk=importer.membership_id, status="active").exists():
        raise NotAllowed(_("The post in whose name this import was asked for has ended."))


@transaction.atomic
def start_import(*, importer: Importer, import_id: uuid.UUID, total: int) -> int:
    """Begin or resume an import inside the importer's scope; return how many rows are already done.

    Raises `NotAllowed` when the importer's post has ended meanwhile, `Conflict` when the import is finished.
    """
    row = EnterpriseImport.objects.select_for_update(of=("self",)).select_related("requested_by").get(pk=import_id)
    if row.state in (ImportState.DONE, ImportState.FAILED):
        raise Conflict(_("This import is already finished."))
    _still_permitted(importer, row)
    EnterpriseImport.objects.filter(pk=row.pk).update(state=ImportState.RUNNING, total=total)
    return row.done


@dataclass
class _Step:
    """What one step found out."""

    new: dict[str, Enterprise]
    changed: dict[str, Enterprise]
    unchanged: int
    refusals: list[list]


@transaction.atomic
def import_step(
    *,
    importer: Importer,
    now: datetime,
    import_id: uuid.UUID,
    begin: int,
    rows: Sequence[tuple[int, list[str]]],
    places: dict[str, int],
    words: Vocabulary,
    twice: dict[int, int],
) -> int:
    """Write the rows of one step inside the importer's scope; return the number of rows done so far.

    `twice` maps a row to an earlier one with the same code. `begin` is where this worker believes the import stands:
    another value in the database is a `Conflict`, since somebody else is at work on the same import.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    row = EnterpriseImport.objects.select_for_update(of=("self",)).select_related("requested_by").get(pk=import_id)
    if row.state != ImportState.RUNNING or row.done != begin:
        raise Conflict(_("Another worker continues this import."))
    _still_permitted(importer, row)
    step = _sort(rows, places=places, words=words, now=now, twice=twice)
    _write(step)
    EnterpriseImport.objects.filter(pk=row.pk).update(
        done=begin + len(rows),
        created=row.created + len(step.new),
        updated=row.updated + len(step.changed),
        unchanged=row.unchanged + step.unchanged,
        refused=row.refused + len(step.refusals),
        refusals=row.refusals + sorted(step.refusals),
    )
    return begin + len(rows)


def _sort(
    rows: Sequence[tuple[int, list[str]]],
    *,
    places: dict[str, int],
    words: Vocabulary,
    now: datetime,
    twice: dict[int, int],
) -> _Step:
    """Read every row and tell apart what is new, what differs, what is equal, and what cannot be taken."""
    step = _Step(new={}, changed={}, unchanged=0, refusals=[])
    readable: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, cells in rows:
        try:
            facts = read_row(cells, places, words)
        except SafeloopError as error:
            step.refusals.append([number, str(error)])
            continue
        if number in twice:
            step.refusals.append([number, _("The same credit code stands in row %(n)s.") % {"n": twice[number]}])
            continue
        readable[facts["credit_code"]] = (number, facts)
    present = {
        enterprise.credit_code: enterprise
        for enterprise in Enterprise.objects.select_for_update().filter(credit_code__in=readable).order_by("id")
    }
    with scope.everything(because="A credit code is unique in the whole nation"):
        taken = set(
            Enterprise.objects.filter(credit_code__in=set(readable) - set(present)).values_list(
                "credit_code", flat=True
            )
        )
    for code in sorted(readable):
        number, facts = readable[code]
        try:
            _place(step, code, facts, present.get(code), elsewhere=code in taken, words=words, now=now)
        except SafeloopError as error:
            step.refusals.append([number, str(error)])
    step_numbers = {code: number for code, (number, _facts) in readable.items()}
    _number(step, step_numbers)
    return step


def _number(step: _Step, numbers: dict[str, int]) -> None:
    """Remember the row number with each enterprise, for a refusal that the database may still pronounce."""
    for enterprise in (*step.new.values(), *step.changed.values()):
        enterprise.sheet_row = numbers[enterprise.credit_code]


def _place(
    step: _Step,
    code: str,
    facts: dict[str, Any],
    present: Enterprise | None,
    *,
    elsewhere: bool,
    words: Vocabulary,
    now: datetime,
) -> None:
    if elsewhere:
        raise RuleBroken(_("This credit code is registered outside your region. Its authority keeps the entry."))
    if present is None:
        step.new[code] = Enterprise(region_id=facts["region_code"], created_at=now, updated_at=now, **facts)
        return
    if present.region_code != facts["region_code"]:
        raise RuleBroken(_("This enterprise is registered in another region. A sheet does not move it."))
    if words.own_industries is not None and present.industry_id not in words.own_industries:
        raise RuleBroken(_("This enterprise belongs to an industry that your bureau does not supervise."))
    different = {name: facts[name] for name in COMPARED if name in facts and getattr(present, name) != facts[name]}
    if not different:
        step.unchanged += 1
        return
    for name, value in different.items():
        setattr(present, name, value)
    present.updated_at, present.version = now, present.version + 1
    step.changed[code] = present


def _write(step: _Step) -> None:
    """Write new and changed rows in one statement; if the database refuses, one by one, so that good rows are kept."""
    rows = [*step.new.values(), *step.changed.values()]
    if not rows:
        return
    try:
        with transaction.atomic():
            _upsert(rows)
    except DatabaseError:
        for enterprise in rows:
            try:
                with transaction.atomic():
                    _upsert([enterprise])
            except DatabaseError:
                step.new.pop(enterprise.credit_code, None)
                step.changed.pop(enterprise.credit_code, None)
                reason = _(
                    "The database refused this row: it was registered elsewhere meanwhile, or a cell is unusable."
                )
                step.refusals.append([enterprise.sheet_row, reason])


def _upsert(rows: list[Enterprise]) -> None:
    Enterprise.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["credit_code"],
        update_fields=[*(name.removesuffix("_id") for name in COMPARED), "updated_at", "version"],
    )


@transaction.atomic
def finish_import(
    *, importer: Importer, now: datetime, import_id: uuid.UUID, refused_file: str = "", failure: str = ""
) -> EnterpriseImport:
    """Close an import with its sheet of refused rows, or with the reason why it failed; closing twice is harmless."""
    row = EnterpriseImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if row.state in (ImportState.DONE, ImportState.FAILED):
        return row
    row.state = ImportState.FAILED if failure else ImportState.DONE
    row.refused_file, row.message, row.finished_at = refused_file, failure[:300], now
    EnterpriseImport.objects.filter(pk=row.pk).update(
        state=row.state, refused_file=refused_file, message=row.message, finished_at=now
    )
    record(
        actor=importer,
        now=now,
        verb="finish_import",
        subject=row,
        data={name: getattr(row, name) for name in ("total", "created", "updated", "unchanged", "refused", "message")},
    )
    return row
