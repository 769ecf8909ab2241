"""What each kind of notice says, by family, and why a message did not arrive."""

from notifications.rules.kind import Kind
from notifications.rules.telling import KINDS, PAGES, explain, needed, say

__all__ = ["KINDS", "PAGES", "Kind", "explain", "needed", "say"]
