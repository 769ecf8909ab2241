"""Bulletins, exposures in the media, and meetings, by family."""

from bulletins.models.bulletins import Bulletin, Exposure, Note, Publication, Schedule, Statement
from bulletins.models.media import MediaBatch, MediaEntry, MediaLine, MediaPost, MediaStatement
from bulletins.models.meetings import Commitment, Meeting, MeetingCase, Speaker

__all__ = [
    "Bulletin",
    "Commitment",
    "Exposure",
    "MediaBatch",
    "MediaEntry",
    "MediaLine",
    "MediaPost",
    "MediaStatement",
    "Meeting",
    "MeetingCase",
    "Note",
    "Publication",
    "Schedule",
    "Speaker",
    "Statement",
]
