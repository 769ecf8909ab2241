"""Forms of the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.tables import workbook_of
from enterprises.choices import EnterpriseStatus, Scale
from enterprises.models import Enterprise, Industry
from enterprises.rules import LONGEST, MOST_EMPLOYEES, credit_code_error, normalise_credit_code
from enterprises.selectors import (
    RISK_TAG_GROUP,
    industry_choices,
    region_choices,
    risk_tag_choices,
    supervised_industries,
)

#: An upload of the register, in megabytes.
LARGEST_UPLOAD = 20


def text(label: str, name: str, *, required: bool = False, help_text: str = "") -> forms.CharField:
    """Return a line of text as long as the database keeps it."""
    return forms.CharField(label=label, max_length=LONGEST[name], required=required, help_text=help_text)


class ContactForm(forms.Form):
    """What an enterprise may change of itself."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    address = text(_("Address"), "address")
    legal_representative = text(_("Legal representative"), "legal_representative")
    principal_name = text(_("Principal"), "principal_name", help_text=_("Who answers first for safety."))
    principal_post = text(_("Post of the principal"), "principal_post")
    principal_phone = text(_("Phone of the principal"), "principal_phone")
    employees = forms.IntegerField(label=_("Employees"), min_value=0, max_value=MOST_EMPLOYEES, required=False)
    scale = forms.ChoiceField(label=_("Scale"), choices=[("", "—"), *Scale.choices], required=False)

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "industry" in data:
            data["industry_id"] = data.pop("industry")
        if "region" in data:
            data["region_code"] = data.pop("region")
        return data

    @staticmethod
    def initial_of(enterprise: Enterprise) -> dict[str, Any]:
        """Return the present facts of an enterprise for the form."""
        names = (
            "version", "name", "risk_tags", "status", "address", "legal_representative", "principal_name",
            "principal_post", "principal_phone", "employees", "scale",
        )  # fmt: skip
        return {name: getattr(enterprise, name) for name in names} | {"industry": enterprise.industry_id}


class EnterpriseForm(ContactForm):
    """All facts of an enterprise, for its bureau."""

    name = text(_("Name of the enterprise"), "name", required=True)
    industry = forms.ChoiceField(label=_("Industry"))
    risk_tags = forms.MultipleChoiceField(label=_("Risk tags"), required=False, widget=forms.CheckboxSelectMultiple)
    status = forms.ChoiceField(label=_("Status"), choices=EnterpriseStatus.choices)
    field_order = (
        "version", "name", "credit_code", "region", "industry", "risk_tags", "status", "address",
        "legal_representative", "principal_name", "principal_post", "principal_phone", "employees", "scale",
    )  # fmt: skip

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        industries = list(Industry.objects.order_by("code"))
        own = [row for row in supervised_industries(actor, industries) if row.group != RISK_TAG_GROUP]
        self.fields["industry"].choices = [("", "—"), *industry_choices(own)]
        self.fields["risk_tags"].choices = risk_tag_choices(industries)


class RegisterForm(EnterpriseForm):
    """A new enterprise: also its credit code and its region, which never change here later."""

    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=30, help_text=_("18 characters; the last one is checked.")
    )
    region = forms.ChoiceField(label=_("Region"))

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["region"].choices = [("", "—"), *region_choices(actor)]

    def clean_credit_code(self) -> str:
        """Refuse a mistyped code before anything is asked of the database."""
        raw = self.cleaned_data["credit_code"]
        error = credit_code_error(raw)
        if error:
            raise forms.ValidationError(error)
        return normalise_credit_code(raw)


class PlaceForm(forms.Form):
    """A workshop, warehouse or yard."""

    name = forms.CharField(label=_("Name of the place"), max_length=80)
    kind = text(_("Kind of place"), "kind", help_text=_("Workshop, warehouse, yard, office …"))
    note = text(_("Note"), "note")


class EquipmentForm(forms.Form):
    """A machine or installation."""

    name = forms.CharField(label=_("Name of the equipment"), max_length=80)
    model = text(_("Model"), "model")
    serial_number = text(_("Serial number"), "serial_number")
    place = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(self, *args, places=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "—"), *[(str(place.pk), place.name) for place in places]]


class PostForm(forms.Form):
    """A post and the person responsible."""

    name = forms.CharField(label=_("Name of the post"), max_length=80)
    holder_name = text(_("Responsible person"), "holder_name")
    holder_phone = text(_("Phone"), "holder_phone")
    duties = forms.CharField(
        label=_("Duties"), max_length=LONGEST["duties"], required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ImportForm(forms.Form):
    """The sheet to import."""

    file = forms.FileField(
        label=_("Excel sheet (.xlsx)"),
        help_text=_("Use the template, or a list exported here. At most 100,000 rows and 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        validators=[workbook_of(LARGEST_UPLOAD)],
    )
