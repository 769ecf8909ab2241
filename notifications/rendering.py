"""What is said outside the platform, in the recipient's language: never a reporter's name, always a link."""

from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.channels.base import Message
from notifications.models import Notice
from notifications.rules import PAGES
from notifications.timing import digest_lines

#: Goes up with each change of what follows, so that a delivery tells by which wording it was sent.
TEMPLATE_VERSION = 1
LONGEST_SUBJECT = 100
#: Two text messages of Chinese.
LONGEST_SHORT = 134
MOST_LINES = 50


def outside_text(notice: Notice) -> str:
    """Return the sentence of a notice as it may be read outside the platform."""
    return _("There is a message for you. Sign in to read it.") if notice.look.discreet else notice.text


def link_of(notice: Notice) -> str:
    """Return the address of what a notice is about, with the site's host; of the inbox where it has no page."""
    if notice.look.discreet or notice.subject_type not in PAGES:
        return settings.PUBLIC_URL + reverse("notifications:inbox")
    name, key = PAGES[notice.subject_type]
    return settings.PUBLIC_URL + reverse(name, kwargs={key: notice.subject_id})


def render_notice(notice: Notice, *, reference: str, language: str, name: str, capacity: str) -> Message:
    """Return one notice as a message. `name` and `capacity` address a person; a robot has none."""
    with translation.override(language):
        text, link = _one_line(outside_text(notice)), link_of(notice)
        lines = [_greeting(name, capacity), "", text, "", link] if name else [text, link]
        if name:
            lines += ["", *_footer()]
        return _message(reference, subject=text, lines=lines, short=text, link=link)


def render_digest(
    notices: Iterable[Notice], *, reference: str, language: str, name: str, day: str, capacities: dict
) -> Message:
    """Return the summary of a day: for each post, what was told, oldest first, each with its link.

    `capacities` maps the key of a membership to the words for that post.
    """
    with translation.override(language):
        by_post: dict[str, list[str]] = {}
        found = list(notices)
        for notice in found:
            line = f"· {_one_line(outside_text(notice))}\n  {link_of(notice)}"
            by_post.setdefault(capacities[notice.membership_id], []).append(line)
        subject = _("Summary of %(day)s: %(count)s messages") % {"day": day, "count": len(found)}
        lines = [_("%(name)s, this was told to you since the last summary.") % {"name": name}]
        left = MOST_LINES
        for capacity, rows in by_post.items():
            shown, more = digest_lines(rows, left)
            left -= len(shown)
            lines += ["", capacity, *shown]
            if more:
                lines.append(_("and %(count)s more in your inbox") % {"count": more})
        link = settings.PUBLIC_URL + reverse("notifications:inbox")
        lines += ["", link, "", *_footer()]
        return _message(reference, subject=subject, lines=lines, short=subject, link=link)


def render_trial(*, reference: str, language: str) -> Message:
    """Return the message that tries an address out."""
    with translation.override(language):
        text = _("This is a trial message. The address works.")
        return _message(reference, subject=text, lines=[text], short=text, link=settings.PUBLIC_URL)


def rendered_hash(message: Message) -> str:
    """Return the hash by which one can prove later what was sent."""
    return sha256(f"{message.subject}\n{message.body}".encode()).hexdigest()


def _message(reference: str, *, subject: str, lines: list[str], short: str, link: str) -> Message:
    room = LONGEST_SHORT - len(link) - len("Safeloop:  ")
    return Message(
        reference=reference,
        subject=_cut(f"Safeloop: {subject}", LONGEST_SUBJECT),
        body="\n".join(lines) + "\n",
        short=f"Safeloop: {_cut(short, max(room, 20))} {link}",
    )


def _greeting(name: str, capacity: str) -> str:
    return f"{name} ({capacity}):" if capacity else f"{name}:"


def _footer() -> list[str]:
    page = settings.PUBLIC_URL + reverse("notifications:channels")
    return ["-- ", _("Choose here by which channel you are told: %(page)s") % {"page": page}]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
