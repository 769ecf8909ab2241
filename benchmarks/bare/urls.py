"""The one view, as Django offers it."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.bare.models import Row

SINCE = date(2000, 1, 1)


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """Render twenty rows in the order of an index."""
    return render(request, "bare.html", {"rows": Row.objects.filter(day__gt=SINCE).order_by("day", "id")[:20]})


urlpatterns = [path("", rows)]
