"""How often one asker may do a thing within a while, counted in the cache that all processes share."""

import hashlib
from dataclasses import dataclass

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest


def asker(request: HttpRequest) -> str:
    """Return who asks: the signed-in person, or the network address as the proxies report it."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {get_client_ip_address(request) or 'unknown'}"


@dataclass(frozen=True)
class Limit:
    """At most so many of a thing by one asker until `seconds` after the first have passed."""

    name: str
    most: int
    seconds: int

    def is_spent(self, who: str) -> bool:
        """Whether somebody has done it as often as they may."""
        return cache.get(self._key(who), 0) >= self.most

    def count(self, who: str) -> None:
        """Count one."""
        key = self._key(who)
        if not cache.add(key, 1, self.seconds):
            try:
                cache.incr(key)
            except ValueError:
                cache.set(key, 1, self.seconds)

    def _key(self, who: str) -> str:
        return f"{self.name}:" + hashlib.sha256(who.encode()).hexdigest()[:32]
