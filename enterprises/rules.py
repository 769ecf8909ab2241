"""Pure rules about enterprises: the unified social credit code of GB 32100-2015."""

import re
import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from core.errors import RuleBroken

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
