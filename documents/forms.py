"""Forms of documents: the receipt of service, revocation, consent to electronic service, a check code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.choices import Method, Outcome


class ServiceForm(forms.Form):
    """How a document was handed over."""

    method = forms.ChoiceField(label=_("How it was handed over"), choices=Method.choices)
    served_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, initial=Outcome.DELIVERED)
    place = forms.CharField(label=_("Where"), max_length=200, required=False)
    receiver_name = forms.CharField(label=_("Received by"), max_length=60, required=False)
    receiver_post = forms.CharField(label=_("Post of the receiver"), max_length=60, required=False)
    witness_name = forms.CharField(
        label=_("Witness"), max_length=60, required=False, help_text=_("Needed when the document is left at the place.")
    )
    witness_post = forms.CharField(label=_("Post of the witness"), max_length=60, required=False)
    second_server = forms.CharField(label=_("Handed over together with"), max_length=60, required=False)
    tracking_no = forms.CharField(label=_("Postal tracking number"), max_length=60, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


class RevokeForm(forms.Form):
    """Why a document is revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The addressee and everybody who verifies the document will see that it was revoked."),
    )


class ConsentForm(forms.Form):
    """A signed consent to electronic service."""

    address = forms.CharField(
        label=_("Address for electronic service"),
        max_length=120,
        help_text=_("Telephone number, e-mail address or account."),
    )
    signed_by = forms.CharField(label=_("Signed by"), max_length=60)
    signed_post = forms.CharField(label=_("Post of the signer"), max_length=60, required=False)


class CertificateForm(forms.Form):
    """An authority's certificate with its key, and the password that opens it."""

    pkcs12 = forms.FileField(
        label=_("Certificate with its key"),
        help_text=_("A PKCS#12 file (.p12 or .pfx). It is kept encrypted, and nobody can read it out again."),
    )
    password = forms.CharField(
        label=_("Password of the file"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )


class CodeForm(forms.Form):
    """A check code as printed beside the QR code."""

    code = forms.CharField(label=_("Check code"), max_length=40)
