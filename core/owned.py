"""What belongs to someone carries the region of its owner; the wall reads this column."""

from django.db import models


class RegionCodeField(models.CharField):
    """A GB/T 2260 path (`51`, `5105`, `510525`, nine digits for a township), compared byte by byte."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_length": 12, "db_collation": "C"} | kwargs)


class Owned(models.Model):
    """Base of every row that belongs to a region; models add their own `enterprise` where there is one."""

    region_code = RegionCodeField()

    class Meta:
        abstract = True
