"""Endpoints of rectification, under the hazard's address. Each verb calls the action that the page calls."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.policy import require
from hazards import policy as hazards_policy
from hazards.api import KEY, ActsOnHazards, key_of, verb
from hazards.selectors import visible_hazard
from hazards.serializers import ActSerializer, HazardSerializer, RemarkSerializer, StatedReasonSerializer
from rectification import actions, deadline_policies, policy, selectors
from rectification.ladder import api as ladder_api
from rectification.letters import api as letters_api
from rectification.listing import api as listing_api
from rectification.models import DeadlinePolicy, Plan
from rectification.serializers import (
    AddPolicySerializer,
    AskExtensionSerializer,
    AskResumeSerializer,
    CaseSerializer,
    DeadlinePolicySerializer,
    DecideExtensionSerializer,
    DecideResumeSerializer,
    GiveOpinionSerializer,
    IssueOrderSerializer,
    PolicyTimeSerializer,
    ReopenSerializer,
    ReportProgressSerializer,
    SavePlanSerializer,
    ServeOrderSerializer,
    SignOffSerializer,
    StopWorkSerializer,
    SubmitEvidenceSerializer,
    VerifySerializer,
)


class RectificationViewSet(ActsOnHazards):
    """Rectification of hazards."""

    filter_backends = ()

    @extend_schema(parameters=[KEY], responses={200: CaseSerializer})
    @action(detail=True, methods=["get"], pagination_class=None)
    def case(self, request: Request, pk: str) -> Response:
        """Read orders, deadlines with their traces, extensions, plan, progress, evidence and verifications."""
        require(hazards_policy.can_see(request._request.actor))
        return Response(CaseSerializer(selectors.case_of(visible_hazard(key_of(pk)))).data)

    @extend_schema(request=IssueOrderSerializer, responses={201: HazardSerializer(many=True)})
    @action(detail=False, methods=["post"], url_path="issue_order", pagination_class=None)
    def issue_order(self, request: Request) -> Response:
        """Order one enterprise to rectify confirmed hazards by their deadlines."""
        given = IssueOrderSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        orders = actions.issue_order(actor=request._request.actor, now=clock.now(), **given.validated_data)
        hazards = [visible_hazard(order.hazard_id) for order in orders]
        return Response(HazardSerializer(hazards, many=True).data, status=201)

    @verb("withdraw_order", StatedReasonSerializer)
    def withdraw_order(self, request: Request, pk: str) -> Response:
        """Take an order back before rectification begins."""
        return self.do(request, pk, actions.withdraw_order)

    @verb("serve_order", ServeOrderSerializer)
    def serve_order(self, request: Request, pk: str) -> Response:
        """Record how and when the order was handed over."""
        return self.do(request, pk, actions.serve_order)

    @verb("plan", SavePlanSerializer)
    def plan(self, request: Request, pk: str) -> Response:
        """File the rectification plan of a major hazard."""
        return self.do(request, pk, _save_plan)

    @verb("start_work", RemarkSerializer)
    def start_work(self, request: Request, pk: str) -> Response:
        """Begin rectification."""
        return self.do(request, pk, actions.start_work)

    @verb("progress", ReportProgressSerializer)
    def progress(self, request: Request, pk: str) -> Response:
        """Report this month's progress on a major hazard."""
        return self.do(request, pk, actions.report_progress)

    @verb("submit_evidence", SubmitEvidenceSerializer)
    def submit_evidence(self, request: Request, pk: str) -> Response:
        """Hand in what proves the fix."""
        return self.do(request, pk, actions.submit_evidence)

    @verb("take_up_review", ActSerializer)
    def take_up_review(self, request: Request, pk: str) -> Response:
        """Take up the review of submitted evidence."""
        return self.do(request, pk, actions.take_up_review)

    @verb("verify", VerifySerializer)
    def verify(self, request: Request, pk: str) -> Response:
        """Accept, accept a part, or return with a reason."""
        return self.do(request, pk, actions.verify)

    @verb("sign_off", SignOffSerializer)
    def sign_off(self, request: Request, pk: str) -> Response:
        """Sign, as the department head, what was verified of a major hazard."""
        return self.do(request, pk, actions.sign_off)

    @verb("refuse_sign_off", StatedReasonSerializer)
    def refuse_sign_off(self, request: Request, pk: str) -> Response:
        """Refuse the head's signature with a reason."""
        return self.do(request, pk, actions.refuse_sign_off)

    @verb("reopen", ReopenSerializer)
    def reopen(self, request: Request, pk: str) -> Response:
        """Reopen a closed hazard under a new order, or take a rejected one up again."""
        return self.do(request, pk, actions.reopen)

    @verb("ask_extension", AskExtensionSerializer)
    def ask_extension(self, request: Request, pk: str) -> Response:
        """Ask for more time."""
        return self.do(request, pk, actions.ask_extension)

    @verb("withdraw_extension", ActSerializer)
    def withdraw_extension(self, request: Request, pk: str) -> Response:
        """Withdraw the request for more time."""
        return self.do(request, pk, actions.withdraw_extension)

    @verb("decide_extension", DecideExtensionSerializer)
    def decide_extension(self, request: Request, pk: str) -> Response:
        """Grant more time or refuse it."""
        return self.do(request, pk, actions.decide_extension)

    @verb("stop_work", StopWorkSerializer)
    def stop_work(self, request: Request, pk: str) -> Response:
        """Order work to stop."""
        return self.do(request, pk, actions.stop_work)

    @verb("ask_resume", AskResumeSerializer)
    def ask_resume(self, request: Request, pk: str) -> Response:
        """Ask to resume stopped work."""
        return self.do(request, pk, actions.ask_resume)

    @verb("decide_resume", DecideResumeSerializer)
    def decide_resume(self, request: Request, pk: str) -> Response:
        """Consent to resuming work after a review on site, or refuse."""
        return self.do(request, pk, actions.decide_resume)

    @verb("ask_opinion", StatedReasonSerializer)
    def ask_opinion(self, request: Request, pk: str) -> Response:
        """Ask for a second opinion on grading down."""
        return self.do(request, pk, actions.ask_opinion)

    @verb("give_opinion", GiveOpinionSerializer)
    def give_opinion(self, request: Request, pk: str) -> Response:
        """Give the second opinion."""
        return self.do(request, pk, actions.give_opinion)

    @verb("downgrade", StatedReasonSerializer)
    def downgrade(self, request: Request, pk: str) -> Response:
        """Grade a major hazard down."""
        return self.do(request, pk, actions.downgrade)


class DeadlinePolicyViewSet(viewsets.GenericViewSet):
    """How much time orders propose in the acting region, by grade and industry; the nearest region wins."""

    queryset = DeadlinePolicy.objects.none()
    serializer_class = DeadlinePolicySerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses={200: DeadlinePolicySerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List what the region and the regions above it say, which of them is in force, and the day it means today."""
        actor = request._request.actor
        require(policy.can_see_deadline_policies(actor))
        rows = deadline_policies.policies_at(actor.region_code, today=clock.today())
        return Response(DeadlinePolicySerializer(rows, many=True).data)

    @extend_schema(request=AddPolicySerializer, responses={201: DeadlinePolicySerializer})
    def create(self, request: Request) -> Response:
        """Add a policy for the own region."""
        given = AddPolicySerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        actor = request._request.actor
        row = actions.add_deadline_policy(actor=actor, now=clock.now(), **given.validated_data)
        return Response(self._said(actor, row.pk), status=201)

    @extend_schema(parameters=[KEY], request=PolicyTimeSerializer, responses={200: DeadlinePolicySerializer})
    def update(self, request: Request, pk: str) -> Response:
        """Change how many days a policy of the own region proposes; issued deadlines stay as they are."""
        given = PolicyTimeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actor, key = request._request.actor, key_of(pk)
        actions.change_deadline_policy(actor=actor, now=clock.now(), policy_id=key, **given.validated_data)
        return Response(self._said(actor, key))

    @extend_schema(parameters=[KEY], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a policy of the own region."""
        actions.remove_deadline_policy(actor=request._request.actor, now=clock.now(), policy_id=key_of(pk))
        return Response(status=204)

    def _said(self, actor, key: uuid.UUID) -> dict[str, Any]:
        rows = deadline_policies.policies_at(actor.region_code, today=clock.today())
        return DeadlinePolicySerializer(next(row for row in rows if row.pk == key)).data


def _save_plan(*, actor, now, hazard_id, version, milestones, **plan: Any) -> Plan:
    """Call the action with the plan's fields gathered."""
    steps = [(step["on"], step["text"]) for step in milestones]
    return actions.save_plan(actor=actor, now=now, hazard_id=hazard_id, plan=plan, milestones=steps, version=version)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints: the verbs under the hazards' address, the policies beside them."""
    router.register("hazards", RectificationViewSet, basename="rectification")
    router.register("deadline-policies", DeadlinePolicyViewSet, basename="deadline_policy")
    ladder_api.register(router)
    letters_api.register(router)
    listing_api.register(router)
