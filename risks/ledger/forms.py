"""Forms of the risk ledger."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.tables import workbook_of
from enterprises.models import Enterprise
from enterprises.selectors import region_choices
from risks.ledger import rules
from risks.ledger.choices import AccidentKind, Boundary, Control, DirectRed, MeasureKind, Method
from risks.models import Measure, RiskPoint

#: An upload of a sheet, in megabytes.
LARGEST_SHEET = 5
LARGEST_DRAWING = 25 * 1024 * 1024


class VersionForm(forms.Form):
    """`version` is the point's as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


def words(label, name: str, *, required: bool = False, rows: int = 0, help_text="") -> forms.CharField:
    """Return a text as long as the database keeps it."""
    widget = forms.Textarea({"rows": rows}) if rows else None
    return forms.CharField(
        label=label, max_length=rules.LONGEST[name], required=required, help_text=help_text, widget=widget
    )


def scale(label, method: str, name: str) -> forms.TypedChoiceField:
    """Return a choice of the values of a table, each with what it means."""
    choices = [
        (rules.plain(value), format_lazy("{value}: {words}", value=rules.plain(value), words=words))
        for value, words in rules.SCALES[method][name]
    ]
    return forms.TypedChoiceField(
        label=label, choices=[("", "—"), *choices], coerce=Decimal, empty_value=None, required=False
    )


class PointForm(VersionForm):
    """What a risk point is."""

    name = words(_("Name of the risk point"), "name", required=True, help_text=_("A place, a machine or an activity."))
    place = forms.TypedChoiceField(label=_("Place"), coerce=uuid.UUID, empty_value=None, required=False)
    place_text = words(_("Spot, in words"), "place_text", help_text=_("Where exactly, or a place that is not listed."))
    equipment = forms.TypedChoiceField(label=_("Equipment"), coerce=uuid.UUID, empty_value=None, required=False)
    description = words(_("What can go wrong"), "description", rows=3)
    accidents = forms.MultipleChoiceField(
        label=_("Possible accidents"),
        choices=AccidentKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Kinds of GB 6441."),
    )
    people_exposed = forms.IntegerField(
        label=_("People exposed"), min_value=0, max_value=rules.MOST_PEOPLE, required=False
    )

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(each.pk), each.name) for each in enterprise.places.order_by("name")[:500]]
        machines = [(str(each.pk), each.name) for each in enterprise.equipment.order_by("name")[:500]]
        self.fields["place"].choices = [("", "—"), *places]
        self.fields["equipment"].choices = [("", "—"), *machines]

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        data["place_id"], data["equipment_id"] = data.pop("place"), data.pop("equipment")
        return data

    @staticmethod
    def initial_of(point: RiskPoint) -> dict[str, Any]:
        """Return the present facts of a point."""
        names = ("version", "name", "place_text", "description", "accidents", "people_exposed")
        return {name: getattr(point, name) for name in names} | {
            "place": str(point.place_id or ""),
            "equipment": str(point.equipment_id or ""),
        }


class RateForm(VersionForm):
    """The raw values of a rating, by either method."""

    method = forms.ChoiceField(
        label=_("Rating method"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.LEC.value
    )
    lec_likelihood = scale(_("L: how likely an accident is"), Method.LEC, "likelihood")
    lec_exposure = scale(_("E: how often people are exposed"), Method.LEC, "exposure")
    lec_consequence = scale(_("C: what it would lead to"), Method.LEC, "consequence")
    ls_likelihood = scale(_("L: how likely it is"), Method.LS, "likelihood")
    ls_severity = scale(_("S: how severe it would be"), Method.LS, "consequence")
    note = words(_("Why rated so"), "note", rows=2)

    def clean(self) -> dict[str, Any]:
        """Ask for the values of the chosen method only."""
        data = super().clean()
        method = data.get("method")
        needed = {"lec": ("lec_likelihood", "lec_exposure", "lec_consequence"), "ls": ("ls_likelihood", "ls_severity")}
        for name in needed.get(method, ()):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Choose a value."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = self.cleaned_data
        lec = data["method"] == Method.LEC
        return {
            "method": data["method"],
            "likelihood": data["lec_likelihood"] if lec else data["ls_likelihood"],
            "exposure": data["lec_exposure"] if lec else None,
            "consequence": data["lec_consequence"] if lec else data["ls_severity"],
            "note": data["note"],
            "version": data["version"],
        }

    @staticmethod
    def initial_of(point: RiskPoint) -> dict[str, Any]:
        """Return the present values."""
        shown: dict[str, Any] = {"version": point.version, "method": point.method or Method.LEC.value}
        likelihood, consequence = rules.plain(point.likelihood), rules.plain(point.consequence)
        if point.method == Method.LEC:
            exposure = rules.plain(point.exposure)
            shown |= {"lec_likelihood": likelihood, "lec_exposure": exposure, "lec_consequence": consequence}
        elif point.method == Method.LS:
            shown |= {"ls_likelihood": likelihood, "ls_severity": consequence}
        return shown


class RedForm(VersionForm):
    """A case that is red whatever the score says."""

    direct_red = forms.ChoiceField(
        label=_("Case"), choices=[("", _("Not directly red: lift it")), *DirectRed.choices], required=False
    )
    direct_red_reason = words(_("Reason"), "direct_red_reason", required=True, rows=2)


class ReasonForm(VersionForm):
    """Why."""

    reason = words(_("Reason"), "note", required=True, rows=2, help_text=_("It stays in the ledger."))


class MeasureForm(VersionForm):
    """A control measure."""

    kind = forms.ChoiceField(label=_("Kind of measure"), choices=MeasureKind.choices)
    text = words(_("Measure"), "text", required=True, rows=3)
    post = forms.TypedChoiceField(label=_("Responsible post"), coerce=uuid.UUID, empty_value=None, required=False)
    owner = words(_("Responsible, in words"), "owner", help_text=_("Only where the post is not listed."))
    control = forms.TypedChoiceField(label=_("Controlled by"), choices=Control.choices, coerce=int)

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [
            ("", "—"),
            *[
                (str(each.pk), f"{each.name} {each.holder_name}".strip())
                for each in enterprise.posts.order_by("name")[:500]
            ],
        ]

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        data["post_id"] = data.pop("post")
        return data

    @staticmethod
    def initial_of(measure: Measure, version: int) -> dict[str, Any]:
        """Return the present facts of a measure."""
        owner = "" if measure.post_id else measure.owner
        return {
            "version": version,
            "kind": measure.kind,
            "text": measure.text,
            "control": measure.control,
            "post": str(measure.post_id or ""),
            "owner": owner,
        }


class ReviewForm(VersionForm):
    """What was looked at and still holds."""

    measures = forms.MultipleChoiceField(
        label=_("Measures that were looked at and hold"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = words(_("What was found"), "note", required=True, rows=2)

    def __init__(self, *args: Any, measures: list[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].choices = [(str(each.pk), each.text) for each in measures]
        self.fields["measures"].initial = [str(each.pk) for each in measures]
        if not measures:
            del self.fields["measures"]


class PlanForm(forms.Form):
    """A drawing."""

    name = words(_("Name of the plan"), "plan", required=True, help_text=_("For example: ground floor, tank farm."))
    file = forms.FileField(
        label=_("Drawing"),
        help_text=_("PNG or JPEG, or a PDF whose first page is taken. At most 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.pdf"}),
    )

    def clean_file(self):
        """Refuse what is too large before its bytes are looked at."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_DRAWING:
            raise forms.ValidationError(_("The drawing is larger than 25 MB. Save it smaller."))
        return file


class PlaceForm(forms.Form):
    """Where a point stands on a plan."""

    point = forms.TypedChoiceField(label=_("Risk point"), coerce=uuid.UUID)
    x = forms.DecimalField(
        label=_("From the left, in percent"), min_value=0, max_value=100, decimal_places=2, max_digits=5
    )
    y = forms.DecimalField(
        label=_("From the top, in percent"), min_value=0, max_value=100, decimal_places=2, max_digits=5
    )

    def __init__(self, *args: Any, points: list[RiskPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", "—"), *[(str(each.pk), str(each)) for each in points]]

    def spot(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = self.cleaned_data
        return {"point_id": data["point"], "x": round(data["x"] * 100), "y": round(data["y"] * 100)}


class SheetForm(forms.Form):
    """The sheet to import."""

    file = forms.FileField(
        label=_("Excel sheet (.xlsx)"),
        help_text=_("The template, an export of this page, or your own sheet. At most 1,000 rows and 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        validators=[workbook_of(LARGEST_SHEET)],
    )


def months(label) -> forms.IntegerField:
    """Return a number of months between two reviews."""
    return forms.IntegerField(label=label, min_value=1, max_value=rules.LONGEST_MONTHS)


def starts_at(label) -> forms.DecimalField:
    """Return where a level of LEC begins."""
    return forms.DecimalField(
        label=label, min_value=Decimal("0.01"), max_value=Decimal("99999"), decimal_places=2, max_digits=7
    )


def band(label) -> forms.IntegerField:
    """Return where a level of the matrix begins."""
    return forms.IntegerField(label=label, min_value=2, max_value=25)


class PolicyForm(forms.Form):
    """Where a region draws the boundaries."""

    boundary = forms.ChoiceField(
        label=_("A score on a boundary (LEC)"), choices=Boundary.choices, widget=forms.RadioSelect
    )
    lec_red = starts_at(_("LEC: red from"))
    lec_orange = starts_at(_("LEC: orange from"))
    lec_yellow = starts_at(_("LEC: yellow from"))
    ls_red = band(_("Matrix: red from"))
    ls_orange = band(_("Matrix: orange from"))
    ls_yellow = band(_("Matrix: yellow from"))
    months_red = months(_("Months between reviews: red"))
    months_orange = months(_("Months between reviews: orange"))
    months_yellow = months(_("Months between reviews: yellow"))
    months_blue = months(_("Months between reviews: blue"))
    reason = words(_("Why the boundaries change"), "reason", required=True, rows=2)

    def boundaries(self) -> rules.Boundaries:
        """Return what the action takes."""
        return boundaries_in(self.cleaned_data)

    @staticmethod
    def initial_of(held: rules.Boundaries) -> dict[str, Any]:
        """Return present boundaries for the form."""
        return (
            {"boundary": held.boundary.value}
            | dict(zip(("lec_red", "lec_orange", "lec_yellow"), map(rules.plain, held.lec), strict=True))
            | dict(zip(("ls_red", "ls_orange", "ls_yellow"), held.ls, strict=True))
            | dict(zip(("months_red", "months_orange", "months_yellow", "months_blue"), held.months, strict=True))
        )


def boundaries_in(data: dict[str, Any]) -> rules.Boundaries:
    """Return boundaries from checked values."""
    return rules.Boundaries(
        boundary=Boundary(data["boundary"]),
        lec=(data["lec_red"], data["lec_orange"], data["lec_yellow"]),
        ls=(data["ls_red"], data["ls_orange"], data["ls_yellow"]),
        months=(data["months_red"], data["months_orange"], data["months_yellow"], data["months_blue"]),
    )


class BoardForm(forms.Form):
    """Which region's board is shown, by what."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    by = forms.ChoiceField(
        label=_("Counted by"), choices=[("region", _("Region")), ("enterprise", _("Enterprise"))], required=False
    )

    def __init__(self, *args: Any, actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "—"), *region_choices(actor)]
