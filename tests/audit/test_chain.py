"""The chain: append-only in the database, and any single edit, removal, insertion or move in an export shows."""

import io
import json
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.actions import record
from audit.models import Entry
from audit.rules import COVERED, FIRST, FORMAT, canonical, entry_hash, verify_lines
from audit.selectors import export_lines
from core import scope
from tests.cast import NOW, acting

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def export(cast) -> list[str]:
    with acting(cast.inspector) as actor:
        for n in range(5):
            data = {"n": n, "share": 0.1 * n, "large": 1e21, "day": NOW.date(), "sum": Decimal("3.10"), "text": "古蔺"}
            record(actor=actor, now=NOW + timedelta(seconds=n), verb="test", subject=cast.enterprise, data=data)
        chain = f"authority:{actor.tenant_id}"
    with scope.everything(because="the tests export a chain"):
        return list(export_lines(chain))


def test_what_the_database_gives_back_is_what_was_hashed(export):
    report = verify_lines(export)
    assert report.faults == []
    assert report.entries == 5


def test_the_database_refuses_to_change_or_remove_an_entry(export, cast):
    for statement in ("UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            scope.everything(because="test"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_chains_of_two_tenants_are_apart_and_walled(export, cast):
    with acting(cast.safety_head) as actor:
        record(actor=actor, now=NOW, verb="test", subject=cast.enterprise)
        assert list(Entry.objects.values_list("chain", "number")) == [(f"enterprise:{cast.enterprise.pk}", 1)]
    with acting(cast.anhui_clerk):
        assert not Entry.objects.exists()


def test_an_expert_and_the_system_can_append_too(cast):
    for who in (cast.expert, cast.agency_administrator):
        with acting(who) as actor:
            record(actor=actor, now=NOW, verb="test", subject=cast.enterprise)
    with scope.everything(because="test"):
        assert list(Entry.objects.values_list("number", flat=True).order_by("number")) == [1, 2]


def test_a_rolled_back_act_leaves_no_gap(cast):
    with acting(cast.inspector) as actor:
        record(actor=actor, now=NOW, verb="one", subject=cast.enterprise)
        with transaction.atomic():
            record(actor=actor, now=NOW, verb="lost", subject=cast.enterprise)
            transaction.set_rollback(True)
        assert record(actor=actor, now=NOW, verb="two", subject=cast.enterprise).number == 2


def test_commands_export_and_verify_and_the_verifier_needs_no_django(export, tmp_path):
    chain = json.loads(export[0])["chain"]
    out, listing = io.StringIO(), io.StringIO()
    call_command("audit_export", chain, stdout=out)
    call_command("audit_export", stdout=listing)
    head = json.loads(export[-1])["hash"]
    assert f"{chain}\t5\t{head}" in listing.getvalue()
    file = tmp_path / "export.jsonl"
    file.write_text(out.getvalue(), encoding="utf-8")
    call_command("audit_verify", str(file), head=head, stdout=io.StringIO())
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from audit.verify import main; sys.exit(main(sys.argv[1:]))"
    )
    alone = [sys.executable, "-I", "-S", "-c", script, str(ROOT), str(file)]
    assert subprocess.run(alone, capture_output=True, check=False, cwd=tmp_path).returncode == 0
    file.write_text(out.getvalue().replace("古蔺", "合江", 1), encoding="utf-8")
    assert subprocess.run(alone, capture_output=True, check=False, cwd=tmp_path).returncode == 1
    with pytest.raises(CommandError, match="changed after it was written"):
        call_command("audit_verify", str(file), stdout=io.StringIO())


def chain_of(size: int) -> list[str]:
    previous, lines = FIRST, []
    for number in range(1, size + 1):
        content = dict.fromkeys(COVERED, "x") | {"chain": "c", "number": number, "data": {"n": number}}
        own = entry_hash(previous, content)
        lines.append(canonical(content | {"previous_hash": previous, "hash": own}))
        previous = own
    return [canonical({"format": FORMAT, "chain": "c", "entries": size, "head": previous}), *lines]


@settings(max_examples=300, deadline=None)
@given(data=st.data(), size=st.integers(1, 12))
def test_any_single_tampering_shows(data, size):
    lines = chain_of(size)
    assert verify_lines(lines).sound
    kind = data.draw(st.sampled_from(["edit", "remove", "insert", "move", "forge"]))
    at = data.draw(st.integers(0, size))
    tampered = list(lines)
    if kind == "edit":
        column = data.draw(st.integers(0, len(lines[at]) - 1))
        character = data.draw(st.characters(codec="utf-8", exclude_characters="\n\r"))
        tampered[at] = lines[at][:column] + character + lines[at][column + 1 :]
        try:
            if json.loads(tampered[at]) == json.loads(lines[at]):
                return
        except ValueError:
            pass
    elif kind == "remove":
        del tampered[at]
    elif kind == "insert":
        tampered.insert(at, lines[data.draw(st.integers(0, size))])
    elif kind == "move":
        other = data.draw(st.integers(0, size))
        tampered[at], tampered[other] = tampered[other], tampered[at]
        if tampered == lines:
            return
    elif at:
        row = json.loads(lines[at])
        row["verb"] = "forged"
        row["hash"] = entry_hash(row["previous_hash"], {key: row[key] for key in COVERED})
        tampered[at] = canonical(row)
    else:
        return
    assert not verify_lines(tampered).sound


def test_a_chain_rewritten_as_a_whole_shows_by_the_published_head():
    published = json.loads(chain_of(4)[0])["head"]
    assert verify_lines(chain_of(4), expected_head=published).sound
    assert not verify_lines(chain_of(3), expected_head=published).sound
