"""regions: the division tree of GB/T 2260 and the official working calendar with local holidays.

States: none; a division has validity dates, a calendar year is published or not. May import: core.
"""
