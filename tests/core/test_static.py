"""Our scripts import each other by names with a hash: a page never runs a mixture of versions."""

import re
import shutil
from pathlib import Path

from core.static import HashedModulesStorage

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "safeloop" / "js"
IMPORTS = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


def test_every_import_names_a_file_with_its_hash(tmp_path, settings):
    settings.DEBUG = False
    shutil.copytree(SCRIPTS, tmp_path / "safeloop" / "js")
    storage = HashedModulesStorage(location=tmp_path, base_url="/static/")
    names = [f"safeloop/js/{path.name}" for path in SCRIPTS.glob("*.js")]
    failed = [done for _name, _hashed, done in storage.post_process({name: (storage, name) for name in names})
              if isinstance(done, Exception)]  # fmt: skip
    assert not failed
    seen = 0
    for name in names:
        hashed = tmp_path / storage.stored_name(name)
        assert HASHED.search(hashed.name)
        for imported in IMPORTS.findall(hashed.read_text()):
            seen += 1
            assert HASHED.search(imported), f"{name} imports {imported}"
            assert (hashed.parent / imported).exists()
    assert seen > 20
