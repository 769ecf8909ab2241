"""The record of a round as a document: who of the enterprise checked what, and what was found."""

from django.utils.translation import override

from accounts.models import Authority
from core import clock
from documents import snapshots
from documents.choices import DJANGO_LANGUAGE
from inspections import content
from inspections.choices import Signatory
from inspections.papers import MOST_PHOTOS, Papers, minute


class RoundPapers(Papers):
    """Draws up the one snapshot of a round; findings, photos and checklists as in the papers of a visit."""

    def self_check_record(self, issuer: Authority) -> snapshots.SelfCheckRecordSnapshot:
        """企业自查记录, registered with `issuer`."""
        visit, unit = self.loaded.visit, self.loaded.visit.enterprise
        with override(DJANGO_LANGUAGE[visit.language]):
            checklists = self._checklists()
            photos = self._photos(self.loaded.findings)
            photos += self._answer_photos({photo.sha256 for photo in photos}, MOST_PHOTOS - len(photos))
        return snapshots.SelfCheckRecordSnapshot(
            issuer=snapshots.Issuer.of(issuer),
            unit=snapshots.Unit(
                name=unit.name, credit_code=unit.credit_code, address=unit.address, head=unit.principal_name
            ),
            officers=[],
            signed_on=clock.day_of(self.now).isoformat(),
            photos=photos,
            place=visit.place_checked,
            started_at=minute(visit.started_at),
            ended_at=minute(max(self.now, visit.started_at)),
            basis=visit.basis,
            checklists=checklists,
            content=visit.note,
            problems=self._problems(self.loaded.findings),
            checkers=self._checkers(),
            position=f"{visit.longitude}, {visit.latitude}" if visit.latitude is not None else "",
        )

    def _checkers(self) -> list[snapshots.UnitSign]:
        made = []
        for row in self.loaded.officers:
            signed = self._signature(Signatory.CHECKER, row.pk)
            made.append(
                snapshots.UnitSign(
                    name=row.name,
                    post=row.membership.post_title or str(row.membership.get_role_display()),
                    signature=content.png_address(signed.png) if signed else "",
                    signed_at=clock.day_of(signed.signed_at).isoformat() if signed else "",
                )
            )
        return made
