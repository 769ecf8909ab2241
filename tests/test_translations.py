"""Both languages are complete: every text has its Chinese, none is uncertain, every placeholder survives."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
#: GB/T 15834: Chinese text has its own commas, colons, semicolons, question and exclamation marks.
FOREIGN_MARK = re.compile(r"[\u4e00-\u9fff）》”][,;:?!]|[,;:?!][\u4e00-\u9fff“《（]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def collected(folder: Path) -> polib.POFile:
    """Extract the texts of the tracked sources into a copy of the catalogue, as bin/messages does."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in listed.split("\0"):
        if name.endswith((".py", ".html", ".txt", ".po")) and not name.startswith(("tests/", "benchmarks/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, folder / name)
    command = ["makemessages", "--locale", "zh_Hans", "--no-wrap", "--no-location", "--no-obsolete"]
    subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        capture_output=True,
    )
    return polib.pofile(str(folder / CATALOGUE))


def test_no_text_is_without_its_chinese_and_none_is_uncertain(tmp_path):
    catalogue = collected(tmp_path)
    assert len(catalogue) > 1000
    assert [entry.msgid for entry in catalogue if entry.fuzzy or not entry.msgstr] == []


def test_every_placeholder_survives_translation():
    wrong = [
        (entry.msgid, entry.msgstr)
        for entry in polib.pofile(str(ROOT / CATALOGUE))
        if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert wrong == []


def test_chinese_sentences_have_chinese_marks():
    entries = polib.pofile(str(ROOT / CATALOGUE))
    assert [entry.msgstr for entry in entries if FOREIGN_MARK.search(entry.msgstr)] == []
