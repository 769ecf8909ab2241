"""Rendering and signing in processes of their own, which can be killed and give their memory back.

WeasyPrint is imported in that process only: importing it changes how Pillow reads damaged pictures, which evidence
must not suffer.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class RenderFailure(Exception):
    """A PDF could not be made; the message says why and is kept with the document."""


def job_of(
    snapshot: Mapping[str, Any], *, kind: str, language: str, template_version: str, images: Mapping[str, bytes]
) -> bytes:
    """Return a rendering job as the bytes that the child process reads."""
    pictures = {digest: base64.b64encode(data).decode() for digest, data in images.items()}
    job = {"snapshot": snapshot, "kind": kind, "language": language, "template_version": template_version}
    return json.dumps({**job, "images": pictures}).encode()


def signing_job_of(pdf: bytes, *, pkcs12: bytes, password: str, name: str, reason: str) -> bytes:
    """Return a signing job as the bytes that the child process reads; it is never written anywhere."""
    given = {"pdf": base64.b64encode(pdf).decode(), "pkcs12": base64.b64encode(pkcs12).decode()}
    return json.dumps({**given, "password": password, "name": name, "reason": reason}).encode()


def sign_in_child(job: bytes, *, seconds: float) -> bytes:
    """Sign one file in a child process and return it with the signature appended and checked.

    Raises RenderFailure without what the child said: nothing of a key or password may reach a log.
    """
    command = [sys.executable, "-m", "documents.signing"]
    try:
        done = subprocess.run(
            command, input=job, capture_output=True, timeout=seconds, check=False, cwd=Path(__file__).parent.parent
        )
    except subprocess.TimeoutExpired:
        raise RenderFailure("Signing took too long and was stopped.") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise RenderFailure(f"The signing process ended with code {done.returncode}.")
    return done.stdout


def render_in_child(job: bytes, *, seconds: float, program: str = "documents.rendering") -> bytes:
    """Render one job in a child process and return the PDF. `program` is the module that reads the job.

    Raises RenderFailure after `seconds`, or with the last line of what the child said.
    """
    command = [sys.executable, "-m", program]
    try:
        done = subprocess.run(
            command, input=job, capture_output=True, timeout=seconds, check=False, cwd=Path(__file__).parent.parent
        )
    except subprocess.TimeoutExpired as late:
        raise RenderFailure(f"Rendering took longer than {seconds:g} seconds and was stopped.") from late
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RenderFailure(said[-1][:500] if said else f"The renderer ended with code {done.returncode}.")
    return done.stdout
