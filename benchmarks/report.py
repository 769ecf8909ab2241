"""Results as JSON, and all of them as one table."""

import json
import platform
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


def save(name: str, rows: list[dict]) -> None:
    """Write one benchmark's rows with the machine and the day."""
    RESULTS.mkdir(exist_ok=True)
    head = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": platform.platform()}
    (RESULTS / f"{name}.json").write_text(json.dumps(head | {"rows": rows}, indent=1, ensure_ascii=False) + "\n")


def table() -> str:
    """Return every stored row as a Markdown table, and write it beside the results."""
    lines = [
        "| benchmark | ratio | limit | kept | against | p50 ms | p95 ms, 8 users |",
        "|---|---|---|---|---|---|---|",
    ]
    for path in sorted(RESULTS.glob("*.json")):
        for row in json.loads(path.read_text())["rows"]:
            kept = "yes" if row["ratio"] <= row["limit"] and row.get("p95_ms_of_8_users", 0) <= 300 else "NO"
            lines.append(
                f"| {row['benchmark']} | {row['ratio']} | {row['limit']} | {kept} | {row['against']} | "
                f"{row.get('p50_ms', '')} | {row.get('p95_ms_of_8_users', '')} |"
            )
    text = "\n".join(lines) + "\n"
    (RESULTS / "table.md").write_text(text)
    return text
