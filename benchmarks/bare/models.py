"""One table of rows."""

from django.db import models


class Row(models.Model):
    """One of the rows that the view shows."""

    code = models.TextField()
    name = models.TextField()
    day = models.DateField()

    class Meta:
        indexes = [models.Index(name="bare_row_day", fields=["day", "id"])]

    def __str__(self) -> str:
        return self.name
