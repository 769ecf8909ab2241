"""What an attached file is, read from its bytes and never from its name. Pure."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from evidence import rules

LONGEST_NAME = 100


def media_type_of(data: bytes) -> str:
    """Return the media type of a PDF or of an office file without macros; anything else raises RuleBroken."""
    if len(data) > rules.LARGEST_ATTACHMENT:
        raise RuleBroken(
            _("This file is larger than %(n)s MB. Send it in parts.")
            % {"n": rules.LARGEST_ATTACHMENT // rules.MEGABYTE}
        )
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        try:
            names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise RuleBroken(_("This file is damaged and cannot be read. It was not kept; send it again.")) from error
        if any("vbaproject" in name.lower() for name in names):
            raise RuleBroken(_("This file contains macros. Save it without macros or as PDF, and send that."))
        if "[Content_Types].xml" in names:
            for folder, media_type in rules.OFFICE.items():
                if any(name.startswith(folder) for name in names):
                    return media_type
    raise RuleBroken(_("Only PDF, Word, Excel and PowerPoint files can be attached (.pdf, .docx, .xlsx, .pptx)."))


def safe_name(name: str, media_type: str) -> str:
    """Return a file name fit to be shown and saved, ending as its true type does."""
    suffix = rules.SUFFIXES[media_type]
    stem = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]", " ", name).strip(" .")
    if stem.lower().endswith(suffix):
        stem = stem[: -len(suffix)]
    return (stem[:LONGEST_NAME].strip(" .") or "file") + suffix
