"""One box for everything: a case number jumps, words list what is within the actor's reach."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from documents.models import Document
from enterprises.codes.rules import token_in
from enterprises.models import Enterprise
from enterprises.selectors import moved_away
from hazards.models import Hazard

ROWS = 20
CASE_NUMBER = re.compile(r"^[Hh]-?0*(\d{1,12})$")


@dataclass
class Result:
    """What was found: an address to jump to, or short lists."""

    jump: str = ""
    hazards: list[Hazard] = field(default_factory=list)
    enterprises: list[Enterprise] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether all lists are empty."""
        return not (self.hazards or self.enterprises or self.documents)


def case_address(text: str) -> str:
    """Return the address of the hazard that a number names, or an empty text."""
    match = CASE_NUMBER.match(text)
    if not match:
        return ""
    key = Hazard.objects.filter(number=int(match[1])).values_list("pk", flat=True).first()
    return reverse("hazards:dossier", args=[key]) if key else ""


def search(text: str) -> Result:
    """Search by number, enterprise name or credit code, and document number; at most 20 of each."""
    if len(text) < 2:
        return Result()
    if address := case_address(text):
        return Result(jump=address)
    enterprises = list(
        Enterprise.objects.filter(Q(name__icontains=text) | Q(credit_code__startswith=text.upper()))
        .select_related("region")
        .order_by("name")[:ROWS]
    )
    keys = [row.pk for row in enterprises] + moved_away(text, ROWS)
    hazards = list(
        Hazard.objects.filter(enterprise__in=keys).select_related("enterprise").order_by("due_on", "id")[:ROWS]
    )
    documents = list(Document.objects.filter(printed_number__icontains=text).order_by("-issued_at")[:ROWS])
    return Result(hazards=hazards, enterprises=enterprises, documents=documents)


def target_of_code(code: str) -> str:
    """Return the address that a scanned or typed code leads to: a label, a document, a case, an enterprise."""
    if token := token_in(code):
        return reverse("desk:label", args=[token])
    if match := re.search(r"/verify/([A-Za-z2-7-]{8,64})/?", code):
        return reverse("documents:verify", args=[match[1]])
    if address := case_address(code):
        return address
    key = Enterprise.objects.filter(credit_code=code.upper()).values_list("pk", flat=True).first()
    return reverse("enterprises:detail", args=[key]) if key else ""
