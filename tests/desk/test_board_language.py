"""The board's figures are kept for a minute; what is kept for one reader's language is not shown in another's."""

import pytest
from django.conf import settings

from tests.cast import client_as
from tests.hazards.factories import record

pytestmark = pytest.mark.django_db


def test_names_follow_the_reader_s_language(cast):
    """The same board, English first, then Chinese."""
    record(cast)
    board = {}
    for language in ("en", "zh-hans"):
        client = client_as(cast.city_clerk)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        board[language] = client.get("/board/").content.decode()
    assert "Gulin County" in board["en"]
    assert "古蔺县" in board["zh-hans"]
    assert "Gulin County" not in board["zh-hans"]
