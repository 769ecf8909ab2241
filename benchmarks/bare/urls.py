"""The one view, twice: as Django offers it, and with nothing between the socket and the cursor."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

from benchmarks.bare.models import Row

SINCE = date(2000, 1, 1)


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """Render twenty rows in the order of an index."""
    return render(request, "bare.html", {"rows": Row.objects.filter(day__gt=SINCE).order_by("day", "id")[:20]})


def plain(request: HttpRequest) -> HttpResponse:
    """Render the same rows without session, sign-in and ORM."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id AS pk, code, name, day FROM bare_row WHERE day > %s ORDER BY day, id LIMIT 20", [SINCE]
        )
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return HttpResponse(render_to_string("bare.html", {"rows": found}))


urlpatterns = [path("", rows), path("plain/", plain)]
