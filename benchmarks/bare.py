"""The bare limit of a page: a Django view without middleware that renders one indexed query of twenty rows."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from config.environment import database

if not settings.configured:
    settings.configure(
        SECRET_KEY="bare",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": database(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": None}},
    )

PAGE = Engine().from_string(
    "<!doctype html><title>Bare</title><table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td>"
    "<td>{{ row.2 }}</td><td>{{ row.3 }}</td></tr>{% endfor %}</table>"
)


def rows(request: HttpRequest) -> HttpResponse:
    """Render twenty rows in the order of an index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, name, day FROM bench_bare WHERE day > %s ORDER BY day, id LIMIT 20", ["2000-01-01"]
        )
        return HttpResponse(PAGE.render(Context({"rows": cursor.fetchall()})))


urlpatterns = [path("", rows)]
application = get_wsgi_application()
