"""Reads of the division tree and of the working calendar."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import NotVisible
from regions.choices import DayKind
from regions.models import CalendarDay, CalendarYear, Region
from regions.rules import WorkingCalendar

#: Lengths of the codes of a province, a city, a county, a township and a village: the steps of the path.
PATH_STEPS = (2, 4, 6, 9, 12)
#: The State Council publishes the next year's holidays in November; from then on its absence is worth a word.
NOTICE_MONTH = 11
# One statement tells whether anything of the calendar has changed, in a millisecond.
_FINGERPRINT = """
    SELECT md5(
        coalesce((
            SELECT string_agg(concat_ws('|', region_code, date, kind, name_zh, name_en), ',' ORDER BY region_code, date)
            FROM regions_calendarday
        ), '') || coalesce((
            SELECT string_agg(concat_ws('|', year, version), ',' ORDER BY year) FROM regions_calendaryear
        ), '')
    )
"""


@dataclass
class _Loaded:
    """The calendar as this process read it last; replaced as a whole when the fingerprint differs."""

    fingerprint: str = ""
    days: tuple[CalendarDay, ...] = ()
    years: frozenset[int] = frozenset()
    calendars: dict[frozenset[str], WorkingCalendar] = field(default_factory=dict)


_cache = {"loaded": _Loaded()}


def path_of(code: str) -> list[str]:
    """Return the codes from the province down to `code` itself: `510525` gives `51`, `5105`, `510525`."""
    return [code[:length] for length in PATH_STEPS if len(code) >= length]


def calendar_for(region_code: str) -> WorkingCalendar:
    """Return the working calendar of a region: the nation's, overlaid by the local days of every region above it.

    Costs one short statement; the content is kept per process until it changes. Needs a declared scope.
    """
    return calendars_for([region_code])[region_code]


def calendars_for(region_codes: Iterable[str]) -> dict[str, WorkingCalendar]:
    """Return the working calendars of several regions, at the cost of one."""
    loaded = _load()
    local_codes = {day.region_code for day in loaded.days if day.region_code}
    found = {}
    for region_code in region_codes:
        overlays = frozenset(code for code in path_of(region_code) if code in local_codes)
        if overlays not in loaded.calendars:
            loaded.calendars[overlays] = _assemble(loaded, sorted(overlays, key=len))
        found[region_code] = loaded.calendars[overlays]
    return found


def _load() -> _Loaded:
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        fingerprint = cursor.fetchone()[0]
    if _cache["loaded"].fingerprint != fingerprint:
        _cache["loaded"] = _Loaded(
            fingerprint=fingerprint,
            days=tuple(CalendarDay.objects.order_by("region_code", "date")),
            years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        )
    return _cache["loaded"]


def _assemble(loaded: _Loaded, overlays: list[str]) -> WorkingCalendar:
    national = {day.date: DayKind(day.kind) for day in loaded.days if not day.region_code}
    local: dict[date, DayKind] = {}
    names = {day.date: _both_names(day) for day in loaded.days if not day.region_code}
    for code in overlays:  # the nearest region is last and wins
        for day in loaded.days:
            if day.region_code == code:
                local[day.date] = DayKind(day.kind)
                names[day.date] = _both_names(day)
    content = repr((sorted(national.items()), sorted(local.items()), sorted(loaded.years)))
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return WorkingCalendar(
        national=national,
        local=local,
        names=names,
        published_years=loaded.years,
        version=f"{max(loaded.years, default='none')}-{digest}",
    )


def _both_names(day: CalendarDay) -> str:
    """Return the day's name in both languages: a deadline's trace is frozen and read in either."""
    return " ".join(name for name in (day.name_zh, day.name_en) if name)


def calendar_warning(today: date, years: Iterable[int] | None = None) -> str:
    """Return one plain sentence where deadlines rest on a calendar that is not published yet, else an empty one.

    `years` are the published ones where the caller knows them from a calendar.
    """
    last = max(CalendarYear.objects.values_list("year", flat=True) if years is None else years, default=None)
    if last is None:
        return _("No working calendar is loaded. Deadlines count Monday to Friday and are provisional.")
    if today.year > last:
        return _(
            "The holiday calendar is loaded up to %(year)s only. Deadlines count Monday to Friday and are provisional "
            "until the notice of the State Council is loaded."
        ) % {"year": last}
    if today.year == last and today.month >= NOTICE_MONTH:
        return _(
            "The holidays of %(next)s are not loaded yet. Deadlines that reach into %(next)s count Monday to Friday "
            "and are provisional."
        ) % {"next": last + 1}
    return ""


def get_region(code: str) -> Region:
    """Return a region by its path. Raises `NotVisible` when there is none."""
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise NotVisible(_("There is no region with the code %(code)s.") % {"code": code})
    return region


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of regions in the reader's language, in one query."""
    return {region.code: region.name for region in Region.objects.filter(code__in=set(codes))}


def region_chain(code: str) -> list[Region]:
    """Return the regions from the province down to `code`, in one query."""
    return list(Region.objects.filter(code__in=path_of(code)).order_by("code"))


def search_regions(query: str, *, on: date, within: str = "", limit: int = 20) -> list[Region]:
    """Return regions by name in either language, by pinyin or by code, the highest level first."""
    found = Region.objects.within(within).in_force(on).named(query)
    return sorted(found.order_by("code")[: limit * 5], key=lambda region: (len(region.code), region.code))[:limit]
