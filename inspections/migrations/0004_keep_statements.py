"""A signed statement never changes, whoever writes."""

from django.db import migrations

from inspections import frozen


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_add_rounds")]

    operations = [migrations.RunSQL(frozen.CREATE_STATEMENT, frozen.DROP_STATEMENT)]
