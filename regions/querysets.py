"""Chainable filters over the division tree."""

from datetime import date

from django.db import models
from django.db.models import Q


class RegionQuerySet(models.QuerySet):
    """Divisions by path and by day."""

    def within(self, code: str) -> "RegionQuerySet":
        """Keep a division and all below it; an empty code keeps everything."""
        return self.filter(code__gte=code, code__lt=code + "~") if code else self

    def in_force(self, on: date) -> "RegionQuerySet":
        """Keep the divisions that exist on a day; an unknown bound excludes nothing."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))

    def named(self, words: str) -> "RegionQuerySet":
        """Keep what is called so in either language or in pinyin, or whose code begins so; no words keep everything."""
        words = words.strip()
        return self.filter(
            Q(name_zh__contains=words)
            | Q(name_en__icontains=words)
            | Q(name_pinyin__icontains=words)
            | Q(code__startswith=words)
        )
