"""The settings of the wall as functions that raise when no scope is declared."""

from django.db import migrations

from core.wall import BUILD_FUNCTIONS, DROP_FUNCTIONS


class Migration(migrations.Migration):
    """Create the functions that every policy reads."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(BUILD_FUNCTIONS, DROP_FUNCTIONS)]
