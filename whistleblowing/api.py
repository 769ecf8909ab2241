"""Endpoints of tips under /api/v1/. Each calls the action that the page calls."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.models import Authority
from core import clock
from core.errors import NotVisible
from core.ids import UUID_PATTERN
from core.policy import require
from enterprises.selectors import get_enterprise
from whistleblowing import actions, policy, selectors
from whistleblowing.actions.grammar import LONGEST
from whistleblowing.choices import Danger, Manner, Outcome, RefusalGround, RequestStatus, TipKind, TipStatus, TipVerb
from whistleblowing.filters import TipFilter
from whistleblowing.models import IdentityRequest, Tip, TipEvent


class TipSerializer(serializers.ModelSerializer):
    """A report of the public, as its case file shows it: by its number, never by who sent it."""

    kind = serializers.ChoiceField(TipKind.choices, read_only=True)
    danger = serializers.ChoiceField(Danger.choices, read_only=True)
    manner = serializers.ChoiceField(Manner.choices, read_only=True)
    status = serializers.ChoiceField(TipStatus.choices, read_only=True)
    reported = serializers.UUIDField(source="reported_id", read_only=True, allow_null=True)
    authority = serializers.UUIDField(source="authority_id", read_only=True, allow_null=True)
    hazard = serializers.UUIDField(source="hazard_id", read_only=True, allow_null=True)

    class Meta:
        model = Tip
        fields = [
            "id", "number", "kind", "danger", "manner", "text", "unit_text", "where_text", "reported", "authority",
            "status", "version", "submitted_at", "due_on", "refusal", "outcome", "concluded_at", "hazard", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class TipEventSerializer(serializers.ModelSerializer):
    """A row of a report's ledger: `told` is what the reporter reads."""

    verb = serializers.ChoiceField(TipVerb.choices, read_only=True)
    to_status = serializers.ChoiceField(TipStatus.choices, read_only=True)
    by = serializers.CharField(source="actor.person", read_only=True)

    class Meta:
        model = TipEvent
        fields = ["number", "verb", "to_status", "at", "by", "told", "note"]
        read_only_fields = fields


class IdentityRequestSerializer(serializers.ModelSerializer):
    """A request to read who reported."""

    status = serializers.ChoiceField(RequestStatus.choices, read_only=True)

    class Meta:
        model = IdentityRequest
        fields = ["id", "status", "purpose", "asked_at", "decided_at", "decision", "read_at"]
        read_only_fields = fields


class ReporterSerializer(serializers.Serializer):
    """Who reported."""

    name = serializers.CharField()
    contact = serializers.CharField()
    may_contact = serializers.BooleanField(help_text="Whether they agreed to be contacted about this report")


class _Act(serializers.Serializer):
    version = serializers.IntegerField(
        min_value=0, max_value=2_147_483_647, required=False, allow_null=True, default=None
    )


def _words(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, **more)


class AcceptTipSerializer(_Act):
    """Accept it, perhaps with a word to the reporter."""

    told = _words(required=False, allow_blank=True, default="")


class RefuseTipSerializer(_Act):
    """Do not accept it, and why."""

    ground = serializers.ChoiceField(RefusalGround.choices)
    told = _words()


class TransferTipSerializer(_Act):
    """Hand it to another authority, and why."""

    to = serializers.UUIDField()
    told = _words()


class TipNoteSerializer(_Act):
    """A note that stays in the case file."""

    note = _words(required=False, allow_blank=True, default="")


class MatchTipSerializer(_Act):
    """Which enterprise it is."""

    enterprise = serializers.UUIDField()


class ConcludeTipSerializer(_Act):
    """What was found, and on what it rests."""

    outcome = serializers.ChoiceField(Outcome.choices)
    note = _words()


class TipHazardSerializer(_Act):
    """What the enterprise reads, and which photos it may see."""

    description = _words()
    photos = serializers.ListField(child=serializers.UUIDField(), max_length=10, required=False, default=list)


class ToldSerializer(_Act):
    """What the reporter reads."""

    told = _words()


class PurposeSerializer(serializers.Serializer):
    """What the identity is needed for."""

    purpose = serializers.CharField(max_length=300)


class IdentityDecisionSerializer(serializers.Serializer):
    """Whether it may be read; a refusal says why."""

    approve = serializers.BooleanField()
    decision = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class TipViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Reports of the public."""

    queryset = Tip.objects.none()
    serializer_class = TipSerializer
    filterset_class = TipFilter
    keyset_order = selectors.ORDER
    keyset_nullable = ("due_on",)
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the tips within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_tips(self.request._request.actor))
        return selectors.tips()

    @extend_schema(responses=TipEventSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def events(self, request: Request, pk: uuid.UUID) -> Response:
        """Read the ledger of a report."""
        return Response(TipEventSerializer(selectors.timeline_of(self.get_object().pk), many=True).data)

    @extend_schema(request=AcceptTipSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: uuid.UUID) -> Response:
        """Accept a report."""
        return self._do(request, AcceptTipSerializer, policy.can_decide_tip, actions.accept_tip)

    @extend_schema(request=RefuseTipSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: uuid.UUID) -> Response:
        """Do not accept a report, with the ground."""
        return self._do(request, RefuseTipSerializer, policy.can_decide_tip, actions.refuse_tip)

    @extend_schema(request=TransferTipSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, pk: uuid.UUID) -> Response:
        """Hand a report to another authority."""
        return self._do(request, TransferTipSerializer, policy.can_decide_tip, self._transfer)

    @extend_schema(request=TipNoteSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: uuid.UUID) -> Response:
        """Begin to verify."""
        return self._do(request, TipNoteSerializer, policy.can_verify_tip, actions.start_verifying)

    @extend_schema(request=MatchTipSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def match(self, request: Request, pk: uuid.UUID) -> Response:
        """Say which enterprise was reported."""
        return self._do(request, MatchTipSerializer, policy.can_verify_tip, self._match)

    @extend_schema(request=ConcludeTipSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: uuid.UUID) -> Response:
        """Record what verification found."""
        return self._do(request, ConcludeTipSerializer, policy.can_verify_tip, actions.conclude_tip)

    @extend_schema(request=TipHazardSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def hazard(self, request: Request, pk: uuid.UUID) -> Response:
        """Make a confirmed report a hazard."""
        return self._do(request, TipHazardSerializer, policy.can_raise_hazard, actions.raise_hazard)

    @extend_schema(request=ToldSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def tell(self, request: Request, pk: uuid.UUID) -> Response:
        """Tell the reporter the result."""
        return self._do(request, ToldSerializer, policy.can_tell_reporter, actions.tell_result)

    @extend_schema(request=ToldSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, pk: uuid.UUID) -> Response:
        """Write to the reporter."""
        return self._do(request, ToldSerializer, policy.can_tell_reporter, actions.write_to_reporter)

    @extend_schema(request=TipNoteSerializer, responses=TipSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: uuid.UUID) -> Response:
        """Close a report whose result was told."""
        return self._do(request, TipNoteSerializer, policy.can_tell_reporter, actions.close_tip)

    @extend_schema(request=PurposeSerializer, responses={201: IdentityRequestSerializer})
    @action(detail=True, methods=["post"])
    def ask_identity(self, request: Request, pk: uuid.UUID) -> Response:
        """Ask to read who reported."""
        given = self._given(request, PurposeSerializer, policy.can_ask_identity)
        return Response(IdentityRequestSerializer(actions.ask_identity(**given)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=IdentityDecisionSerializer, responses=IdentityRequestSerializer)
    @action(detail=True, methods=["post"])
    def decide_identity(self, request: Request, pk: uuid.UUID) -> Response:
        """Approve or refuse the reading of who reported."""
        given = self._given(request, IdentityDecisionSerializer, lambda actor, tip: policy.can_decide_identity(actor))
        require(policy.can_decide_identity(given["actor"], selectors.open_request(self.get_object())))
        return Response(IdentityRequestSerializer(actions.decide_identity(**given)).data)

    @extend_schema(request=None, responses=ReporterSerializer)
    @action(detail=True, methods=["post"])
    def read_identity(self, request: Request, pk: uuid.UUID) -> Response:
        """Read who reported, once, after another person approved it."""
        given = self._given(request, None, policy.can_ask_identity)
        response = Response(ReporterSerializer(actions.read_identity(**given)).data)
        response["Cache-Control"] = "no-store, private"
        return response

    def _given(self, request: Request, serializer: type | None, permit: Callable) -> dict[str, Any]:
        """Find the tip, ask the policy, and read the body: the arguments of the action."""
        actor, tip = request._request.actor, self.get_object()
        require(permit(actor, tip))
        values = {}
        if serializer is not None:
            data = serializer(data=request.data)
            data.is_valid(raise_exception=True)
            values = dict(data.validated_data)
        return {"actor": actor, "now": clock.now(), "tip_id": tip.pk, **values}

    def _do(self, request: Request, serializer: type, permit: Callable, act: Callable) -> Response:
        given = self._given(request, serializer, permit)
        shown = self.get_object()
        act(**given)
        found = selectors.tips().filter(pk=given["tip_id"]).first()
        if found is None:  # handed to a region out of reach: as it was, but where it stands now
            shown.status, found = TipStatus.TRANSFERRED, shown
        return Response(TipSerializer(found).data)

    @staticmethod
    def _transfer(*, to: uuid.UUID, **given: Any) -> Tip:
        authority = Authority.objects.filter(pk=to).first()
        if authority is None:
            raise NotVisible(_("There is no such authority."))
        return actions.transfer_tip(**given, to=authority)

    @staticmethod
    def _match(*, enterprise: uuid.UUID, **given: Any) -> Tip:
        return actions.match_tip(**given, enterprise=get_enterprise(enterprise))


def register(router: SimpleRouter) -> None:
    """Add the endpoints of tips."""
    router.register("tips", TipViewSet, basename="tip")
