"""What a notice says, and where its page is. It keeps its kind and values; the words follow the reader's language."""

from collections.abc import Mapping
from datetime import date
from string import Formatter

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.choices import Group, Urgency
from notifications.rules.cases import CASES
from notifications.rules.kind import Kind
from notifications.rules.papers import PAPERS
from notifications.rules.platform import PLATFORM
from notifications.waiting.choices import SENTENCES, kind_of

#: What each kind says. Values whose name ends with `_on` are ISO dates and are said with their weekday.
KINDS: dict[str, Kind] = (
    CASES
    | PAPERS
    | PLATFORM
    | {
        kind_of(name, passed=bool(passed), urgency=urgency): Kind(
            text, "alert" if passed else "clock", "danger" if passed else "warn", urgency=urgency, group=Group.DUTIES
        )
        for name, texts in SENTENCES.items()
        for passed, text in enumerate(texts)
        for urgency in Urgency
    }
)

#: The page of a subject, by the label of its model: the name of the address, and what it calls the subject's key.
PAGES = {
    "hazards.Hazard": ("hazards:dossier", "pk"),
    "inspections.Visit": ("inspections:visit", "id"),
    "documents.Document": ("documents:document", "id"),
    "enterprises.Enterprise": ("enterprises:detail", "pk"),
    "enterprises.Move": ("desk:move", "pk"),
    "bulletins.Exposure": ("bulletins:exposure", "pk"),
    "bulletins.Bulletin": ("bulletins:bulletin", "pk"),
    "bulletins.MediaBatch": ("bulletins:media_batch", "pk"),
    "bulletins.Speaker": ("bulletins:meeting_part", "pk"),
    "risks.Alarm": ("risks:alarm", "pk"),
    "whistleblowing.Tip": ("whistleblowing:tip", "pk"),
    "rectification.Letter": ("letters:letter", "pk"),
    "checklists.Duty": ("desk:duty", "pk"),
}


#: Why a delivery failed, by the word that stands before the number in its record.
FAILURES: dict[str, str | Promise] = {
    "SMTP": gettext_lazy("The mail server refused it (%(code)s)"),
    "HTTP": gettext_lazy("The other side refused it (%(code)s)"),
    "The robot answered": gettext_lazy("The robot refused it (%(code)s)"),
    "The robot gave no answer": gettext_lazy("The robot gave no answer"),
    "The host was not found": gettext_lazy("The host was not found"),
    "The host lies in a private network": gettext_lazy("The host lies in a private network"),
    "The address is no longer allowed": gettext_lazy("The address is no longer allowed"),
    "The address was removed": gettext_lazy("The address was removed"),
    "The receiver refused it": gettext_lazy("The receiver refused it"),
    "No text message gateway is set up": gettext_lazy("No text message gateway is set up"),
}


def explain(failure: str) -> str:
    """Return why a delivery failed in the reader's language; what has no words of its own as it was recorded."""
    words, _space, code = failure.rpartition(" ")
    if words in FAILURES and code.lstrip("-").isdigit():
        return str(FAILURES[words]) % {"code": code}
    if failure in FAILURES:
        return str(FAILURES[failure])
    return _("No connection (%(code)s)") % {"code": failure} if failure else ""


def needed(kind: str) -> frozenset[str]:
    """Return the names of the values that a kind's sentence needs. Unknown kinds raise `KeyError`."""
    text = str(KINDS[kind].text)
    # %(name)s is read with the formatter of {name}, by spelling it so.
    spelled = text.replace("{", "{{").replace("}", "}}").replace("%(", "{").replace(")s", "}")
    return frozenset(name for _text, name, _spec, _conversion in Formatter().parse(spelled) if name)


def say(kind: str, values: Mapping[str, object]) -> str:
    """Return the sentence of a notice in the reader's language; a kind that is gone is said plainly."""
    if kind not in KINDS:
        return _("There is news.")
    return str(KINDS[kind].text) % {name: _spoken(name, value) for name, value in values.items()}


def _spoken(name: str, value: object) -> object:
    if name.endswith("_on") and isinstance(value, str) and value:
        try:
            # Translators: a Django date format: a day with its weekday, e.g. "D j M Y" or "Y年n月j日 l"
            return date_format(date.fromisoformat(value), _("D j M Y"))
        except ValueError:
            return value
    return value
