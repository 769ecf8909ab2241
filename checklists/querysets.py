"""Chainable filters over the criteria."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q


class CriterionQuerySet(models.QuerySet):
    """Criteria by day and by industry."""

    def in_force(self, on: date) -> "CriterionQuerySet":
        """Keep the criteria that hold on a day; an unknown bound excludes nothing."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))

    def of_industries(self, codes: Iterable[str]) -> "CriterionQuerySet":
        """Keep the criteria of some industries."""
        return self.filter(industry_id__in=list(codes))

    def containing(self, words: str) -> "CriterionQuerySet":
        """Keep the criteria that contain every word, in either language or as pinyin initials."""
        found = self
        for word in words.lower().split():
            found = found.filter(Q(search_text__contains=word) | Q(initials__contains=word))
        return found
