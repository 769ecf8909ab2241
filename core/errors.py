"""The four errors of the house. Anything else that escapes an action is a bug.

Each carries one translated sentence for a citizen: what happened, what was kept, what to do next. The middleware
and the API's exception handler turn `status` into the HTTP answer; nothing below them knows of HTTP otherwise.
"""

from django.utils.functional import Promise

#: PostgreSQL's code for a row that is there already.
UNIQUE_VIOLATION = "23505"


class SafeloopError(Exception):
    """Base of the four. `message` is shown to people; `fields` maps form fields to their own sentences."""

    status = 500

    def __init__(self, message: str | Promise, *, fields: dict[str, str | Promise] | None = None):
        super().__init__(message)
        self.message = message
        self.fields = fields or {}

    def __str__(self) -> str:
        return str(self.message)


class NotVisible(SafeloopError):
    """The row does not exist for this actor (404). Strangers learn nothing, not even that it is there."""

    status = 404


class NotAllowed(SafeloopError):
    """The actor sees the row but may not do this to it (403)."""

    status = 403


class Conflict(SafeloopError):
    """The row is not in a state that permits this, or has changed since the form was opened (409)."""

    status = 409


class RuleBroken(SafeloopError):
    """What was handed in breaks a rule of the field (422, or an error on the form)."""

    status = 422


def is_race(error: BaseException) -> bool:
    """Whether a database error says that another request created the same row in the same moment."""
    return getattr(error.__cause__, "pgcode", "") == UNIQUE_VIOLATION
