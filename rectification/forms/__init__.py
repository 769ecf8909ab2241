"""Forms of rectification, by who fills them in."""

from rectification.forms.authority import (
    DecideExtensionForm,
    DecideResumeForm,
    NoteForm,
    OpinionForm,
    OrderForm,
    OrderManyForm,
    PlainForm,
    ReasonForm,
    ReopenForm,
    ServeForm,
    StopWorkForm,
    VerifyForm,
)
from rectification.forms.enterprise import AskExtensionForm, AskResumeForm, PlanForm, ProgressForm, SubmitForm
from rectification.forms.policies import PolicyForm

__all__ = [
    "AskExtensionForm",
    "AskResumeForm",
    "DecideExtensionForm",
    "DecideResumeForm",
    "NoteForm",
    "OpinionForm",
    "OrderForm",
    "OrderManyForm",
    "PlainForm",
    "PlanForm",
    "PolicyForm",
    "ProgressForm",
    "ReasonForm",
    "ReopenForm",
    "ServeForm",
    "StopWorkForm",
    "SubmitForm",
    "VerifyForm",
]
