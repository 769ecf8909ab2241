"""Who stands where on the climb of a case: the authorities and lead departments, read once for a run. Reads only."""

import uuid
from datetime import datetime
from functools import cached_property

from accounts.choices import AuthorityKind
from accounts.models import Authority
from enterprises.models import Industry
from hazards.choices import Grade
from hazards.models import Hazard
from rectification.ladder import rules as ladder_rules
from rectification.ladder.choices import Pace, WaitKind
from rectification.ladder.reading import Ladders
from rectification.letters import rules
from regions.choices import DeadlineUnit


class Climb:
    """The authorities by place, and the time for answers; lives for one act or one run of the clock."""

    def __init__(self) -> None:
        self.ladders = Ladders()

    @cached_property
    def authorities(self) -> dict[uuid.UUID, Authority]:
        """Every bureau and office; the wall shows them to everybody."""
        return {row.pk: row for row in Authority.objects.exclude(kind=AuthorityKind.TOWNSHIP).select_related("region")}

    @cached_property
    def bodies(self) -> tuple[rules.Body, ...]:
        """The same, as the rules look at them."""
        return tuple(
            rules.Body(row.pk, row.region_code, row.kind, row.department_code) for row in self.authorities.values()
        )

    @cached_property
    def lead(self) -> dict[str, str]:
        """The department that leads each industry."""
        return dict(Industry.objects.values_list("code", "lead_authority_code"))

    def stations(self, hazard: Hazard) -> tuple[rules.Station, ...]:
        """The climb of a case."""
        return rules.stations(
            self.bodies,
            place=hazard.region_code,
            in_charge=hazard.authority_id,
            lead_department=self.lead.get(hazard.industry_id),
        )

    def station_of_authority(self, hazard: Hazard, authority_id: uuid.UUID) -> rules.Station | None:
        """Where an authority stands that a case waits for, and who writes to it; None at the top."""
        found = next((each for each in self.stations(hazard) if each.addressee == authority_id), None)
        body = next((each for each in self.bodies if each.id == authority_id), None)
        if found is None and body is not None and (writer := rules.writer_to(self.bodies, body)):
            found = rules.Station(rules.LEVEL_OF.get(len(body.region_code), rules.Level.COUNTY), body.id, writer.id)
        return found

    def regulator_name(self, hazard: Hazard, language: str) -> str:
        """The regulator of the industry where it is not the authority in charge itself."""
        stations = self.stations(hazard)
        found = next((each for each in stations if each.level == rules.Level.REGULATOR), None)
        if found is None or found.addressee == hazard.authority_id:
            return ""
        row = self.authorities[found.addressee]
        return row.name_zh if language == "zh" else row.name_en

    def reply_days(self, *, region_code: str, kind: str, grade: str, when: datetime) -> int:
        """Working days for the answer: of the nearest region's published ladder, else by the letter's severity."""
        pace = Pace.MAJOR if grade == Grade.MAJOR else Pace.GENERAL
        usual = ladder_rules.TermRow(DeadlineUnit.WORKING_DAYS, rules.REPLY_DAYS[kind])
        term = ladder_rules.term_of(
            self.ladders.spans,
            region_code=region_code,
            kind=WaitKind.REPLY,
            pace=pace,
            when=when,
            default={(str(WaitKind.REPLY), str(pace)): usual},
        )
        return term.amount
