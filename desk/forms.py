"""The forms of composed acts."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Region

#: How many regions of one name are told apart for the writer.
SHOWN = 6


class ProposeMoveForm(forms.Form):
    """Where an enterprise moves to, and why."""

    region = forms.CharField(
        label=gettext_lazy("Receiving region"),
        max_length=60,
        help_text=gettext_lazy("Its name, or its code of GB/T 2260: six digits for a county."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_region(self) -> str:
        """Return the code of the region that a name or a code means."""
        words = self.cleaned_data["region"].strip()
        rows = Region.objects.filter(pk=words) | Region.objects.filter(name_zh=words)
        rows |= Region.objects.filter(name_en__iexact=words)
        found = list(rows.order_by("code")[:SHOWN])
        if len(found) == 1:
            return found[0].pk
        if not found:
            raise forms.ValidationError(_("There is no such region. Write its name or its code."))
        names = ", ".join(f"{each.name} {each.pk}" for each in found)
        raise forms.ValidationError(_("Several regions are called so. Write the code: %(names)s") % {"names": names})


class DecideMoveForm(forms.Form):
    """Whether the enterprise is taken over."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("accept", gettext_lazy("Take the enterprise over")), ("refuse", gettext_lazy("Refuse"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Needed for a refusal; the other authority reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
