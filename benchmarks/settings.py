"""The settings under which the benchmarks' server runs: the real ones."""

from config.settings import *  # noqa: F403

LOGGING["root"]["level"] = "WARNING"  # noqa: F405
