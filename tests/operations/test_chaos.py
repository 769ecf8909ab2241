"""The fault harness at a small size: real workers and beats, killed at random; the ledger must still be whole."""

import subprocess
import sys

import pytest

from tests.architecture.house import ROOT


@pytest.mark.slow
def test_nothing_is_doubled_missing_or_silent_whatever_is_killed():
    command = [sys.executable, "-m", "benchmarks.chaos", "--cases", "80", "--days", "4", "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "0 doubled, 0 missing, 0 silent, 0 unexplained" in done.stdout
