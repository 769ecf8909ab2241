"""Pure rules about enterprises: the unified social credit code of GB 32100-2015, and clean facts."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from core.errors import RuleBroken
from enterprises.choices import EnterpriseStatus, Scale

#: GB 32100-2015 leaves out I, O, S, V and Z, which are read as 1, 0, 5, U and 2.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
#: Registering authority and kind of body (both may be letters, as for village collectives), six digits of the
#: division, nine characters of the organisation, one check character.
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def normalise_credit_code(raw: str) -> str:
    """What was meant: full-width characters narrowed, blanks and hyphens dropped, capitals."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", raw or "")).upper()


def credit_code_error(raw: str) -> str:
    """Why this is no unified social credit code, in one sentence; empty when it is one."""
    code = normalise_credit_code(raw)
    if not code:
        return _("Enter the unified social credit code.")
    if len(code) != LENGTH:
        return _("A unified social credit code has 18 characters; this one has %(n)s.") % {"n": len(code)}
    strange = [character for character in code if character not in ALPHABET]
    if strange:
        return _("“%(character)s” never occurs in a unified social credit code (nor do I, O, S, V and Z).") % {
            "character": strange[0]
        }
    if not SHAPE.fullmatch(code):
        return _("Characters 3 to 8 of a unified social credit code are the six digits of the registering division.")
    if code[-1] != uscc.calc_check_digit(code):
        return _("The check character of this code does not match: one of the 18 characters is mistyped.")
    return ""


def clean_credit_code(raw: str) -> str:
    """The code in its one written form. Raises `RuleBroken` with the sentence of `credit_code_error`."""
    error = credit_code_error(raw)
    if error:
        raise RuleBroken(error, fields={"credit_code": error})
    return normalise_credit_code(raw)


#: The longest text of each fact, as the database keeps it.
LONGEST = {
    "name": 120,
    "address": 200,
    "legal_representative": 60,
    "principal_name": 60,
    "principal_post": 60,
    "principal_phone": 30,
    "kind": 40,
    "note": 200,
    "model": 80,
    "serial_number": 80,
    "holder_name": 60,
    "holder_phone": 30,
    "duties": 4000,
}
MOST_EMPLOYEES = 2_000_000
#: Degrees; the data keeps six decimals, about a decimetre.
LIMITS = {"latitude": Decimal(90), "longitude": Decimal(180)}
DECIMALS = Decimal("0.000001")
CHOICES = {"status": EnterpriseStatus, "scale": Scale}


def clean_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as they are kept: blanks narrowed, numbers as numbers. Raises `RuleBroken` naming the field."""
    return {name: _clean_fact(name, value) for name, value in facts.items()}


def _broken(name: str, sentence: str) -> RuleBroken:
    return RuleBroken(sentence, fields={name: sentence})


def _clean_fact(name: str, value: Any) -> Any:
    if name in LONGEST:
        text = " ".join((value or "").split()) if name != "duties" else (value or "").strip()
        if len(text) > LONGEST[name]:
            raise _broken(
                name, _("“%(start)s…” is longer than %(n)s characters.") % {"start": text[:12], "n": LONGEST[name]}
            )
        return text
    if name in CHOICES:
        if value not in CHOICES[name] and not (name == "scale" and not value):
            raise _broken(name, _("“%(value)s” is not one of the choices.") % {"value": value})
        return value or ""
    if name == "employees":
        return _clean_number(value)
    return _clean_degrees(name, value) if name in LIMITS else value


def _clean_number(value: Any) -> int | None:
    if value in (None, ""):
        return None
    text = str(value).strip().removesuffix(".0")
    if not text.isdecimal() or int(text) > MOST_EMPLOYEES:
        raise _broken("employees", _("“%(value)s” is not a number of employees.") % {"value": value})
    return int(text)


def _clean_degrees(name: str, value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        degrees = Decimal(str(value)).quantize(DECIMALS)
    except InvalidOperation as error:
        raise _broken(name, _("“%(value)s” is not a position in degrees.") % {"value": value}) from error
    if not abs(degrees) <= LIMITS[name]:
        raise _broken(name, _("“%(value)s” is not a position in degrees.") % {"value": value})
    return degrees


def check_move(from_region: str, to_region: str, reason: str) -> None:
    """Raise `RuleBroken` unless a move has a reason and leads to a known region other than the present one."""
    if not to_region:
        sentence = _("There is no such region. Write its name or its code.")
    elif to_region == from_region:
        sentence = _("The enterprise is registered in this region already.")
    elif not reason.strip():
        sentence = _("Say why the enterprise moves: the receiving authority reads it.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    else:
        return
    raise RuleBroken(sentence, fields={"region": sentence})
