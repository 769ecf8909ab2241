"""The forms of people and sign-in. What a form cannot know, the action decides; `broken` brings its sentence back."""

from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy

from accounts import rules
from core.errors import RuleBroken


def broken(form: forms.Form, error: RuleBroken) -> None:
    """Put the sentence of a broken rule beside its field, or above the form."""
    fields = {name: sentence for name, sentence in error.fields.items() if name in form.fields}
    for name, sentence in fields.items():
        form.add_error(name, str(sentence))
    if not fields:
        form.add_error(None, str(error))


class SignInForm(forms.Form):
    """Sign-in name and password."""

    username = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        """Whatever the case, it is one person, also to the lock that counts failures."""
        return self.cleaned_data["username"].strip().lower()


class CodeForm(forms.Form):
    """The six digits of an authenticator, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )


class NewPersonForm(forms.Form):
    """How an invited person will sign in."""

    username = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=60,
        help_text=gettext_lazy("3 to 60 characters: letters a to z, digits, and . _ @ + -"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict:
        """Both passwords must agree."""
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", gettext_lazy("The two passwords differ."))
        return data


class PasswordForm(forms.Form):
    """The present password and a new one, twice."""

    old = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict:
        """Both new passwords must agree."""
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", gettext_lazy("The two passwords differ."))
        return data


class LanguageForm(forms.Form):
    """The language in which a person reads."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class PresentPasswordForm(forms.Form):
    """The password, asked again before something dangerous."""

    password = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class TokenForm(forms.Form):
    """A new API token."""

    label = forms.CharField(label=gettext_lazy("What it is for"), max_length=60)
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"), min_value=1, max_value=rules.LONGEST_TOKEN_DAYS, initial=90
    )


class InvitationForm(forms.Form):
    """An invitation into the own tenant."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    post_title = forms.CharField(label=gettext_lazy("Post"), max_length=60, required=False)
    certificate_no = forms.CharField(
        label=gettext_lazy("Number of the enforcement certificate"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Needed for inspectors."),
    )

    def __init__(self, *args, tenant_kind: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in rules.roles_of(tenant_kind)]


class PrincipalForm(forms.Form):
    """The first principal of an enterprise; what the register knows of them stands there already."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    post_title = forms.CharField(label=gettext_lazy("Post"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)


class SheetForm(forms.Form):
    """A sheet of people to invite."""

    file = forms.FileField(label=gettext_lazy("Excel workbook (.xlsx)"))
    as_excel = forms.BooleanField(label=gettext_lazy("Give the result as an Excel workbook"), required=False)


class ReasonForm(forms.Form):
    """Why something is ended."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssignmentForm(forms.Form):
    """Who works at which enterprise, for how long."""

    credit_code = forms.CharField(
        label=gettext_lazy("Credit code of the enterprise"),
        max_length=18,
        help_text=gettext_lazy("The unified social credit code, 18 characters."),
    )
    username = forms.CharField(
        label=gettext_lazy("Sign-in name of the inspector or expert"),
        max_length=60,
        help_text=gettext_lazy("The person may belong to another region or to an agency."),
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def clean_credit_code(self) -> str:
        """Capitals, without blanks."""
        return self.cleaned_data["credit_code"].replace(" ", "").upper()

    def period(self) -> tuple[datetime, datetime]:
        """The period from the first moment of the first day to the last moment of the last day."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        return make_aware(datetime.combine(first, time())), make_aware(
            datetime.combine(last + timedelta(days=1), time())
        )
