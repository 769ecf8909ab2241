"""From a frozen snapshot to the bytes of a PDF/A. Pure: on one installation the same arguments give the same bytes.

Nothing is fetched: neither network nor files, only the pictures that are handed over and whose hash the snapshot names.
Run as a program (`python -m documents.rendering`) it reads one job from standard input, so that a page that hangs or
eats memory can be killed without its worker (trap 20 of the behaviours page): see `documents.child`.
"""

import base64
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import weasyprint
from django.conf import settings
from django.template import Context, Engine
from weasyprint.urls import URLFetcher, URLFetcherResponse

from documents import rules
from documents.child import RenderFailure

TEMPLATES = Path(__file__).parent / "templates" / "documents" / "pdf"
VARIANT = "pdf/a-3u"

TITLES = {
    "zh": {
        "inspection_record": "现场检查记录",
        "measures_decision": "现场处理措施决定书",
        "rectification_order": "责令限期整改指令书",
        "reinspection_opinion": "整改复查意见书",
        "extension_reply": "关于延长整改期限的批复",
        "reminder_letter": "提醒敦促函",
        "urging_notice": "限期整改（督办）通知书",
        "talk_notice": "约谈通知书",
        "talk_minutes": "约谈纪要",
        "service_receipt": "送达回证",
        "listing_notice": "挂牌督办通知书",
        "delisting_notice": "解除挂牌督办通知书",
        "bulletin": "通报",
        "bulletin_translation": "通报英文译本",
        "meeting_minutes": "点名通报会纪要",
        "risk_ledger": "安全风险分级管控台账",
        "duty_extract": "履职台账摘录",
        "self_check_record": "企业自查记录",
        "self_check_statement": "事故隐患排查治理情况统计分析表",
        "field_table": "行业领域安全监管责任清单",
    },
    "en": {
        "inspection_record": "On-site Inspection Record",
        "measures_decision": "On-site Measures Decision",
        "rectification_order": "Order to Rectify within a Time Limit",
        "reinspection_opinion": "Re-inspection Opinion",
        "extension_reply": "Reply on an Extension of Time",
        "reminder_letter": "Reminder and Urging Letter",
        "urging_notice": "Notice to Urge Rectification within a Time Limit",
        "talk_notice": "Regulatory Talk Notice",
        "talk_minutes": "Minutes of a Regulatory Talk",
        "service_receipt": "Proof of Service",
        "listing_notice": "Notice of Listed Supervision",
        "delisting_notice": "Notice Lifting Listed Supervision",
        "bulletin": "Bulletin",
        "bulletin_translation": "Bulletin (English version)",
        "meeting_minutes": "Minutes of a Name-and-shame Meeting",
        "risk_ledger": "Ledger of Graded Safety Risks",
        "duty_extract": "Extract of the Duty Ledger",
        "self_check_record": "Self-inspection Record",
        "self_check_statement": "Statement of Hazards Found and Treated",
        "field_table": "Who Supervises Safety in Which Field",
    },
}

# The faces of GB/T 9704 and the families that may stand for each, best first.
FACES = {
    "TITLE": ("FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong", "Noto Serif CJK SC"),
    "FANGSONG": ("FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC"),
    "KAITI": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif CJK SC"),
    "HEITI": ("SimHei", "STHeiti", "Noto Sans CJK SC"),
    "SONG": ("SimSun", "STSong", "Noto Serif CJK SC"),
    "LATIN": ("Liberation Serif", "Noto Serif CJK SC"),
    "MONO": ("DejaVu Sans Mono", "Noto Sans Mono CJK SC"),
}
WANTED = {"TITLE": "小标宋", "FANGSONG": "仿宋", "KAITI": "楷体", "HEITI": "黑体", "SONG": "宋体"}
LAST_RESORT = "Noto Serif CJK SC"
LONG_MARK = 10


class PictureFetcher(URLFetcher):
    """Hands out the given pictures and refuses every other address."""

    def __init__(self, images: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("image", "data"), allow_redirects=False, fail_on_errors=True)
        self.images = images

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the picture named by `image:<sha256>`, or refuse."""
        if not url.startswith("image:"):
            raise ValueError("documents fetch nothing")
        data = self.images[url.removeprefix("image:")]
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        return URLFetcherResponse(url, body=data, headers={"Content-Type": kind})


@lru_cache(maxsize=1)
def installed_families() -> frozenset[str]:
    """Return the names of the installed font families; empty when fontconfig's tool is not there."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    try:
        listed = subprocess.run([program, ":", "family"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(name.strip() for line in listed.stdout.splitlines() for name in line.split(","))


def chosen_faces(families: frozenset[str]) -> dict[str, str]:
    """Return the family that stands for each face of the standard."""
    return {face: next((name for name in names if name in families), names[-1]) for face, names in FACES.items()}


def fonts_note(faces: Mapping[str, str]) -> str:
    """Name every face of the standard that is missing and what replaces it; goes into the file's metadata."""
    replaced = [f"{word} -> {faces[face]}" for face, word in WANTED.items() if faces[face].startswith("Noto")]
    return "Replaced fonts: " + "; ".join(replaced) if replaced else "Fonts as the standard names them"


@lru_cache(maxsize=4)
def engine(template_version: str) -> Engine:
    """Return the template engine of one released template set."""
    folder = TEMPLATES / template_version
    if not folder.is_dir():
        raise RenderFailure(f"There is no template set {template_version}.")
    library = "documents.templatetags.documents_pdf"
    return Engine(dirs=[str(folder)], builtins=[library], autoescape=True)


@lru_cache(maxsize=4)
def stylesheet(template_version: str) -> str:
    """Return the style sheet with the installed families in place of the standard's faces."""
    text = (TEMPLATES / template_version / "style.css").read_text(encoding="utf-8")
    for face, family in chosen_faces(installed_families()).items():
        text = text.replace(f" {face};", f' "{family}", "{LAST_RESORT}";')
    return text


def due_groups(problems: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return an order's deadlines by date, each with its problems' numbers; what was fixed on the spot has none."""
    numbers: dict[str, list[str]] = {}
    for problem in problems:
        if problem.get("due_on") and not problem.get("fixed_on_site"):
            numbers.setdefault(problem["due_on"], []).append(str(problem["no"]))
    return [
        {"due_on": due, "numbers_zh": "、".join(found), "numbers_en": ", ".join(found)}
        for due, found in sorted(numbers.items())
    ]


def qr_svg(address: str) -> str:
    """Return the QR code of the verification page's address as inline SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", boost_error=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=0, omitsize=True, nl=False
    )
    return out.getvalue().decode()


def html(snapshot: Mapping[str, Any], *, kind: str, language: str, template_version: str) -> str:
    """Return the page that is printed; `snapshot` as `rules.freeze` and the issue left it."""
    data = rules.canonical(snapshot)
    address = snapshot.get("verify_url", "")
    context = Context(
        {
            "s": snapshot,
            "title": TITLES[language][kind],
            "served_title": TITLES[language].get(snapshot.get("document_kind", ""), ""),
            "number": snapshot.get("number", ""),
            "draft": not snapshot.get("number"),
            "snapshot_sha256": rules.sha256(data),
            "stamp": stamp(snapshot),
            "qr": qr_svg(address) if address else "",
            "shown_code": rules.shown_code(snapshot.get("code", "")),
            "due_groups": due_groups(snapshot.get("problems", [])),
            "long_mark": len(snapshot["issuer"]["name"]) > LONG_MARK,
            "fonts_note": fonts_note(chosen_faces(installed_families())),
            "template_version": template_version,
        },
        use_l10n=False,
        use_tz=False,
    )
    return engine(template_version).get_template(f"{language}/{kind}.html").render(context)


def stamp(snapshot: Mapping[str, Any]) -> str:
    """Return the moment written into the file as its creation: the moment of issue in UTC, never the clock's."""
    return snapshot.get("issued_at") or f"{snapshot['signed_on']}T00:00:00Z"


def render(
    snapshot: Mapping[str, Any],
    *,
    kind: str,
    language: str,
    template_version: str,
    images: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the document as PDF/A-3u, the frozen snapshot attached as its machine-readable source.

    Raises RenderFailure when a picture is missing or is not the one the snapshot names.
    """
    images = images or {}
    for digest in sorted(rules.pictures(snapshot)):
        if digest not in images:
            raise RenderFailure(f"Picture {digest} is missing.")
        if rules.sha256(images[digest]) != digest:
            raise RenderFailure(f"Picture {digest} is not the one that was signed.")
    data = rules.canonical(snapshot)
    fetcher = PictureFetcher(images)
    page = html(snapshot, kind=kind, language=language, template_version=template_version)
    moment = moment_of(snapshot)
    source = weasyprint.Attachment(
        string=data.decode(),
        name="snapshot.json",
        description="Frozen data of this document",
        created=moment,
        modified=moment,
        relationship="Source",
        url_fetcher=fetcher,
    )
    # Optimising would make pictures depend on the machine's codecs; they are small already.
    return weasyprint.HTML(string=page, url_fetcher=fetcher, base_url="image:").write_pdf(
        stylesheets=[weasyprint.CSS(string=stylesheet(template_version), url_fetcher=fetcher)],
        pdf_variant=VARIANT,
        pdf_identifier=rules.sha256(data + kind.encode() + language.encode())[:32].encode(),
        attachments=[source],
        presentational_hints=False,
    )


def moment_of(snapshot: Mapping[str, Any]) -> datetime:
    """Return the stamp as an aware datetime, which attachments ask for."""
    return datetime.fromisoformat(stamp(snapshot).replace("Z", "+00:00"))


def main() -> None:
    """Read one job from standard input and write its PDF to standard output."""
    if not settings.configured:
        settings.configure(USE_I18N=False, USE_THOUSAND_SEPARATOR=False)
    job = json.load(sys.stdin.buffer)
    images = {digest: base64.b64decode(data) for digest, data in job.pop("images").items()}
    sys.stdout.buffer.write(render(job.pop("snapshot"), images=images, **job))


if __name__ == "__main__":
    main()
