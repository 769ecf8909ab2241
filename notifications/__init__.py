"""The outbox and the inbox: who must be told what, by which channel, with what result.

A notice stands in the inbox at once; the dispatcher turns it into deliveries, and the sender sends them. Its text is a
kind and its values, said in the reader's language.

States of a notice: unread, read. States of a delivery: queued, sent, arrived, temporary_failure, permanent_failure; a
permanent failure that nothing replaces is a dead letter. May import: accounts, enterprises, audit, regions, core.
"""
