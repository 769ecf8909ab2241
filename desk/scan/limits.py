"""How often an address may ask for labels that do not exist: guessing stops long before it finds one."""

import hashlib

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest

MOST_MISSES = 20
"""Unknown tokens from one asker within the window; then every label is refused to it until the window ends."""

WINDOW_SECONDS = 600


def asker(request: HttpRequest) -> str:
    """Return who asks: the signed-in person, or the network address as the proxies report it."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {get_client_ip_address(request) or 'unknown'}"


def _key(who: str) -> str:
    return "code-misses:" + hashlib.sha256(who.encode()).hexdigest()[:32]


def is_spent(who: str) -> bool:
    """Whether somebody has asked for too many labels that do not exist."""
    return cache.get(_key(who), 0) >= MOST_MISSES


def count_miss(who: str) -> None:
    """Count one label that does not exist."""
    key = _key(who)
    if not cache.add(key, 1, WINDOW_SECONDS):
        try:
            cache.incr(key)
        except ValueError:
            cache.set(key, 1, WINDOW_SECONDS)
