"""Forms of checklists."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from checklists.choices import ChecklistKind, Frequency, ItemMethod
from checklists.models import ChecklistItem, ChecklistVersion, Criterion
from core.tables import workbook_of
from enterprises.models import Department, Industry, Post

GRADES = [("general", _("General")), ("major", _("Major"))]
LONGEST_PERIOD = 365
HEAVIEST = 100
#: An upload of a list, in megabytes.
LARGEST_UPLOAD = 5


class PublishForm(forms.Form):
    """From which day a version is used, and how many items its publisher has read."""

    effective_from = forms.DateField(label=_("Used from"), widget=forms.DateInput(attrs={"type": "date"}))
    items = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReturnForm(forms.Form):
    """Why a version in review is returned."""

    reason = forms.CharField(
        label=_("Why it is returned"), max_length=400, widget=forms.Textarea({"rows": 2, "data-no-draft": ""})
    )


class ChecklistForm(forms.Form):
    """A new list: built on a base, or its own from the first item."""

    base = forms.ModelChoiceField(
        ChecklistVersion.objects.none(),
        label=_("Build on"),
        required=False,
        empty_label=_("No base: begin with an empty list"),
        help_text=_("The items of the base are taken over and locked. You may tighten them and add your own."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of list"), choices=ChecklistKind.choices, help_text=_("With a base, the kind is the base's.")
    )
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=120)
    name_en = forms.CharField(label=_("Name (English)"), max_length=160)
    industry = forms.ModelChoiceField(Industry.objects.none(), label=_("Field"), required=False, empty_label=_("All"))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        empty_label=_("None"),
        help_text=_("For a regulator's responsibility list: whose duties these are."),
    )

    def __init__(self, *args, bases, industries, departments, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = bases
        self.fields["industry"].queryset = industries
        self.fields["department"].queryset = departments

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        base, industry, department = (data.pop(name) for name in ("base", "industry", "department"))
        facts = data | {"department_id": department.pk if department else None}
        if base is None or industry is not None:
            facts["industry_id"] = industry.pk if industry else None
        return facts | ({"base_id": base.pk} if base else {})


class SheetForm(forms.Form):
    """The sheet to take over into a draft."""

    file = forms.FileField(
        label=_("Excel sheet (.xlsx)"),
        help_text=_("Use a list exported here. Rows with a key change that item, rows without one add an item."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        validators=[workbook_of(LARGEST_UPLOAD)],
    )


class MemberField(forms.ModelChoiceField):
    """A member by name and post."""

    def label_from_instance(self, obj: Membership) -> str:
        """Return the person with what they are in the organisation."""
        return f"{obj.person.name} · {obj.post_title or obj.get_role_display()}"


class BindForm(forms.Form):
    """Which post of an enterprise, or which member of an authority, performs a list, and from which day on."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post in the list"))
    member = MemberField(Membership.objects.none(), label=_("Member of your authority"))
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, posts=None, members=None, **kwargs) -> None:
        """Ask for a post where posts are given, else for a member."""
        super().__init__(*args, **kwargs)
        if members is None:
            self.fields["post"].queryset = posts
            del self.fields["member"]
        else:
            self.fields["member"].queryset = members
            del self.fields["post"]

    def whom(self) -> dict[str, UUID]:
        """Return who performs it, as the action takes it."""
        data = self.cleaned_data
        return {"post_id": data["post"].pk} if "post" in data else {"membership_id": data["member"].pk}


class EndForm(forms.Form):
    """From which day on a post performs a list no more: today where none is said."""

    ends_on = forms.DateField(required=False)


class TightenForm(forms.Form):
    """What a lower level may change in an item of the base: only towards stricter."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    default_days = forms.IntegerField(
        label=_("Working days that a failure proposes"), min_value=1, max_value=LONGEST_PERIOD, required=False
    )
    photo_required = forms.BooleanField(label=_("It needs a photo, also when it conforms"), required=False)
    critical = forms.BooleanField(label=_("The visit cannot be finished without an answer"), required=False)

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_of(cls, item: ChecklistItem) -> dict[str, Any]:
        """Return the present values of an item."""
        return {name: getattr(item, name) for name in cls.base_fields}


class ItemForm(forms.Form):
    """One item of a draft, in both languages."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    section_zh = forms.CharField(
        label=_("Section (Chinese)"), max_length=80, required=False, widget=forms.TextInput({"list": "sections-zh"})
    )
    section_en = forms.CharField(
        label=_("Section (English)"), max_length=120, required=False, widget=forms.TextInput({"list": "sections-en"})
    )
    text_zh = forms.CharField(label=_("What to look at (Chinese)"), max_length=400, widget=forms.Textarea({"rows": 2}))
    text_en = forms.CharField(label=_("What to look at (English)"), max_length=500, widget=forms.Textarea({"rows": 2}))
    basis_zh = forms.CharField(label=_("Clause (Chinese)"), max_length=300, required=False)
    basis_en = forms.CharField(label=_("Clause (English)"), max_length=300, required=False)
    method = forms.ChoiceField(label=_("How it is checked"), choices=ItemMethod.choices)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    criterion = forms.CharField(
        label=_("Criterion of a major hazard"), max_length=20, required=False, help_text=_("Its code, e.g. GM-FC10.")
    )
    default_grade = forms.ChoiceField(label=_("Grade that a failure proposes"), choices=GRADES)
    default_days = forms.IntegerField(
        label=_("Working days that a failure proposes"), min_value=1, max_value=LONGEST_PERIOD, required=False
    )
    finding_zh = forms.CharField(label=_("Finding (Chinese)"), max_length=300, required=False)
    finding_en = forms.CharField(label=_("Finding (English)"), max_length=400, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=HEAVIEST, required=False, initial=1)
    photo_required = forms.BooleanField(label=_("It needs a photo, also when it conforms"), required=False)
    critical = forms.BooleanField(label=_("The visit cannot be finished without an answer"), required=False)

    def clean_weight(self) -> int:
        """Take an item that nobody weighed as one among equals."""
        return self.cleaned_data["weight"] or 1

    def clean_criterion(self) -> str:
        """Refuse a code that no criterion has."""
        code = self.cleaned_data["criterion"].strip().upper()
        if code and not Criterion.objects.filter(pk=code).exists():
            raise forms.ValidationError(_("There is no criterion with this code."))
        return code

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        return data | {"criterion_id": data.pop("criterion") or None}

    @classmethod
    def initial_of(cls, item: ChecklistItem) -> dict[str, Any]:
        """Return the present words of an item."""
        names = [name for name in cls.base_fields if name != "criterion"]
        return {name: getattr(item, name) for name in names} | {"criterion": item.criterion_id or ""}
