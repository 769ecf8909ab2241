"""A bulletin of 500 entries: its child process against 10 seconds and 500 MB, and against bare WeasyPrint."""

import os
import resource
import time

from django.conf import settings

ENTRIES, MOST_SECONDS, MOST_MEGABYTES = 500, 10, 500


def run() -> list[dict]:
    """Measure in Chinese and in English. Processor seconds are what the work takes on a machine that others use too."""
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(USE_I18N=False)
    import weasyprint

    from documents import child, rendering, rules
    from tests.documents.samples import issued

    rows = []
    for kind, language in (("bulletin", "zh"), ("bulletin_translation", "en")):
        snapshot, images = issued(kind, language=language, problems=ENTRIES, photos=0)
        arguments = {"kind": kind, "language": language, "template_version": rules.TEMPLATE_VERSION}
        job = child.job_of(snapshot, images=images, **arguments)
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        child.render_in_child(job, seconds=120)
        seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        page = rendering.html(snapshot, **arguments)
        style = rendering.stylesheet(rules.TEMPLATE_VERSION)
        times = []
        for work in (
            lambda page=page, images=images, style=style: weasyprint.HTML(
                string=page, url_fetcher=rendering.PictureFetcher(images)
            ).write_pdf(stylesheets=[weasyprint.CSS(string=style)]),
            lambda snapshot=snapshot, images=images, arguments=arguments: rendering.render(
                snapshot, images=images, **arguments
            ),
        ):
            begun = time.process_time()
            work()
            times.append(time.process_time() - begun)
        facts = {
            "seconds": round(seconds, 1),
            "processor_seconds": round(used, 1),
            "megabytes": after.ru_maxrss // 1024,
            "p50_ms": round(used * 1000),
        }
        name = f"bulletin of {ENTRIES} entries, {language}"
        rows += [
            {
                "benchmark": f"{name}, processor time",
                "ratio": round(used / MOST_SECONDS, 2),
                "limit": 1,
                "against": f"{MOST_SECONDS} s in a child process",
                **facts,
            },
            {
                "benchmark": f"{name}, memory",
                "ratio": round(facts["megabytes"] / MOST_MEGABYTES, 2),
                "limit": 1,
                "against": f"{MOST_MEGABYTES} MB",
            },
            {
                "benchmark": f"{name}, drawing",
                "ratio": round(times[1] / times[0], 2),
                "limit": 3,
                "against": "bare WeasyPrint on the same HTML and style",
            },
        ]
    return rows
