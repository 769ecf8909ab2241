"""Template tags of the frame: icons, badges, deadlines, photos, form fields and query strings.

They only format what a view has already computed: no tag reads the clock or the database.
"""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.forms.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.links import address_of

register = template.Library()

#: status of a hazard -> (word, tone, icon); the words repeat hazards.choices, so that a code alone can be shown.
STATUSES = {
    "recorded": (gettext_lazy("Recorded"), "neutral", "pen"),
    "confirmed": (gettext_lazy("Confirmed"), "neutral", "check"),
    "ordered": (gettext_lazy("Ordered"), "action", "document"),
    "served": (gettext_lazy("Served"), "action", "mail"),
    "rectifying": (gettext_lazy("Rectifying"), "action", "gear"),
    "submitted": (gettext_lazy("Submitted"), "action", "send"),
    "under_review": (gettext_lazy("Under review"), "action", "eye"),
    "closed": (gettext_lazy("Closed"), "ok", "check-circle"),
    "rejected": (gettext_lazy("Not a hazard"), "neutral", "close"),
    "transferred": (gettext_lazy("Transferred"), "neutral", "switch"),
}

GRADES = {
    "general": (gettext_lazy("General"), "neutral", "flag"),
    "major": (gettext_lazy("Major"), "danger", "hazard"),
}

#: the four risk colours, each with a shape of its own, so that nobody takes a "blue" risk for a link
RISKS = {
    "red": gettext_lazy("Red: extreme risk"),
    "orange": gettext_lazy("Orange: high risk"),
    "yellow": gettext_lazy("Yellow: moderate risk"),
    "blue": gettext_lazy("Blue: low risk"),
}

CODES = {
    "red": gettext_lazy("Red code"),
    "orange": gettext_lazy("Orange code"),
    "yellow": gettext_lazy("Yellow code"),
    "green": gettext_lazy("Green code"),
    "grey": gettext_lazy("Grey code: not rated"),
}

#: message and alert kinds -> icon
KINDS = {"success": "check-circle", "info": "info", "warning": "hazard", "error": "alert", "danger": "alert"}


# A page shows dozens of icons, badges and dates, the same few over and over; each is drawn up once a process.


@cache
def _sprite() -> str:
    return static("safeloop/icons.svg")


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, css: str) -> SafeString:
    href = f"{_sprite()}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, href
    )


@register.simple_tag
def colon() -> str:
    """The colon between a word and what it names: full-width in Chinese (GB/T 15834), with a space elsewhere."""
    return "：" if (get_language() or "").startswith("zh") else ": "


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One symbol of the sprite. Without a label it is decoration and hidden from screen readers."""
    return _icon(name, str(label), css)


@lru_cache(maxsize=1024)
def _badge(word: str, tone: str, symbol: str) -> SafeString:
    return format_html('<span class="badge-state tone-{}">{}{}</span>', tone, _icon(symbol, "", ""), word)


@register.simple_tag
def status_badge(status: str, label: str = "") -> SafeString:
    """The state of a hazard as a word with an icon; `label` replaces the word."""
    word, tone, symbol = STATUSES.get(status, (status, "neutral", "dot"))
    return _badge(str(label or word), tone, symbol)


@register.simple_tag
def grade_badge(grade: str, label: str = "") -> SafeString:
    """The grade of a hazard: general or major."""
    word, tone, symbol = GRADES.get(grade, (grade, "neutral", "flag"))
    return _badge(str(label or word), tone, symbol)


@register.simple_tag
def badge(label: str, tone: str = "neutral", symbol: str = "dot") -> SafeString:
    """A badge for any other state. Tones: neutral, action, ok, warn, danger."""
    return _badge(str(label), tone, symbol)


@register.simple_tag
def risk_colour(colour: str, label: str = "") -> SafeString:
    """A risk grade (red, orange, yellow, blue): its shape, its colour and its word."""
    word = label or RISKS.get(colour, colour)
    return format_html('<span class="risk risk-{}">{}{}</span>', colour, icon(f"risk-{colour}"), word)


@register.simple_tag
def safety_code(colour: str, label: str = "") -> SafeString:
    """An enterprise's safety code (red, orange, yellow, green, grey): its mark, its colour and its word."""
    word = label or CODES.get(colour, colour)
    return format_html('<span class="scode scode-{}">{}{}</span>', colour, icon(f"code-{colour}"), word)


def day_with_weekday(day: dt.date) -> str:
    """A date with its weekday: "Wed 25 Nov 2026", in Chinese 2026年11月25日 星期三."""
    return _day_in_words(day, get_language() or "")


@lru_cache(maxsize=4096)
def _day_in_words(day: dt.date, language: str) -> str:
    # Translators: a Django date format: a day with its weekday, e.g. "D j M Y" or "Y年n月j日 l"
    return date_format(day, _("D j M Y"))


@register.filter
def page(key: UUID, name: str) -> str:
    """The address of the page of one thing: `{{ hazard.pk|page:"hazards:dossier" }}`; in a list, instead of `url`."""
    return address_of(name, key)


@register.filter
def clip(text: str, most: int) -> str:
    """A text of at most so many characters, the last an ellipsis where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date with its weekday; nothing for nothing."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return day_with_weekday(value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A moment in local time: "Wed 25 Nov 2026, 14:05"."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(day)s, %(time)s") % {"day": day_with_weekday(local.date()), "time": local.strftime("%H:%M")}


def due_phrase(days: int) -> str:
    """How far away a deadline is, in working days (negative: late)."""
    if days < -1:
        return _("%(n)s working days late") % {"n": -days}
    if days == -1:
        return _("1 working day late")
    if days == 0:
        return _("due today")
    if days == 1:
        return _("in 1 working day")
    return _("in %(n)s working days") % {"n": days}


@register.simple_tag
def due(
    due_on: dt.date | None, working_days: int | None = None, closed: bool = False, *, late: bool = False
) -> SafeString:
    """A deadline said twice: how far, and which day.

    `working_days` is the distance already computed by the view (negative: late; None: unknown); `late` says that the
    day has passed although no working day has since. A closed case shows its date only: nothing about it is late any
    more. Red is only for late, amber for two working days or fewer.
    """
    return _due(due_on, working_days, closed, late, get_language())


@lru_cache(maxsize=4096)
def _due(due_on: dt.date | None, working_days: int | None, closed: bool, late: bool, _language: str) -> SafeString:
    if not due_on:
        return format_html('<span class="due due-none">{}</span>', _("no deadline"))
    when = format_html('<time datetime="{}">{}</time>', due_on.isoformat(), day_with_weekday(due_on))
    if closed or working_days is None:
        return format_html('<span class="due">{}</span>', when)
    if late or working_days < 0:
        tone, symbol = "late", "alert"
    else:
        tone, symbol = ("soon", "clock") if working_days <= 2 else ("later", "")
    return format_html(
        '<span class="due due-{}"><span class="due-far">{}{}</span> <span class="due-day">{}</span></span>',
        tone,
        icon(symbol) if symbol else "",
        _("overdue since the last working day") if late and working_days >= 0 else due_phrase(working_days),
        when,
    )


@register.inclusion_tag("components/photo.html")
def photo(
    url: str, *, alt: str = "", caption: str = "", full: str = "", width: int = 0, height: int = 0
) -> dict[str, Any]:
    """A photo with its caption; `full` is the large copy's address; width and height hold its place."""
    return {"url": url, "alt": alt, "caption": caption, "full": full, "width": width, "height": height}


@register.simple_tag(takes_context=True)
def querystring_with(context: template.Context, **changes: Any) -> str:
    """The present query string with some parameters replaced (None or "" removes one). Any change drops the cursor."""
    request: HttpRequest | None = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    if "cursor" not in changes:
        params.pop("cursor", None)
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        elif isinstance(value, (list, tuple)):
            params.setlist(name, [str(each) for each in value])
        else:
            params[name] = str(value)
    return "?" + params.urlencode()


def _words(field: Any, value: Any) -> list[str]:
    """What a filter's cleaned value is called, without asking the database again."""
    if value in (None, "", [], ()):
        return []
    if isinstance(value, slice):
        return [" – ".join(str(end) for end in (value.start, value.stop) if end not in (None, ""))]
    if hasattr(value, "model") and hasattr(value, "_result_cache"):
        return [str(each) for each in value]
    names = {str(key): str(word) for key, word in getattr(field, "choices", ()) or ()} if _has_list(field) else {}
    if isinstance(value, (list, tuple, set)):
        return [names.get(str(each), str(each)) for each in value]
    if value is True:
        return [_("yes")]
    if value is False:
        return [_("no")]
    if isinstance(value, dt.date):
        return [day(value)]
    return [names.get(str(value), str(value))]


def _has_list(field: Any) -> bool:
    """Whether the field's choices are a plain list (a model field's choices would be a query)."""
    return hasattr(field, "choices") and not hasattr(field, "queryset")


@register.simple_tag(takes_context=True)
def filter_chips(context: template.Context, form: BaseForm) -> list[dict[str, str]]:
    """The filters in force as chips: label, value, and the address without this filter."""
    if not form.is_bound or not form.is_valid():
        return []
    request: HttpRequest = context["request"]
    chips = []
    for name, field in form.fields.items():
        if name not in request.GET and not any(key.startswith(f"{name}_") for key in request.GET):
            continue
        words = _words(field, form.cleaned_data.get(name))
        if not words:
            continue
        params = request.GET.copy()
        for key in [key for key in params if key == name or key.startswith(f"{name}_")] + ["cursor"]:
            params.pop(key, None)
        bound = form[name]
        chips.append({"label": str(bound.label), "value": ", ".join(words), "remove_url": f"?{params.urlencode()}"})
    return chips


def _widget_class(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return ""  # their class would land on the group as well as on each choice
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    return "form-control"


@register.inclusion_tag("components/form_field.html")
def form_field(field: BoundField, draft: str = "", **attributes: Any) -> dict[str, Any]:
    """A label, a control, its help and its error, tied together for screen readers.

    `draft` names the draft under which drafts.js keeps what is typed; further arguments become attributes of the
    control (underscores become hyphens: inputmode="numeric", data_key="x").
    """
    attrs = {name.replace("_", "-"): str(value) for name, value in attributes.items()}
    widget = field.field.widget
    attrs["class"] = " ".join(
        filter(None, [_widget_class(field), widget.attrs.get("class", ""), attrs.get("class", "")])
    )
    identity = field.auto_id
    described = []
    if field.help_text:
        described.append(f"{identity}_help")
    if field.errors:
        described.append(f"{identity}_error")
        attrs["class"] += " is-invalid"
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if draft:
        attrs["data-draft"] = draft
    grouped = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    return {
        "field": field,
        "control": field.as_widget(attrs=attrs),
        "identity": identity,
        "kind": "group" if grouped else "check" if isinstance(widget, CheckboxInput) else "plain",
        "is_file": isinstance(widget, FileInput),
        "optional": not field.field.required,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """Everything that is wrong with a form, at its top, each with a link to its field."""
    items = []
    if form is not None and form.is_bound:
        items = [{"field": field, "errors": field.errors} for field in form.visible_fields() if field.errors]
        items += [{"field": None, "errors": field.errors} for field in form.hidden_fields() if field.errors]
    return {"items": items, "general": form.non_field_errors() if form is not None and form.is_bound else []}


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of a message's kind (the level tags of django.contrib.messages, or an alert's name)."""
    for word in (kind or "").split():
        if word in KINDS:
            return KINDS[word]
    return "info"
