"""The page that looks criteria of major hazards up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from checklists import policy
from checklists.filters import CriterionFilter
from checklists.models import Criterion
from core import clock
from core.lists import keyset_page
from core.policy import require


@require_safe
@acting
def criteria(request: HttpRequest) -> HttpResponse:
    """Look up the criteria of major hazards; without a day, those in force today."""
    require(policy.can_read_checklists(request.actor))
    data = request.GET.copy()
    data.setdefault("on", clock.today().isoformat())
    found = CriterionFilter(data, queryset=Criterion.objects.select_related("industry"), request=request)
    queryset = found.qs
    page = keyset_page(queryset, order=("code",), cursor=request.GET.get("cursor"), size=25)
    columns = [
        {"label": _("Criterion code"), "css": "nowrap"},
        {"label": _("Criterion"), "css": "wide"},
        {"label": _("Industry")},
        {"label": _("Source")},
        {"label": _("In force"), "css": "nowrap"},
    ]
    context = {"page": page, "total": queryset.count(), "filter": found, "columns": columns}
    return render(request, "checklists/criteria.html", context)
