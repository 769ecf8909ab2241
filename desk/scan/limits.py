"""How often an address may ask for labels that do not exist: guessing stops long before it finds one."""

from core.limits import Limit

#: Past it every label is refused to the asker until the window ends.
MISSES = Limit("code-misses", most=20, seconds=600)
