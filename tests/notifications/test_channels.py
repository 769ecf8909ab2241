"""Mail, text messages and robots: what goes over the wire, what counts as taken, what may never be called or logged."""

import json
import logging
import socket
from contextlib import ExitStack

import pytest
import requests
from aiosmtpd.controller import Controller
from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from core.errors import RuleBroken
from notifications import secrets
from notifications.actions.endpoints import clean_address
from notifications.addresses import mask
from notifications.channels import Failure, Message, Sender, available, guard, robots
from notifications.channels.sms import HttpGateway, gateway
from notifications.choices import Channel

MESSAGE = Message("0192-ref", "Safeloop: Subject", "The body\nhttps://safe.example/x\n", "Safeloop: short")
TOKEN = "d0a1c2e3f4a5b6c7d8e9"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}"
DINGTALK = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
FEISHU = f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}"
LARK = f"https://open.larksuite.com/open-apis/bot/v2/hook/{TOKEN}"
HOOK = f"https://hooks.example.org/take/{TOKEN}?a=1"


class Answer:
    """What a robot answers, in the shape in which requests gives it."""

    def __init__(self, status=200, content=b'{"errcode": 0}'):
        self.status_code, self.content = status, content
        self.ok, self.is_redirect = status < 400, 300 <= status < 400
        self.raw = self

    def read(self, most, decode_content):
        return self.content[:most]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


@pytest.fixture
def wire(monkeypatch, settings):
    """Answer each request from `wire.answers`, and remember it; every name resolves to a public address."""
    settings.WEBHOOK_HOSTS = ["hooks.example.org"]

    class Asked(list):
        answer = Answer()

    asked = Asked()

    def post(url, **options):
        asked.append((url, options))
        if isinstance(asked.answer, Exception):
            raise asked.answer
        return asked.answer

    monkeypatch.setattr(requests, "post", post)
    monkeypatch.setattr(guard.socket, "getaddrinfo", lambda *args, **rest: [(2, 1, 6, "", ("93.184.216.34", 443))])
    return asked


@pytest.mark.parametrize(
    ("channel", "address", "url", "text"),
    [
        (Channel.WECOM, WECOM, WECOM, ("text", "content")),
        (Channel.DINGTALK, DINGTALK, DINGTALK, ("text", "content")),
        (Channel.FEISHU, FEISHU, FEISHU, ("content", "text")),
        (Channel.FEISHU, LARK, LARK, ("content", "text")),
        (Channel.WEBHOOK, HOOK, HOOK, ("message",)),
    ],
)
def test_a_robot_is_asked_as_its_maker_says(wire, channel, address, url, text):
    wire.answer = Answer(content=b'{"code": 0}' if channel == Channel.FEISHU else b'{"errcode": 0}')
    accepted = robots.send_to_robot(channel, address, MESSAGE)
    assert accepted.arrived == (channel != Channel.WEBHOOK)
    ((asked, options),) = wire
    assert asked == url
    said = options["json"]
    for part in text:
        said = said[part]
    assert said == MESSAGE.body
    assert options["allow_redirects"] is False
    assert options["timeout"]
    assert options["headers"]["Idempotency-Key"] == MESSAGE.reference


def test_a_signed_dingtalk_robot_is_signed(wire):
    robots.send_to_robot(Channel.DINGTALK, DINGTALK + "&secret=SEC0123456789", MESSAGE)
    url, options = wire[0]
    assert set(options["params"]) == {"timestamp", "sign"}
    assert "%" not in options["params"]["sign"]
    assert "SEC0123456789" not in url


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        (Answer(content=b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), True),
        (Answer(content=b'{"errcode": 310000, "errmsg": "sign not match"}'), True),
        (Answer(content=b'{"errcode": 45009, "errmsg": "freq out of limit"}'), False),
        (Answer(content=b'{"errcode": 130101}'), False),
        (Answer(content=b"<html>"), False),
        (Answer(content=b"[]"), False),
        (Answer(404), True),
        (Answer(429), False),
        (Answer(500), False),
        (Answer(302), True),
        (requests.ConnectTimeout(WECOM), False),
        (requests.TooManyRedirects(WECOM), False),
    ],
)
def test_a_refusal_inside_a_200_is_a_refusal(wire, answer, permanent, caplog):
    caplog.set_level(logging.DEBUG)
    wire.answer = answer
    with pytest.raises(Failure) as raised:
        robots.send_to_robot(Channel.WECOM, WECOM, MESSAGE)
    assert raised.value.permanent == permanent
    # Trap 16: no token in a log, in a reason, or in what a traceback would show of the cause.
    assert TOKEN not in raised.value.reason + caplog.text
    assert raised.value.__cause__ is None


def test_a_webhook_needs_only_a_2xx(wire):
    wire.answer = Answer(204, b"")
    assert not robots.send_to_robot(Channel.WEBHOOK, HOOK, MESSAGE).arrived


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.WECOM, WECOM.replace("https", "http")),
        (Channel.WECOM, WECOM.replace("qyapi.weixin.qq.com", "evil.example")),
        (Channel.WECOM, WECOM.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com.evil.example")),
        (Channel.WECOM, WECOM.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com@evil.example")),
        (Channel.WECOM, WECOM.replace("qyapi.weixin.qq.com", "evil.example#qyapi.weixin.qq.com")),
        (Channel.WECOM, WECOM.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com:8443")),
        (Channel.WECOM, WECOM.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com:x")),
        (Channel.WECOM, "https://qyapi.weixin.qq.com/other?key=" + TOKEN),
        (Channel.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        (Channel.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=../../x"),
        (Channel.DINGTALK, WECOM),
        (Channel.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/../../admin"),
        (Channel.FEISHU, FEISHU + "/%2e%2e/x"),
        (Channel.WEBHOOK, "https://127.0.0.1/x"),
        (Channel.WEBHOOK, "https://[::1]/x"),
        (Channel.WEBHOOK, "https://localhost/x"),
        (Channel.WEBHOOK, "https://169.254.169.254/latest/meta-data"),
        (Channel.WEBHOOK, "https://other.example.org/x"),
        (Channel.WEBHOOK, "file:///etc/passwd"),
        (Channel.WEBHOOK, "https://hooks.example.org/x\r\nHost: evil"),
        (Channel.WEBHOOK, "https://hooks.example.org/" + "x" * 1000),
        (Channel.WEBHOOK, "not an address"),
    ],
)
def test_no_other_address_is_taken(wire, channel, address):
    with pytest.raises(RuleBroken) as raised:
        robots.robot(channel, address)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "255.255.255.255", "198.18.0.1",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_a_private_network_is_not_called(wire, monkeypatch, ip):
    monkeypatch.setattr(
        guard.socket,
        "getaddrinfo",
        lambda *args, **rest: [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", (ip, 443))],
    )
    with pytest.raises(Failure) as raised:
        robots.send_to_robot(Channel.WEBHOOK, HOOK, MESSAGE)
    assert raised.value.permanent
    assert list(wire) == []


def test_a_name_that_is_not_found_is_tried_again(wire, monkeypatch):
    def getaddrinfo(*args, **rest):
        raise OSError

    monkeypatch.setattr(guard.socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(Failure) as raised:
        robots.send_to_robot(Channel.WEBHOOK, HOOK, MESSAGE)
    assert not raised.value.permanent


def test_a_host_that_is_no_longer_allowed_is_not_called(wire, settings):
    settings.WEBHOOK_HOSTS = []
    with pytest.raises(Failure) as raised:
        robots.send_to_robot(Channel.WEBHOOK, HOOK, MESSAGE)
    assert raised.value.permanent
    assert list(wire) == []


def test_a_text_message_goes_to_the_gateway(wire):
    taken = HttpGateway("https://sms.example/send", "secret")
    taken.send("13800138000", MESSAGE)
    url, options = wire[0]
    assert (url, options["json"]["to"]) == ("https://sms.example/send", "13800138000")
    assert options["headers"]["Authorization"] == "Bearer secret"
    for answer, permanent in ((Answer(400), True), (Answer(503), False), (Answer(429), False), (Answer(302), True)):
        wire.answer = answer
        with pytest.raises(Failure) as raised:
            taken.send("13800138000", MESSAGE)
        assert raised.value.permanent == permanent
    wire.answer = requests.ConnectionError("13800138000")
    with pytest.raises(Failure) as raised:
        taken.send("13800138000", MESSAGE)
    assert "138" not in raised.value.reason
    with pytest.raises(ImproperlyConfigured):
        HttpGateway("http://sms.example/send", "secret")


def test_text_messages_of_development_are_files(settings, tmp_path):
    settings.SMS_GATEWAY, settings.SMS_FILE_PATH = "file", tmp_path / "sms"
    assert Channel.SMS in available()
    gateway().send("13800138000", MESSAGE)
    assert (tmp_path / "sms" / "0192-ref.txt").read_text() == "13800138000\nSafeloop: short\n"
    settings.SMS_GATEWAY = ""
    assert Channel.SMS not in available()
    with pytest.raises(Failure):
        gateway().send("13800138000", MESSAGE)


class Sink:
    """A mail server that answers as told and keeps what it took."""

    def __init__(self):
        self.taken, self.answer = [], "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("5"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("2"):
            self.taken.append(envelope.content.decode())
        return self.answer


@pytest.fixture
def sink():
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):
        yield handler
    server.stop()


def test_mails_go_over_one_connection_and_failures_are_told_apart(sink):
    with ExitStack() as stack:
        sender = Sender(stack)
        sender.send(Channel.EMAIL, "a@example.org", MESSAGE)
        first = sender.mailbox.connection
        sender.send(Channel.EMAIL, "b@example.org", MESSAGE)
        assert sender.mailbox.connection is first
        for answer, permanent in (("550 no such user", True), ("451 try later", False), ("554 refused", True)):
            sink.answer = answer
            with pytest.raises(Failure) as raised:
                sender.send(Channel.EMAIL, "c@example.org", MESSAGE)
            assert raised.value.permanent == permanent
            assert raised.value.reason == f"SMTP {answer[:3]}"
        sink.answer = "250 OK"
        sender.send(Channel.EMAIL, "d@example.org", MESSAGE)
    assert len(sink.taken) == 3
    assert "Message-ID: <0192-ref@localhost>" in sink.taken[0]
    assert "Auto-Submitted: auto-generated" in sink.taken[0]


@pytest.mark.parametrize(
    ("channel", "typed", "kept"),
    [
        ("email", " a@example.org ", "a@example.org"),
        ("sms", "+86 138-0013-8000", "13800138000"),
        ("wecom", f"\n{WECOM}\n", WECOM),
    ],
)
def test_addresses_are_written_one_way(settings, channel, typed, kept):
    settings.SMS_GATEWAY = "file"
    assert clean_address(channel, typed) == kept


@pytest.mark.parametrize(
    ("channel", "typed"),
    [("email", "a"), ("email", "a@b@c"), ("email", "a@example.org\nBcc: x@y"), ("sms", "0830-1234567"), ("sms", "1")],
)
def test_addresses_that_no_channel_can_use(settings, channel, typed):
    settings.SMS_GATEWAY = "file"
    with pytest.raises(RuleBroken):
        clean_address(channel, typed)


def test_an_address_is_kept_encrypted_and_shown_masked():
    sealed = secrets.seal(WECOM)
    assert TOKEN.encode() not in sealed
    assert secrets.unseal(sealed) == WECOM
    assert secrets.seal(WECOM) != sealed
    with pytest.raises(InvalidToken):
        secrets.unseal(sealed[:-4] + b"AAAA")
    assert secrets.fingerprint(WECOM) == secrets.fingerprint(WECOM) != secrets.fingerprint(DINGTALK)
    for channel, address in (
        ("wecom", WECOM),
        ("feishu", FEISHU),
        ("email", "safety@example.org"),
        ("sms", "13800138000"),
    ):
        assert len(json.dumps(mask(channel, address))) < 60
    assert mask("wecom", WECOM) == "qyapi.weixin.qq.com/…d8e9"
    assert mask("email", "safety@example.org") == "s***@example.org"
    assert mask("sms", "13800138000") == "138****8000"
