"""Who belongs to a session: read on every request, hence by a statement that is compiled once."""

import uuid

from django.contrib.auth.backends import BaseBackend

from accounts.models import User
from core.prepared import Prepared

_PERSON = Prepared(lambda pk: User.objects.filter(pk=pk, is_active=True), pk=uuid.UUID)


class SessionBackend(BaseBackend):
    """Finds the person of a session; who somebody is, the backends before it find out."""

    def get_user(self, user_id: uuid.UUID) -> User | None:
        """Return the active person with this key, or None."""
        return next(iter(_PERSON.objects(pk=user_id)), None)
