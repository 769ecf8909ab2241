"""The first page of a PDF as a picture, in a process of its own that can be killed and whose memory is bounded.

Run as a program (`python -m risks.ledger.firstpage`) it reads a PDF from standard input and writes a PNG.
"""

import io
import resource
import subprocess
import sys
from pathlib import Path

import pypdfium2
from django.utils.translation import gettext as _

from core.errors import RuleBroken

#: The longer side of the picture; evidence keeps a clean copy of 2048 pixels.
LONGEST_SIDE = 2600
SECONDS = 30
MEMORY = 1_500_000_000


def first_page(pdf: bytes) -> bytes:
    """Return the first page as a PNG. Raises `RuleBroken` for a file that cannot be drawn in the time and memory."""
    sentence = _("The first page of this PDF could not be drawn. Send the drawing as PNG or JPEG; nothing was kept.")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "risks.ledger.firstpage"],
            input=pdf,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    except subprocess.TimeoutExpired as late:
        raise RuleBroken(sentence) from late
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise RuleBroken(sentence)
    return done.stdout


def draw(pdf: bytes) -> bytes:
    """Draw the first page on white."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    width, height = page.get_size()
    picture = page.render(scale=LONGEST_SIDE / max(width, height, 1), fill_color=(255, 255, 255, 255)).to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read()))
