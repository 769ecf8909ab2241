"""Who may do what with risks: the verbs of every family of this app, for the role matrix."""

from core.policy import Verb

VERBS: dict[str, Verb] = {}
