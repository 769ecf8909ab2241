"""Risk points, measures and plans of the tests, made by the actions."""

import io
from decimal import Decimal

from PIL import Image, ImageDraw

from core import clock
from risks.ledger import actions, rules
from risks.models import Measure, RiskPoint, SitePlan
from tests.cast import Cast, acting

RED = rules.Rating("lec", Decimal(6), Decimal(6), Decimal(15))
ORANGE = rules.Rating("lec", Decimal(3), Decimal(6), Decimal(15))
YELLOW = rules.Rating("lec", Decimal(3), Decimal(3), Decimal(15))
BLUE = rules.Rating("ls", Decimal(2), None, Decimal(4))


def added(cast: Cast, *, name: str = "Mixing of powder", rating=ORANGE, who: str = "safety_head", **facts) -> RiskPoint:
    """A point that the safety head adds, rated unless `rating` is None."""
    with acting(getattr(cast, who)) as actor:
        return actions.add_point(
            actor=actor, now=clock.now(), enterprise_id=actor.tenant_id, name=name, rating=rating, **facts
        )


def measured(cast: Cast, point: RiskPoint, *, control: int = 3, kind: str = "engineering", text: str = "") -> Measure:
    """A measure of a point."""
    with acting(cast.safety_head) as actor:
        return actions.add_measure(
            actor=actor,
            now=clock.now(),
            point_id=point.pk,
            kind=kind,
            text=text or "Earthing of the mixer",
            control=control,
            owner="Head of the workshop",
        )


def drawing(width: int = 900, height: int = 600, form: str = "PNG") -> bytes:
    """A drawing of two buildings."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, width // 2, height - 60), outline="black", width=4)
    draw.rectangle((width // 2 + 60, 120, width - 60, height - 120), outline="black", width=4)
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def planned(cast: Cast, *, name: str = "Ground floor", data: bytes | None = None) -> SitePlan:
    """A plan of the enterprise."""
    with acting(cast.safety_head) as actor:
        return actions.add_site_plan(
            actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, name=name, data=data or drawing()
        )


def fresh(cast: Cast, row):
    """The row as it is now."""
    with acting(cast.county_head):
        row.refresh_from_db()
    return row
