from collections import defaultdict
from itertools import chain

from django.db import migrations
from django.utils.timezone import localtime

from bulletins.rules import PUBLIC_MONTHS, public_until
from core.rules import anonymise

PUBLIC_FACTS = ("unit", "place", "problem", "criterion", "grade", "due_on", "days", "regulator_zh", "regulator_en")
LEVELS = (0, 2, 4, 6, 9, 12)


def publish_earlier(apps, schema_editor):
    """Give each exposure released before there were public pages its page, and each page what was answered since.

    Nothing of the batches themselves changes and nobody is told again. Of one that was withdrawn since, the public
    reads when and why, without its cases.
    """
    model = {name: apps.get_model("bulletins", name) for name in ("MediaBatch", "MediaPost", "MediaLine")}
    batches = model["MediaBatch"].objects.filter(released_at__isnull=False)
    for batch in batches.order_by("released_at", "id").iterator(chunk_size=200):
        names = _names(apps, batch)
        said = _statements(apps, batch)
        post = model["MediaPost"].objects.filter(batch=batch.pk).first()
        if post is None:
            post = model["MediaPost"].objects.create(
                region_code=batch.region_code,
                batch_id=batch.pk,
                authority_id=batch.authority_id,
                title=anonymise(batch.title, names)[:120],
                channel=batch.channel,
                outlet=batch.outlet,
                published_at=batch.released_at,
                public_until=public_until(localtime(batch.released_at).date(), _months(apps, batch)),
                aired_on=batch.aired_on,
                link=batch.link,
                withdrawn_at=batch.withdrawn_at,
                withdraw_reason=anonymise(batch.withdraw_reason, names)[:500],
            )
            if batch.withdrawn_at is None:
                _lines(apps, batch, post, names, said)
        if post.withdrawn_at is None:
            _answers(apps, post, names, said)


def _lines(apps, batch, post, names, said):
    lines = []
    for entry in apps.get_model("bulletins", "MediaEntry").objects.filter(batch=batch.pk).order_by("number"):
        facts = {name: entry.facts.get(name, "") for name in PUBLIC_FACTS}
        facts |= {name: anonymise(facts[name], names) for name in ("place", "problem")}
        before = [each for each in said[entry.number] if each["filed_at"] <= batch.released_at]
        facts["said"] = anonymise(before[-1]["text"], names) if before else ""
        lines.append({"number": entry.number, "facts": facts, "rectified_on": entry.rectified_on})
    model = apps.get_model("bulletins", "MediaLine")
    model.objects.bulk_create(model(region_code=post.region_code, post=post, **line) for line in lines)


def _answers(apps, post, names, said):
    model = apps.get_model("bulletins", "MediaStatement")
    lines = apps.get_model("bulletins", "MediaLine").objects.filter(post=post.pk)
    for line in lines.exclude(pk__in=model.objects.filter(line__post=post.pk).values("line")):
        model.objects.bulk_create(
            model(
                region_code=post.region_code,
                enterprise_id=each["enterprise"],
                line=line,
                text=anonymise(each["text"], names),
                filed_at=each["filed_at"],
            )
            for each in said[line.number]
            if each["filed_at"] > post.published_at
        )


def _statements(apps, batch):
    """Return what was said to each case of a batch, by number, the first first."""
    found = defaultdict(list)
    rows = apps.get_model("bulletins", "Statement").objects.filter(exposure__batch=batch.pk)
    for row in rows.order_by("filed_at", "id").values("exposure__number", "enterprise", "text", "filed_at"):
        found[row["exposure__number"]].append(row)
    return found


def _names(apps, batch):
    """Return the names of persons that the cases of a batch know, as hazards.persons does."""
    entries = apps.get_model("bulletins", "MediaEntry").objects.filter(batch=batch.pk)
    hazards = apps.get_model("hazards", "Hazard").objects.filter(pk__in=entries.values("hazard"))
    members = apps.get_model("accounts", "Membership").objects
    known = hazards.values_list(
        "enterprise__legal_representative", "enterprise__principal_name", "handler__person__name"
    )
    found = set(chain.from_iterable(known))
    found |= {str(each.get("person") or "") for each in hazards.values_list("recorded_by", flat=True)}
    found |= set(members.filter(enterprise__in=hazards.values("enterprise")).values_list("person__name", flat=True))
    officers = members.filter(authority__in=hazards.values("authority")) | members.filter(authority=batch.authority_id)
    return sorted(name for name in found | set(officers.values_list("person__name", flat=True)) if name)


def _months(apps, batch):
    """Return for how many months the authority of a batch publishes: its own schedule, else the nearest region's."""
    rows = apps.get_model("bulletins", "Schedule").objects
    if own := rows.filter(authority=batch.authority_id).first():
        return own.public_months
    codes = [batch.region_code[:length] for length in LEVELS if len(batch.region_code) >= length]
    found = sorted(rows.filter(region_code__in=codes), key=lambda row: len(row.region_code))
    return found[-1].public_months if found else PUBLIC_MONTHS


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("bulletins", "0006_hear_after_the_media"),
        ("enterprises", "0003_add_codes"),
        ("hazards", "0008_add_listing_withdrawn"),
    ]

    operations = [migrations.RunPython(publish_earlier, migrations.RunPython.noop)]
