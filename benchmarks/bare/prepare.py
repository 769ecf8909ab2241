"""`python -m benchmarks.bare.prepare`: make the tables and the rows once, sign a person in, print the session's key."""

from importlib import import_module

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.management import call_command
from django.db import connection

ROWS = 100_000


def main() -> None:
    """Prepare the database that the settings name."""
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_row (id, code, name, day) SELECT n, lpad(n::text, 8, '0'), 'row ' || n, "
            "current_date - (n %% 700)::int FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
            [ROWS],
        )
        cursor.execute("VACUUM ANALYZE bare_row")
    print(_session())


def _session() -> str:
    user, _created = get_user_model().objects.get_or_create(username="bare")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    main()
