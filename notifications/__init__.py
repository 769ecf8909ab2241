"""The outbox and the inbox: who must be told what. States of a notice: unread until `read_at` is set.

May import: accounts, enterprises, audit, regions, core.
"""
