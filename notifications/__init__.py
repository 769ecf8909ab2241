"""The inbox: who must be told what. A notice is unread until `read_at` is set; its text is a kind and its values.

States: unread, read. May import: accounts, enterprises, audit, regions, core.
"""
