"""The role matrix: which role may do what, generated from every app's `policy.VERBS`, so never out of date."""

from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy

from core.policy import Verb
from core.roles import Role

#: The roles as columns: the system is a machine, not a person.
ROLES = [role for role in Role if role != Role.SYSTEM]

#: What each app is about.
NAMES = {
    "accounts": gettext_lazy("People"),
    "regions": gettext_lazy("Regions and working calendar"),
    "audit": gettext_lazy("Audit"),
    "enterprises": gettext_lazy("Enterprises"),
    "checklists": gettext_lazy("Checklists"),
    "documents": gettext_lazy("Documents"),
    "evidence": gettext_lazy("Photos and files"),
    "notifications": gettext_lazy("Inbox"),
    "hazards": gettext_lazy("Hazards"),
    "rectification": gettext_lazy("Orders and rectification"),
    "inspections": gettext_lazy("Visits"),
    "whistleblowing": gettext_lazy("Whistleblowing"),
    "risks": gettext_lazy("Risks and warnings"),
    "bulletins": gettext_lazy("Bulletins"),
    "standings": gettext_lazy("Rankings"),
    "desk": gettext_lazy("Overview"),
}


@dataclass(frozen=True)
class MatrixRow:
    """One verb of one app."""

    code: str
    verb: Verb

    @property
    def cells(self) -> list[tuple[Role, bool]]:
        """For each role, whether it has the verb."""
        return [(role, role in self.verb.roles) for role in ROLES]


@dataclass(frozen=True)
class MatrixPart:
    """The verbs of one app."""

    app: str
    rows: list[MatrixRow]

    @property
    def name(self) -> str:
        """What the app is about, in the reader's language."""
        return str(NAMES.get(self.app, self.app))


def role_matrix() -> list[MatrixPart]:
    """Return the verbs of every installed app that has a policy, in the order of the apps."""
    parts = []
    for config in apps.get_app_configs():
        if not module_has_submodule(config.module, "policy"):
            continue
        verbs = getattr(import_module(f"{config.name}.policy"), "VERBS", {})
        if verbs:
            parts.append(MatrixPart(config.label, [MatrixRow(code, each) for code, each in verbs.items()]))
    return parts
