"""Imports point downward only, and the contract file knows every app."""

import configparser

from django.conf import settings
from importlinter.cli import lint_imports

from tests.architecture.house import APPS, HEIGHT, LAYERS, ROOT

CONTRACTS = ROOT / ".importlinter"


def test_no_import_points_up_or_sideways(capsys):
    result = lint_imports(config_filename=str(CONTRACTS), no_cache=True)
    assert result == 0, capsys.readouterr().out


def test_the_contracts_name_every_installed_app():
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS, encoding="utf-8")
    roots = set(parser["importlinter"]["root_packages"].split())
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert ours == set(APPS)
    assert roots == ours | {"config"}
    listed = parser["importlinter:contract:layers"]["layers"].strip().splitlines()
    layers = [sorted(name.strip().strip("()") for name in line.split("|")) for line in listed]
    assert layers == [["config.urls"], *(sorted(layer) for layer in reversed(LAYERS))]


def test_every_app_has_its_height():
    assert set(APPS) <= set(HEIGHT)
