"""Both languages are complete: every text has its Chinese, none is uncertain, every placeholder survives."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
from django.template import Context, Template
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
#: GB/T 15834: Chinese text has its own commas, colons, semicolons, question and exclamation marks.
FOREIGN_MARK = re.compile(r"[\u4e00-\u9fff）》”][,;:?!]|[,;:?!][\u4e00-\u9fff“《（]")
#: In a template, what is translated as a whole, and what is not shown.
WHOLE = re.compile(
    r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{% comment.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL
)
#: A Latin colon behind a word that is put in: in Chinese it stays Latin. `{% colon %}` knows the reader's language.
LOOSE_COLON = re.compile(r".{0,40}(?:%\}|\}\}|</(?:a|b|code|dt|span|strong)>):(?=\s|<|\{|$).{0,20}", re.MULTILINE)
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


def test_no_template_writes_a_latin_colon_behind_a_word_that_is_put_in():
    """Official papers are apart: each of their templates is in one language."""
    loose = [
        (str(path.relative_to(ROOT)), found.group())
        for path in sorted(ROOT.glob("*/templates/**/*.html")) + sorted(ROOT.glob("templates/**/*.html"))
        if "pdf" not in path.parts
        for found in LOOSE_COLON.finditer(WHOLE.sub("", path.read_text()))
    ]
    assert loose == []


def test_the_colon_follows_the_language():
    template = Template("{% translate 'Reason' %}{% colon %}{{ why }}")
    with translation.override("en"):
        assert template.render(Context({"why": "fog"})) == "Reason: fog"
    with translation.override("zh-hans"):
        assert template.render(Context({"why": "fog"})).endswith("：fog")
