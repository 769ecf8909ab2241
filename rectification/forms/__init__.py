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
    "ProgressForm",
    "ReasonForm",
    "ReopenForm",
    "ServeForm",
    "StopWorkForm",
    "SubmitForm",
    "VerifyForm",
]
