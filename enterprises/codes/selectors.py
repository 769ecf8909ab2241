"""Reads of safety codes: behind the wall, and the one question that anybody with a label may ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import scope
from core.errors import NotVisible
from enterprises.codes import tokens
from enterprises.codes.choices import CodeKind, CodeStatus
from enterprises.codes.rules import plain
from enterprises.models import Code, Enterprise

#: No sheet and no list holds more.
MOST_CODES = 1000


@dataclass(frozen=True)
class Resolved:
    """What a label leads to. `name` is the thing's, as it is called today; no person stands in it."""

    code_id: UUID
    kind: str
    status: str
    enterprise_id: UUID
    enterprise_name: str
    enterprise_status: str
    region_code: str
    thing_id: UUID | None
    name: str
    ended_at: datetime | None
    replaced: bool

    @property
    def in_force(self) -> bool:
        """Whether it leads anywhere: not ended, and its thing still there."""
        return self.status == CodeStatus.ACTIVE and self.thing_id is not None

    @property
    def kind_word(self) -> str:
        """The kind in the reader's language."""
        return str(CodeKind(self.kind).label)


def resolve(typed: str) -> Resolved:
    """Return what a token leads to. A token that none has, and a text that is no token, raise the same `NotVisible`."""
    token = plain(typed)
    # The token is the permission: 100 random bits, printed on the thing; only the columns named here leave the wall.
    with scope.everything(because="whoever stands before a label may ask what it leads to"):
        row = (
            Code.objects.filter(key_hash=tokens.token_hash(token))
            .values(
                "id", "kind", "status", "name", "ended_at", "replaced_by", "region_code", "place_id", "equipment_id",
                "post_id", "enterprise_id", "enterprise__name", "enterprise__status", "place__name", "equipment__name",
                "post__name",
            )
            .first()
            if token
            else None
        )  # fmt: skip
    if row is None:
        raise NotVisible(_("No label has this code. Compare it with the printed one, letter by letter."))
    kind = row["kind"]
    own = kind == CodeKind.ENTERPRISE
    return Resolved(
        code_id=row["id"],
        kind=kind,
        status=row["status"],
        enterprise_id=row["enterprise_id"],
        enterprise_name=row["enterprise__name"],
        enterprise_status=row["enterprise__status"],
        region_code=row["region_code"],
        thing_id=row["enterprise_id"] if own else row[f"{kind}_id"],
        name=row["enterprise__name"] if own else row[f"{kind}__name"] or row["name"],
        ended_at=row["ended_at"],
        replaced=row["replaced_by"] is not None,
    )


def things_of(enterprise: Enterprise) -> dict[tuple[str, UUID], str]:
    """Return everything of an enterprise that a code can stand on, with its name, itself first."""
    things: dict[tuple[str, UUID], str] = {(CodeKind.ENTERPRISE.value, enterprise.pk): enterprise.name}
    for kind, rows in (
        (CodeKind.PLACE, enterprise.places),
        (CodeKind.EQUIPMENT, enterprise.equipment),
        (CodeKind.POST, enterprise.posts),
    ):
        for key, name in rows.order_by("name", "id").values_list("pk", "name")[:MOST_CODES]:
            things[kind.value, key] = name
    return things


def codes_within_reach() -> QuerySet[Code]:
    """Return the codes that the wall shows, with what a row says of them."""
    rows = Code.objects.select_related("enterprise", "enterprise__industry", "place", "equipment", "post")
    return rows.defer("sealed_token", "key_hash")


def get_code(pk: UUID) -> Code:
    """Return one code within reach. Raises `NotVisible`."""
    code = codes_within_reach().filter(pk=pk).first()
    if code is None:
        raise NotVisible(_("There is no such code within your reach."))
    return code


def codes_of(enterprise_id: UUID) -> list[Code]:
    """Return the codes in force of an enterprise, itself first, then by kind and name."""
    rows = list(codes_within_reach().filter(enterprise=enterprise_id, status=CodeStatus.ACTIVE)[:MOST_CODES])
    order = list(CodeKind.values)
    return sorted(rows, key=lambda code: (order.index(code.kind), name_of(code)))


def ended_codes_of(enterprise_id: UUID, limit: int = 20) -> list[Code]:
    """Return the labels of an enterprise that ended last."""
    rows = codes_within_reach().filter(enterprise=enterprise_id).exclude(status=CodeStatus.ACTIVE)
    return list(rows.order_by("-ended_at", "-id")[:limit])


def name_of(code: Code) -> str:
    """Return what the thing is called today; of a removed thing, what it was called."""
    thing = code.enterprise if code.kind == CodeKind.ENTERPRISE else getattr(code, code.kind)
    return thing.name if thing is not None else code.name


def printable(enterprise_id: UUID, keys: list[UUID]) -> list[Code]:
    """Return the chosen codes of an enterprise with their sealed tokens, in the order of the list."""
    wanted = set(keys)
    chosen = [code for code in codes_of(enterprise_id) if code.pk in wanted]
    sealed = dict(Code.objects.filter(pk__in=[code.pk for code in chosen]).values_list("pk", "sealed_token"))
    for code in chosen:
        code.sealed_token = sealed[code.pk]
    if not chosen or len(chosen) != len(wanted):
        raise NotVisible(_("A chosen code is not there any more. Open the list again."))
    return chosen
