"""The tags of the frame: deadlines said twice, chips of filters, addresses, fields tied to their errors."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.templatetags.safeloop import due, filter_chips, icon, querystring_with, risk_colour, status_badge

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("left", "late", "words", "tone"),
    [
        (3, False, "in 3 working days", "later"),
        (2, False, "in 2 working days", "soon"),
        (1, False, "in 1 working day", "soon"),
        (0, False, "due today", "soon"),
        (0, True, "overdue since the last working day", "late"),
        (-1, True, "1 working day late", "late"),
        (-4, True, "4 working days late", "late"),
    ],
)
def test_a_deadline_is_said_twice(left, late, words, tone):
    """How far, and which day; red only for late."""
    said = due(DAY, left, late=late)
    assert words in said
    assert "Wed 25 Nov 2026" in said
    assert f"due-{tone}" in said


def test_a_closed_case_is_never_late():
    """What is closed shows its day and no distance."""
    said = due(DAY, -4, True)
    assert "late" not in said
    assert "25 Nov 2026" in said


def test_no_deadline_says_so():
    """Nothing is left blank."""
    assert "no deadline" in due(None)


def test_states_have_a_word_and_an_icon():
    """Colour alone never carries a meaning."""
    for badge in (status_badge("closed"), risk_colour("blue")):
        assert "<svg" in badge
    assert "Closed" in status_badge("closed")
    assert "risk-blue" in risk_colour("blue")


def test_icon_with_a_label_is_read_aloud():
    """Decoration is hidden from screen readers, a meaning is not."""
    assert 'aria-hidden="true"' in icon("camera")
    assert 'role="img" aria-label="Take a photo"' in icon("camera", "Take a photo")


class Filter(forms.Form):
    """A filter of every kind."""

    q = forms.CharField(label="Words", required=False)
    grade = forms.ChoiceField(label="Grade", choices=[("", "Any"), ("major", "Major")], required=False)
    status = forms.MultipleChoiceField(label="Status", choices=[("a", "Open"), ("b", "Closed")], required=False)
    mine = forms.BooleanField(label="Mine", required=False)


def test_chips_name_what_is_in_force_and_take_it_away():
    """Each chip keeps the other filters and drops the cursor."""
    request = RequestFactory().get("/?q=exit&grade=major&status=a&status=b&cursor=abc")
    chips = filter_chips(Context({"request": request}), Filter(request.GET))
    assert [(chip["label"], chip["value"]) for chip in chips] == [
        ("Words", "exit"),
        ("Grade", "Major"),
        ("Status", "Open, Closed"),
    ]
    assert chips[1]["remove_url"] == "?q=exit&status=a&status=b"


def test_no_filter_no_chips():
    """An empty form gives none."""
    request = RequestFactory().get("/")
    assert filter_chips(Context({"request": request}), Filter(request.GET)) == []


def test_address_with_changes_drops_the_cursor_unless_named():
    """Another order begins at the first page."""
    context = Context({"request": RequestFactory().get("/?q=exit&cursor=abc")})
    assert querystring_with(context, o="-due") == "?q=exit&o=-due"
    assert querystring_with(context, cursor="def") == "?q=exit&cursor=def"
    assert querystring_with(context, q="") == "?"


class Report(forms.Form):
    """A form to be refused."""

    place = forms.CharField(label="Where", help_text="Workshop, floor")


def test_field_help_and_error_are_tied_together():
    """A screen reader hears the help and the error with the control; the summary links to it."""
    form = Report({"place": ""})
    page = Template("{% error_summary form %}{% form_field form.place draft='r' %}").render(Context({"form": form}))
    assert 'aria-describedby="id_place_help id_place_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_place"' in page
    assert 'data-draft="r"' in page
    assert page.count("This field is required.") == 2


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_pages_need_nothing(status, language):
    """Each error page stands even without a request, in both languages, and says what was kept and what to do."""
    with translation.override(language):
        page = Template(f'{{% include "{status}.html" %}}').render(Context({}))
    assert page.count("<dt>") >= 2
    assert "<main" in page


def test_error_page_shows_the_sentence_of_the_action():
    """The reason that the action gave stands first."""
    page = Template('{% include "409.html" %}').render(Context({"sentence": "The order was served at 14:02."}))
    assert "The order was served at 14:02." in page
