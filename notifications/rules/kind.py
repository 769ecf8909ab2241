"""What a kind of notice is made of."""

from dataclasses import dataclass

from django.utils.functional import Promise

from notifications.choices import COMPULSORY, Group, Urgency


@dataclass(frozen=True)
class Kind:
    """A kind of notice: its sentence with %(name)s values, its icon, its tone (neutral, action, ok, warn, danger).

    `urgency` says when it leaves the platform, `group` what people can choose channels for (`choices.COMPULSORY`: which
    groups the law lets nobody switch off). A `discreet` kind is told outside by a general sentence with a link only.
    """

    text: str | Promise
    icon: str = "inbox"
    tone: str = "neutral"
    urgency: Urgency = Urgency.PROMPT
    group: Group = Group.CASES
    discreet: bool = False

    @property
    def compulsory(self) -> bool:
        """Whether the law lets nobody switch it off."""
        return self.group in COMPULSORY
