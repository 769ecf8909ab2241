"""Drawing up the order to rectify with ten problems, against a bare WeasyPrint page of the same HTML."""

import os
import time
from statistics import median

import django

from benchmarks.database import ensure, environment


def run(*, repeat: int = 5) -> list[dict]:
    """Measure; both with the fonts and the file cache warm."""
    os.environ.update(environment(ensure(10_000)))
    django.setup()
    import weasyprint

    from documents import rendering, rules
    from tests.documents.samples import issued

    rows = []
    for kind in ("inspection_record", "rectification_order"):
        snapshot, images = issued(kind, problems=10)
        arguments = {"kind": kind, "language": "zh", "template_version": rules.TEMPLATE_VERSION}
        page = rendering.html(snapshot, **arguments)

        def draw(snapshot=snapshot, images=images, arguments=arguments) -> None:
            rendering.render(snapshot, images=images, **arguments)

        def bare(page=page, images=images) -> None:
            weasyprint.HTML(string=page, url_fetcher=rendering.PictureFetcher(images)).write_pdf()

        times = {}
        for name, work in (("draw", draw), ("bare", bare)):
            work()
            taken = []
            for _ in range(repeat):
                begun = time.perf_counter()
                work()
                taken.append(time.perf_counter() - begun)
            times[name] = median(taken)
        rows.append(
            {
                "benchmark": f"{kind}, 10 findings with photos",
                "ratio": round(times["draw"] / times["bare"], 2),
                "limit": 3,
                "against": "bare WeasyPrint on the same HTML",
                "p50_ms": round(times["draw"] * 1000),
            }
        )
    return rows
