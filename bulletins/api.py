"""Endpoints of bulletins under /api/v1/. Each calls the action that the page calls."""

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.models import Authority
from bulletins import actions, policy, selectors
from bulletins.media import api as media_api
from bulletins.meetings import api as meetings_api
from bulletins.models import Bulletin, Exposure, Publication
from bulletins.selectors import key_of
from bulletins.serializers import (
    BulletinLineSerializer,
    BulletinSerializer,
    DrawUpSerializer,
    EditSerializer,
    ExposureSerializer,
    FollowUpSerializer,
    NoteSerializer,
    PublicationLineSerializer,
    PublicationSerializer,
    ScheduleSerializer,
    SendBackSerializer,
    StatementSerializer,
    VersionSerializer,
    WithdrawSerializer,
    given,
)
from core import clock
from core.policy import require
from hazards.api import KEY


class BulletinViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Bulletins of authorities within reach, before and after they are public."""

    queryset = Bulletin.objects.none()
    serializer_class = BulletinLineSerializer
    keyset_order = selectors.BULLETIN_ORDER
    filter_backends = ()

    def get_queryset(self):
        """Return the bulletins behind the wall."""
        return selectors.bulletins()

    def _row(self, request: Request, pk: str) -> Bulletin:
        require(policy.can_see_bulletins(request._request.actor))
        return selectors.bulletin_of(key_of(pk))

    def _do(self, request: Request, pk: str, act, serializer) -> Response:
        row = self._row(request, pk)
        values = given(serializer, request)
        act(actor=request._request.actor, now=clock.now(), bulletin_id=row.pk, **values)
        return Response(BulletinSerializer(selectors.bulletin_of(row.pk)).data)

    def list(self, request: Request, *args, **kwargs) -> Response:
        """List bulletins, newest first."""
        require(policy.can_see_bulletins(request._request.actor))
        return super().list(request, *args, **kwargs)

    @extend_schema(request=DrawUpSerializer, responses={201: BulletinSerializer})
    def create(self, request: Request) -> Response:
        """Draw up a draft of the cases that are so many working days past their deadline."""
        require(policy.can_draft_bulletin(request._request.actor))
        row = actions.draw_up(actor=request._request.actor, now=clock.now(), **given(DrawUpSerializer, request))
        return Response(BulletinSerializer(row).data, status=201)

    @extend_schema(parameters=[KEY], responses=BulletinSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one bulletin."""
        return Response(BulletinSerializer(self._row(request, pk)).data)

    @extend_schema(parameters=[KEY], request=EditSerializer, responses=BulletinSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the words of a draft, its typical cases, and what is left out."""
        return self._do(request, pk, _edit, EditSerializer)

    @extend_schema(parameters=[KEY], request=VersionSerializer, responses=BulletinSerializer)
    @action(detail=True, methods=["post"])
    def expose(self, request: Request, pk: str) -> Response:
        """Put the cases on the boards of the region at once."""
        return self._do(request, pk, actions.expose, VersionSerializer)

    @extend_schema(parameters=[KEY], request=VersionSerializer, responses=BulletinSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Release: the first person freezes the content, a second one publishes it."""
        return self._do(request, pk, actions.release_bulletin, VersionSerializer)

    @extend_schema(parameters=[KEY], request=SendBackSerializer, responses=BulletinSerializer)
    @action(detail=True, methods=["post"])
    def send_back(self, request: Request, pk: str) -> Response:
        """Undo the first release with a reason."""
        return self._do(request, pk, actions.send_back, SendBackSerializer)

    @extend_schema(parameters=[KEY], request=WithdrawSerializer, responses=BulletinSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw it everywhere; of a public one the reason stays public."""
        return self._do(request, pk, actions.withdraw_bulletin, WithdrawSerializer)

    @extend_schema(parameters=[KEY], request=FollowUpSerializer, responses={201: NoteSerializer})
    @action(detail=True, methods=["post"])
    def follow_up(self, request: Request, pk: str) -> Response:
        """Add what became of a case to the public page."""
        row = self._row(request, pk)
        note = actions.add_follow_up(
            actor=request._request.actor, now=clock.now(), bulletin_id=row.pk, **given(FollowUpSerializer, request)
        )
        return Response(NoteSerializer(note).data, status=201)


def _edit(*, actor, now, bulletin_id, version, typical=None, left_out=None, photos_off=(), **texts):
    return actions.edit_draft(
        actor=actor,
        now=now,
        bulletin_id=bulletin_id,
        version=version,
        typical=typical,
        left_out=left_out,
        photos_off=[str(each) for each in photos_off],
        texts=texts,
    )


class ExposureViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Cases that are named within the platform."""

    queryset = Exposure.objects.none()
    serializer_class = ExposureSerializer
    keyset_order = selectors.BOARD_ORDER
    filter_backends = ()

    def get_queryset(self):
        """Return what the actor's board shows."""
        return selectors.exposures(self.request._request.actor)

    def paginate_queryset(self, queryset):
        """Return a page of the board, each case once with all its grounds."""
        return selectors.with_grounds(super().paginate_queryset(queryset))

    def list(self, request: Request, *args, **kwargs) -> Response:
        """List exposed cases, newest first."""
        require(policy.can_see_exposures(request._request.actor))
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[KEY], responses=ExposureSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one exposed case."""
        require(policy.can_see_exposures(request._request.actor))
        rows = selectors.with_grounds([selectors.exposure_of(request._request.actor, key_of(pk))])
        return Response(ExposureSerializer(rows[0]).data)

    @extend_schema(parameters=[KEY], request=StatementSerializer, responses={201: StatementSerializer})
    @action(detail=True, methods=["post"])
    def statements(self, request: Request, pk: str) -> Response:
        """Answer an exposure as the named unit."""
        actor = request._request.actor
        require(policy.can_see_exposures(actor))
        row = selectors.exposure_of(actor, key_of(pk))
        require(policy.can_file_statement(actor, row))
        filed = actions.file_statement(
            actor=actor, now=clock.now(), exposure_id=row.pk, **given(StatementSerializer, request)
        )
        return Response(StatementSerializer(filed).data, status=201)


class PublicationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Published bulletins, for everybody."""

    queryset = Publication.objects.none()
    serializer_class = PublicationLineSerializer
    permission_classes = [permissions.AllowAny]
    authentication_classes = []
    keyset_order = selectors.PUBLIC_ORDER
    filter_backends = ()

    def get_queryset(self):
        """Return what is public today."""
        return selectors.publications(today=clock.today())

    @extend_schema(auth=[])
    def list(self, request: Request, *args, **kwargs) -> Response:
        """List the bulletins that are public today, newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[KEY], responses=PublicationSerializer, auth=[])
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one public bulletin; a withdrawn or expired one answers 409 with the reason."""
        return Response(PublicationSerializer(selectors.readable(key_of(pk), today=clock.today())).data)


class ScheduleViewSet(viewsets.ViewSet):
    """The monthly bulletin of the own authority."""

    @extend_schema(responses=forced_singular_serializer(ScheduleSerializer), operation_id="bulletin_schedule_retrieve")
    def list(self, request: Request) -> Response:
        """Read how the own authority publishes."""
        require(policy.can_keep_bulletin_schedule(request._request.actor))
        authority = Authority.objects.get(pk=request._request.actor.tenant_id)
        return Response(ScheduleSerializer(selectors.schedule_of(authority)).data)

    @extend_schema(request=ScheduleSerializer, responses=ScheduleSerializer)
    def create(self, request: Request) -> Response:
        """Set how the own authority publishes."""
        require(policy.can_keep_bulletin_schedule(request._request.actor))
        values = given(ScheduleSerializer, request)
        row = actions.keep_schedule(actor=request._request.actor, now=clock.now(), which=values.pop("scope"), **values)
        return Response(ScheduleSerializer(row).data)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("bulletins", BulletinViewSet, basename="bulletin")
    router.register("exposures", ExposureViewSet, basename="exposure")
    router.register("publications", PublicationViewSet, basename="publication")
    router.register("bulletin-schedule", ScheduleViewSet, basename="bulletin-schedule")
    media_api.register(router)
    meetings_api.register(router)
