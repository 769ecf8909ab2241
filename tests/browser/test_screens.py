"""The main screens with the demonstration data, on a phone and a desk, in both languages: they fit."""

from itertools import product

import pytest
from django.conf import settings as configured
from django.core.management import call_command

from accounts.models import Membership
from core import scope
from hazards.models import Hazard
from tests.browser.conftest import SHOTS
from tests.cast import Persona, client_as

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SCREENS = [
    ("", "/sign-in/", "sign-in"),
    ("lz.inspector", "/", "work-inspector"),
    ("lz.inspector", "/visits/", "visits"),
    ("lz.clerk", "/", "work-clerk"),
    ("lz.clerk", "/hazards/", "hazards"),
    ("lz.clerk", "/hazards/{late}/", "dossier"),
    ("lz.clerk", "/enterprises/", "enterprises"),
    ("lz.clerk", "/documents/", "documents"),
    ("lz.head", "/board/", "board"),
    ("lujiu.safety", "/", "work-enterprise"),
    ("lujiu.safety", "/hazards/{late}/submit/", "send-evidence"),
]
#: Photos further down are fetched only when they come into view.
LOADED = """() => [...document.images].every((image) =>
  image.complete || image.getBoundingClientRect().top > window.innerHeight)"""


@pytest.fixture
def demonstration(transactional_db, settings, tmp_path):
    """What bin/up shows: two provinces with cases in every state, with files on the disk."""
    disk = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {
        name: {"BACKEND": disk, "OPTIONS": {"location": tmp_path / name}}
        for name in ("evidence", "sealed", "documents")
    }
    call_command("load_reference", verbosity=0)
    call_command("seed_demo", verbosity=0)
    with scope.everything(because="a test looks for the persons and the case that it photographs"):
        posts = Membership.objects.active().filter(person__username__in=[who for who, _path, _name in SCREENS])
        people = {
            post.person.username: Persona(post.person.username, post.person, post)
            for post in posts.select_related("person")
        }
        late = Hazard.objects.get(description__startswith="配电室电缆接头裸露")
    return people, late


def signed_in(browser, live_server, *, persona: Persona | None, language: str, width: int):
    """A browser of a persona in a language, as wide as a phone or a desk."""
    height = 844 if width == 390 else 800
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=live_server.url)
    cookies = {configured.LANGUAGE_COOKIE_NAME: language}
    if persona is not None:
        cookies[configured.SESSION_COOKIE_NAME] = client_as(persona).cookies[configured.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
    return context


def test_screens_fit_and_are_photographed(browser, live_server, demonstration):
    """No screen answers with an error or scrolls sideways."""
    people, late = demonstration
    SHOTS.mkdir(parents=True, exist_ok=True)
    wrong = []
    for language, width, who in product(("en", "zh-hans"), (390, 1280), dict.fromkeys(who for who, _, _ in SCREENS)):
        context = signed_in(browser, live_server, persona=people.get(who), language=language, width=width)
        page = context.new_page()
        for path, name in [(path, name) for person, path, name in SCREENS if person == who]:
            answer = page.goto(path.format(late=late.pk))
            if answer.status != 200 or page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wrong.append(f"{name} {width} {language}: {answer.status}")
            page.wait_for_function(LOADED)
            page.screenshot(path=SHOTS / f"{name}-{width}-{language[:2]}.png", animations="disabled")
        context.close()
    assert wrong == []
