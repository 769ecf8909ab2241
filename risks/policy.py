"""Who may do what with risks: the verbs of every family of this app, for the role matrix."""

from core.policy import Verb
from risks.alarms.policy import VERBS as ALARMS
from risks.colours.policy import VERBS as COLOURS
from risks.ledger.policy import VERBS as LEDGER

VERBS: dict[str, Verb] = {**LEDGER, **COLOURS, **ALARMS}
