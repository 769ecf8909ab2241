"""The dossier of a hazard: the whole story on the left, the facts on the right, what may be done at the top."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from core.policy import require
from hazards import policy
from hazards.selectors import visible_hazard


@require_safe
@acting
def dossier(request: HttpRequest, pk) -> HttpResponse:
    """Show one hazard."""
    require(policy.can_see(request.actor))
    return render(request, "desk/dossier.html", {"hazard": visible_hazard(pk)})
