"""Group robots of WeCom, DingTalk and Feishu, and generic webhooks, on apprise's plugins.

The robots answer 200 also when they refuse, with a code in the body. Apprise 2.2 takes each 200 as success, so the
plugins here read the answer. They follow no redirect, and look at the host's addresses at each sending.
"""

import re
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import requests
from apprise import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from notifications.channels.base import Accepted, Failure, Message
from notifications.channels.guard import check_address, check_resolution
from notifications.choices import Channel

SECONDS = 10
#: How much of an answer is read.
MOST_BYTES = 10_000
#: Codes of the makers for "too often" and "busy"; others mean that this robot will never take the message.
BUSY = {-1, 45009, 130101, 130103, 11232, 9499}
TEMPORARY = (408, 425, 429)
ASSET = AppriseAsset(app_id="Safeloop", app_desc="Safeloop", http_redirects=False, async_mode=False)
KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")


def ask(url: str, payload: dict[str, Any], *, params: dict | None = None, reference: str = "") -> dict[str, Any]:
    """Post JSON and return the JSON of the answer, if it is one. Raises `Failure` without naming the address."""
    check_resolution(urlsplit(url).hostname or "")
    try:
        with requests.post(
            url,
            json=payload,
            params=params,
            headers={"User-Agent": "Safeloop", "Idempotency-Key": reference},
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status, content = answer.status_code, answer.raw.read(MOST_BYTES, decode_content=True)
    except (requests.RequestException, OSError) as error:
        # The exception's own text holds the address.
        raise Failure(type(error).__name__, permanent=False) from None
    if not 200 <= status < 300:
        raise Failure(f"HTTP {status}", permanent=status < 500 and status not in TEMPORARY)
    try:
        found = requests.models.complexjson.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def check_code(answer: dict[str, Any]) -> None:
    """Raise `Failure` where a robot's answer carries another code than 0; an answer without a code is no yes either."""
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
    if code is None:
        raise Failure("The robot gave no answer", permanent=False)
    if code != 0:
        raise Failure(f"The robot answered {str(code)[:20]}", permanent=code not in BUSY)


class WeCom(NotifyWeComBot):
    """A group robot of WeCom."""

    def send(self, body: str, title: str = "", **kwargs) -> bool:
        """Send one text."""
        check_code(ask(self.api_url, {"msgtype": "text", "text": {"content": body}}, reference=title))
        return True


class DingTalk(NotifyDingTalk):
    """A group robot of DingTalk, signed where the address carries a secret."""

    def send(self, body: str, title: str = "", **kwargs) -> bool:
        """Send one text."""
        params = None
        if self.secret:
            timestamp, sign = self.get_signature()
            # Requests quotes it once more, and DingTalk takes it quoted once.
            params = {"timestamp": timestamp, "sign": unquote(sign)}
        payload = {"msgtype": "text", "text": {"content": body}}
        check_code(ask(self.notify_url.format(token=self.token), payload, params=params, reference=title))
        return True


class Feishu(NotifyFeishu):
    """A group robot of Feishu, or of Lark, its sister abroad."""

    host = "open.feishu.cn"

    def send(self, body: str, title: str = "", **kwargs) -> bool:
        """Send one text."""
        url = f"https://{self.host}/open-apis/bot/v2/hook/{self.token}"
        check_code(ask(url, {"msg_type": "text", "content": {"text": body}}, reference=title))
        return True


class Webhook(NotifyJSON):
    """A generic webhook: JSON in the shape that apprise gives it; any 2xx means taken."""

    address = ""

    def send(self, body: str, title: str = "", **kwargs) -> bool:
        """Send one message."""
        payload = {"version": self.json_version, "title": "Safeloop", "message": body, "reference": title}
        ask(self.address, payload | {"type": "info"}, reference=title)
        return True


def robot(channel: str, address: str) -> WeCom | DingTalk | Feishu | Webhook:
    """Return the robot at a web address as its maker shows it. Raises `RuleBroken` for any other address."""
    parts = check_address(channel, address)
    try:
        return _BUILDERS[Channel(channel)](parts, {name: values[0] for name, values in parse_qs(parts.query).items()})
    except (AppriseException, TypeError, ValueError) as error:
        sentence = _("This is not the address of such a robot. Copy it whole from the settings of the group.")
        raise RuleBroken(sentence, fields={"address": sentence}) from error


def _wecom(parts: SplitResult, query: dict[str, str]) -> WeCom:
    _is_path(parts.path == "/cgi-bin/webhook/send")
    return WeCom(key=_key(query.get("key")), asset=ASSET)


def _dingtalk(parts: SplitResult, query: dict[str, str]) -> DingTalk:
    _is_path(parts.path == "/robot/send")
    secret = _key(query["secret"]) if "secret" in query else None
    return DingTalk(token=_key(query.get("access_token")), secret=secret, asset=ASSET)


def _feishu(parts: SplitResult, query: dict[str, str]) -> Feishu:
    folder, _slash, token = parts.path.rstrip("/").rpartition("/")
    _is_path(folder == "/open-apis/bot/v2/hook")
    found = Feishu(token=_key(token), asset=ASSET)
    found.host = parts.hostname
    return found


def _webhook(parts: SplitResult, query: dict[str, str]) -> Webhook:
    found = Webhook(host=parts.hostname, secure=True, fullpath=parts.path, asset=ASSET)
    found.address = parts.geturl()
    return found


_BUILDERS = {
    Channel.WECOM: _wecom,
    Channel.DINGTALK: _dingtalk,
    Channel.FEISHU: _feishu,
    Channel.WEBHOOK: _webhook,
}


def _is_path(matches: bool) -> None:
    if not matches:
        raise ValueError("another path")


def _key(text: str | None) -> str:
    if not text or not KEY.fullmatch(text):
        raise ValueError("no key")
    return text


def send_to_robot(channel: str, address: str, message: Message) -> Accepted:
    """Send to a robot or a webhook, whose answer says that the message stands in the group. Raises `Failure`."""
    try:
        found = robot(channel, address)
    except RuleBroken as error:
        raise Failure("The address is no longer allowed", permanent=True) from error
    found.send(message.body, title=message.reference)
    return Accepted(arrived=channel != Channel.WEBHOOK)
