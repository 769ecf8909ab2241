"""Safety codes of two firms of the demonstration, and an alarm from an ice machine that is being dealt with."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from core import clock, scope
from desk.demo import pictures
from desk.demo.stage import acting
from desk.demo.tenants import key
from enterprises.codes.actions import issue_codes
from enterprises.models import Code, Enterprise
from evidence.actions import receive_photo
from risks.alarms import actions as alarms
from risks.colours.actions import recompute_everybody
from risks.models import Alarm

FIRMS = (("ammonia", "ammonia.safety"), ("lujiu", "lujiu.safety"))
MACHINE = "制冰机"
#: An alarm that nobody answered for this long when the demonstration is made; then the bureau did.
MINUTES_AGO, ANSWERED_AFTER = 25, 6
PLAN = {"minutes_red": 15, "minutes_orange": 30, "minutes_yellow": 120, "minutes_blue": 480}


class Codes:
    """Issues the codes, lets anybody before the ice machine send alarms, and plays one of them."""

    def __init__(self, *, say: Callable[[str], object]) -> None:
        self.say = say

    def all(self) -> None:
        """Play everything that was not played before."""
        now = clock.now()
        for firm, who in FIRMS:
            with transaction.atomic(), acting(who, now) as actor:
                made = issue_codes(actor=actor, now=now - timedelta(days=20), enterprise_id=key("firm", firm))
                self.say(f"  {firm}: {len(made)} safety codes")
        with scope.everything(because="The demonstration looks whether this alarm was played"):
            played = Alarm.objects.filter(pk=key("alarm", "ice")).exists()
        if not played:
            with transaction.atomic():
                self._alarm()
        recompute_everybody(now=now)

    def _alarm(self) -> None:
        raised = clock.now() - timedelta(minutes=MINUTES_AGO)
        self.say("  ammonia: an alarm from the ice machine")
        with acting("ammonia.safety", raised) as actor:
            firm = Enterprise.objects.get(pk=key("firm", "ammonia"))
            alarms.set_alarm_plan(actor=actor, now=raised, openness="holders", authorities=[], **PLAN)
            code = Code.objects.get(enterprise=firm, equipment__name=MACHINE, status="active")
            photo = receive_photo(
                actor=actor,
                now=raised,
                id=key("alarm", "ice", "photo"),
                data=pictures.draw("cable", fixed=False, seed=77),
                enterprise=firm,
            )
            alarms.raise_alarm(
                actor=actor,
                now=raised,
                code_id=code.pk,
                alarm_id=key("alarm", "ice"),
                kind="sparking",
                text="制冰机跳闸后打火，有焦味",
                photo=photo,
            )
        answered = raised + timedelta(minutes=ANSWERED_AFTER)
        with acting("lz.inspector2", answered) as actor:
            alarms.acknowledge_alarm(actor=actor, now=answered, alarm_id=key("alarm", "ice"))
            alarms.act_on_alarm(
                actor=actor,
                now=answered + timedelta(minutes=4),
                alarm_id=key("alarm", "ice"),
                text="已通知断电，机房人员撤离，正赶往现场",
            )
