"""Which web addresses the platform may call: nobody makes it ask machines of its own network (SSRF)."""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from notifications.channels.base import Failure
from notifications.choices import Channel

#: The makers' own hosts. A generic webhook goes to hosts that the operator has named (`WEBHOOK_HOSTS`).
ROBOT_HOSTS = {
    Channel.WECOM: frozenset({"qyapi.weixin.qq.com"}),
    Channel.DINGTALK: frozenset({"oapi.dingtalk.com"}),
    Channel.FEISHU: frozenset({"open.feishu.cn", "open.larksuite.com"}),
}
LONGEST = 1000
#: Addresses that a gateway translates to the IPv4 address in their last four bytes (RFC 6052).
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def allowed_hosts(channel: str) -> frozenset[str]:
    """Return the hosts that a channel's addresses may name."""
    return ROBOT_HOSTS.get(Channel(channel)) or frozenset(host.lower() for host in settings.WEBHOOK_HOSTS)


def check_address(channel: str, address: str) -> SplitResult:
    """Return the parts of a web address. Raises `RuleBroken` unless it is HTTPS to an allowed host, on its own port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _refused(channel) from error
    plain = len(address) <= LONGEST and address.isascii() and address.isprintable() and " " not in address
    if (
        not plain
        or parts.scheme != "https"
        or port not in (None, 443)
        or parts.username is not None
        or parts.password is not None
        or (parts.hostname or "").rstrip(".") not in allowed_hosts(channel)
    ):
        raise _refused(channel)
    return parts


def _refused(channel: str) -> RuleBroken:
    hosts = ", ".join(sorted(allowed_hosts(channel))) or _("none; the operator of the platform names them")
    sentence = _("The address must begin with https:// and name one of these hosts: %(hosts)s.") % {"hosts": hosts}
    return RuleBroken(sentence, fields={"address": sentence})


def check_resolution(host: str) -> None:
    """Raise `Failure` unless every address of `host` is a public one; asked again at each sending."""
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise Failure("The host was not found", permanent=False) from error
    if not found or not all_public(found):
        raise Failure("The host lies in a private network", permanent=True)


def all_public(addresses: Iterable[str]) -> bool:
    """Whether each IP address is one of the public internet, also where it is wrapped in an IPv6 one."""
    found = [ipaddress.ip_address(text.partition("%")[0]) for text in addresses]
    found += [inner for address in found for inner in _wrapped(address)]
    return all(address.is_global and not address.is_multicast for address in found)


def _wrapped(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in TRANSLATED:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in inner if each is not None]
