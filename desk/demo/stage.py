"""What every scene needs: who acts, on which working day, a photo, a signature."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.actor import Actor, become
from accounts.models import User
from core import scope
from core.scope import Scope
from desk.demo import pictures
from desk.demo.script import Fault, Outing
from desk.demo.tenants import key
from evidence.actions import receive_photo
from evidence.models import Photo
from inspections.models import Visit
from regions.rules import WorkingCalendar


@contextmanager
def acting(username: str, now: datetime) -> Iterator[Actor]:
    """Act as a person of the cast, behind their wall, at an instant."""
    person = User.objects.get(username=username)
    with scope.enter(Scope(person=person.pk)):
        actor = become(person=person, membership_id=key("membership", username), now=now)
    if actor is None:
        raise RuntimeError(f"{username} has no membership; build the tenants first.")
    with scope.enter(actor.scope):
        yield actor


def workday_back(today: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the working day that lies `days` working days before today (0: today or the last one)."""
    day = today
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(days):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of an official day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def signature_png(name: str) -> str:
    """Return a drawn signature as a data address."""
    image = Image.new("RGBA", (420, 140), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    seed = hashlib.sha256(name.encode()).digest()
    points = [(20 + 16 * n, 70 + (seed[n] % 80) - 40) for n in range(24)]
    draw.line(points, fill=(12, 22, 60, 255), width=5, joint="curve")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def take_photo(
    actor: Actor, outing: Outing, number: int, fault: Fault, now: datetime, purpose: str, turn: int = 0
) -> Photo:
    """Hand in a drawn photo of a fault, before or after."""
    seed = int(hashlib.sha256(f"{outing.key}{number}{turn}".encode()).hexdigest()[:6], 16)
    data = pictures.draw(fault.picture, fixed=purpose == "after", seed=seed)
    enterprise = Visit.objects.select_related("enterprise").get(pk=key("visit", outing.key)).enterprise
    return receive_photo(
        actor=actor,
        now=now,
        id=key("photo", outing.key, number, purpose, turn),
        data=data,
        purpose=purpose,
        enterprise=enterprise,
        claimed_sha256=hashlib.sha256(data).hexdigest(),
        taken_at=now,
    )


def take_view(actor: Actor, outing: Outing, now: datetime) -> Photo:
    """Hand in a drawn photo of the premises as they should be, for items that need a photo also when they conform."""
    seed = int(hashlib.sha256(outing.key.encode()).hexdigest()[:6], 16)
    data = pictures.draw("gate", fixed=True, seed=seed)
    enterprise = Visit.objects.select_related("enterprise").get(pk=key("visit", outing.key)).enterprise
    return receive_photo(
        actor=actor, now=now, id=key("photo", outing.key, "view"), data=data, purpose="scene", enterprise=enterprise
    )
