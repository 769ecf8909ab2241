"""The form by which a statement is signed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.choices import Language


class SignForm(forms.Form):
    """A remark, the language, and the plain will to sign."""

    remark = forms.CharField(
        label=_("Analysis and remarks"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What causes the hazards, what is still to be done."),
    )
    language = forms.ChoiceField(label=_("Language of the document"), choices=Language.choices)
    agreed = forms.BooleanField(label=_("The figures are true. I sign them as the head of the enterprise."))
