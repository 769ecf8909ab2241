"""A published list with an item of each frequency, bound to a post of the enterprise or to a seat of the bureau."""

from datetime import UTC, date, datetime, timedelta

from checklists.choices import Frequency
from checklists.duties import sweep
from checklists.models import Binding, Checklist, ChecklistItem, ChecklistVersion, Duty, DutyClock, DutyEvent, Holding
from core import scope
from core.ids import new_id
from enterprises.models import Post

#: A Wednesday, 10:00 in Beijing; an ordinary working day in the middle of a week.
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
FREQUENCIES = ("day", "week", "month", "quarter", "year", "event", "visit")


def make_list(region: str = "510525", *, code: str = "POST-1", frequencies=FREQUENCIES, starts=date(2026, 1, 1)):
    """A list whose first version is in force; an item of each frequency, the first with a photo."""
    held = Checklist.objects.create(region_code=region, code=code, kind="post_duty", name_zh="岗位清单", name_en="Post")
    return held, add_version(held, 1, frequencies, starts)


def add_version(held: Checklist, number: int, frequencies, starts: date) -> ChecklistVersion:
    """One more version, published; the one before is superseded."""
    ChecklistVersion.objects.filter(checklist=held, status="published").update(status="superseded")
    version = ChecklistVersion.objects.create(
        region_code=held.region_code,
        enterprise=held.enterprise,
        checklist=held,
        number=number,
        status="draft",
        effective_from=starts,
    )
    for position, frequency in enumerate(frequencies, start=1):
        ChecklistItem.objects.create(
            region_code=held.region_code,
            enterprise=held.enterprise,
            version=version,
            position=position,
            text_zh=f"检查 {frequency}",
            text_en=f"Look, each {frequency}",
            basis_zh="安全生产法第四十六条",
            basis_en="Work Safety Law, article 46",
            frequency=frequency,
            photo_required=frequency == Frequency.WEEK,
        )
    ChecklistVersion.objects.filter(pk=version.pk).update(
        status="published", published_at=NOW - timedelta(days=300), effective_from=starts
    )
    return version


def make_post(cast, name: str = "Warehouse keeper") -> Post:
    """A post of the enterprise that nobody holds through a membership yet."""
    return Post.objects.create(
        region_code=cast.enterprise.region_code, enterprise=cast.enterprise, name=name, holder_name="Old Zhang"
    )


def bind(cast, held: Checklist, *, post=None, member=None, starts_on=TODAY, ends_on=None, bound_at=NOW) -> Binding:
    """Bind a list to a post of the enterprise, or to a member."""
    return Binding.objects.create(
        region_code=cast.enterprise.region_code if post else member.region_code,
        enterprise=cast.enterprise if post else member.enterprise,
        checklist=held,
        post=post,
        membership=member,
        starts_on=starts_on,
        ends_on=ends_on,
        bound_at=bound_at,
    )


def hold(post: Post, persona, *, from_on=date(2026, 1, 1), until_on=None, kind="holder", seat=None) -> Holding:
    """Who holds a post, straight into the table."""
    return Holding.objects.create(
        region_code=(post or seat).region_code,
        enterprise_id=post.enterprise_id if post else seat.enterprise_id,
        post=post,
        seat=seat,
        kind=kind,
        membership=persona.membership,
        person_name=persona.user.name,
        from_on=from_on,
        until_on=until_on,
        recorded_at=NOW,
    )


def set_up(cast, *, frequencies=FREQUENCIES, starts_on=TODAY, bound_at=NOW, shifts=(), holder=None):
    """A bound post with its holder (the worker); returns the binding."""
    with scope.everything(because="the tests set their stage"):
        held, _version = make_list(code=f"POST-{new_id().hex[-8:]}", frequencies=frequencies)
        post = make_post(cast, name=f"Post {new_id().hex[-8:]}")
        hold(post, holder or cast.worker)
        binding = bind(cast, held, post=post, starts_on=starts_on, bound_at=bound_at)
        if shifts:
            sweep._wind_up()
            DutyClock.objects.filter(binding=binding).update(shifts=list(shifts))
    return binding


def duties(**where) -> list[Duty]:
    """The duties, whoever's, in the order of their periods."""
    with scope.everything(because="the test looks"):
        return list(Duty.objects.filter(**where).select_related("item").order_by("opens_at", "period", "id"))


def events(**where) -> list[DutyEvent]:
    """The ledger rows."""
    with scope.everything(because="the test looks"):
        return list(DutyEvent.objects.filter(**where).order_by("duty", "number"))
