"""History that outlives its neighbours: a row keeps what another row was, before that one left the reader's wall.

An enterprise that moves takes its entry in the register along; its closed cases stay where they were handled. There the
join to the enterprise finds nothing any more, so each such row keeps what it needs of it in `kept`, and its key is a
`KeptKey`: joined from outside, and answered from `kept` where the wall hides the row. Rows that kept nothing cost
nothing: the join is the same one, and no statement is added.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.sql import Query
from django.utils.functional import cached_property


def as_it_was(model: type[models.Model], facts: dict[str, Any]) -> models.Model:
    """Return an instance of `model` made of kept facts, for reading only; a dict stands for a related row."""
    values = {}
    for name, value in facts.items():
        field = model._meta.get_field(name)
        related = field.is_relation and isinstance(value, dict)
        values[name if related else field.attname] = as_it_was(field.related_model, value) if related else value
    return model(**values)


class SeenOrKept(ForwardManyToOneDescriptor):
    """Answers with the row where the wall shows it, else with what was kept of it."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        """Return the related row; where it is hidden and nothing was kept, do what any foreign key does."""
        if instance is None:
            return self
        hidden = None
        try:
            found = super().__get__(instance, cls)
        except ObjectDoesNotExist as error:
            found, hidden = None, error
        if found is None and getattr(instance, self.field.attname) is not None:
            facts = (instance.kept or {}).get(self.field.name)
            if facts:
                found = as_it_was(self.field.related_model, facts)
                self.field.set_cached_value(instance, found)
        if found is None and hidden is not None:
            raise hidden
        return found


class KeptKey(models.ForeignKey):
    """A foreign key whose row may lie behind the wall: joining it never drops the row that holds it.

    For the database and the migrations it is an ordinary foreign key. With `outside=False` it is joined like one too:
    where queries filter through it by alternatives, and the planner must begin at its far end.
    """

    forward_related_accessor_class = SeenOrKept

    def __init__(self, *args: Any, outside: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._outside = outside

    @cached_property
    def path_infos(self) -> list:
        """Join from outside, as if the column could be empty."""
        if not self._outside:
            return super().path_infos
        outside = copy(self)
        outside.null = True
        return [info._replace(join_field=outside) for info in super().path_infos]

    def deconstruct(self) -> tuple:
        """Write an ordinary foreign key into migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class KeptQuery(Query):
    """A filter by the key alone needs no join; it must not turn the join of what is shown into an inner one."""

    def demote_joins(self, aliases: Iterable[str]) -> None:
        """Make inner joins only of those that a condition really reads."""
        super().demote_joins([alias for alias in aliases if self.alias_refcount.get(alias)])


class KeptQuerySet(models.QuerySet):
    """Rows that are found whether or not the wall shows what they point at."""

    def __init__(self, model: Any = None, query: Query | None = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or KeptQuery(model), using, hints)

    def outside(self, *names: str) -> Self:
        """Join keys that were declared with `outside=False` from outside, in this query."""
        found = self._chain()
        for name in names:
            query = found.query
            alias = query.setup_joins([name], found.model._meta, query.get_initial_alias()).joins[-1]
            query.alias_map[alias] = query.alias_map[alias].promote()
            query.unref_alias(alias)
        return found


class Kept(models.Model):
    """Base of rows that stay when what they point at leaves: `kept` is empty until then."""

    kept = models.JSONField(null=True, blank=True, editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def left_on(self) -> date | None:
        """The day on which its enterprise moved to another region; None: it is where it was."""
        return date.fromisoformat(self.kept["left_on"]) if (self.kept or {}).get("left_on") else None


def keep(rows: models.QuerySet, kept: dict[str, Any], *, to_region: str) -> int:
    """Let rows of an enterprise that moves to a region stay where they are, with what they keep; return how many.

    What stayed behind at an earlier move keeps what it kept then; what lies in the region to which the enterprise comes
    home needs nothing kept any more.
    """
    rows.filter(region_code=to_region, kept__isnull=False).update(kept=None)
    return rows.filter(kept__isnull=True).exclude(region_code=to_region).update(kept=kept)
