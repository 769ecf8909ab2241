"""Endpoints of accounts under /api/v1/: me, memberships, invitations, assignments, tokens, roles."""

from django.urls import reverse
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts import actions, policy
from accounts.actor import Actor
from accounts.filters import AssignmentFilter, MembershipFilter
from accounts.models import Assignment, Invitation, Membership, MembershipToken
from accounts.role_matrix import role_matrix
from accounts.selectors import (
    assignments_in_reach,
    member,
    memberships_of,
    open_invitations,
    people_of,
    tokens_of,
)
from core import clock
from core.ids import UUID_PATTERN
from core.policy import require
from core.roles import Role


class ActorSerializer(serializers.Serializer):
    """In whose name the token acts."""

    person_id = serializers.UUIDField()
    person = serializers.CharField(source="person_name")
    membership_id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=Role.choices)
    tenant_kind = serializers.CharField()
    tenant_id = serializers.UUIDField()
    tenant = serializers.CharField(source="tenant_name")
    post_title = serializers.CharField()
    certificate_no = serializers.CharField()
    region_code = serializers.CharField()
    level = serializers.CharField()
    industries = serializers.ListField(child=serializers.CharField(), allow_null=True)


class OwnMembershipSerializer(serializers.ModelSerializer):
    """One of the person's own posts."""

    tenant = serializers.CharField(source="tenant.name", read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "tenant_kind", "tenant", "role", "post_title", "certificate_no", "started_at"]
        read_only_fields = fields


class MeSerializer(serializers.Serializer):
    """The acting person with all their posts."""

    actor = ActorSerializer()
    memberships = OwnMembershipSerializer(many=True)


class MembershipSerializer(serializers.ModelSerializer):
    """A member of the own tenant."""

    name = serializers.CharField(source="person.name", read_only=True)
    username = serializers.CharField(source="person.username", read_only=True)
    phone = serializers.CharField(source="person.phone", read_only=True)

    class Meta:
        model = Membership
        fields = [
            "id",
            "name",
            "username",
            "phone",
            "role",
            "post_title",
            "certificate_no",
            "status",
            "started_at",
            "ended_at",
        ]
        read_only_fields = fields


class ReasonSerializer(serializers.Serializer):
    """Why something is ended."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class InvitationSerializer(serializers.ModelSerializer):
    """An open invitation; its link is told once, when it is made."""

    class Meta:
        model = Invitation
        fields = [
            "id",
            "name",
            "role",
            "phone",
            "email",
            "post_title",
            "certificate_no",
            "status",
            "created_at",
            "expires_at",
        ]
        read_only_fields = ["id", "status", "created_at", "expires_at"]


class NewInvitationSerializer(InvitationSerializer):
    """An invitation with the link that is shown once."""

    link = serializers.URLField(read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "link"]


class PrincipalSerializer(serializers.Serializer):
    """Who leads an enterprise."""

    enterprise = serializers.UUIDField(source="enterprise_id")
    name = serializers.CharField(max_length=60)
    post_title = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)


class AssignmentSerializer(serializers.ModelSerializer):
    """An assignment of somebody from elsewhere to an enterprise."""

    class Meta:
        model = Assignment
        fields = ["id", "enterprise", "assignee", "starts_at", "ends_at", "reason", "assigned_at", "withdrawn_at"]
        read_only_fields = fields


class NewAssignmentSerializer(serializers.Serializer):
    """Who is assigned where, for how long."""

    enterprise = serializers.UUIDField()
    username = serializers.CharField(max_length=60)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=200)


class TokenSerializer(serializers.ModelSerializer):
    """An API token, without its key."""

    class Meta:
        model = MembershipToken
        fields = ["id", "label", "created_at", "expires_at", "revoked_at"]
        read_only_fields = fields


class AskTokenSerializer(serializers.Serializer):
    """What a new token is for and how long it lives."""

    label = serializers.CharField(max_length=60)
    days = serializers.IntegerField(min_value=1, max_value=366, default=90)


class NewTokenSerializer(TokenSerializer):
    """A new token with the key that is shown once."""

    key = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "key"]


class VerbSerializer(serializers.Serializer):
    """A row of the role matrix."""

    app = serializers.CharField()
    verb = serializers.CharField()
    label = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    note = serializers.CharField(allow_blank=True)


class ActorMixin:
    """What every view set here needs: the actor, and nothing while the schema is drawn."""

    lookup_value_regex = UUID_PATTERN

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.request._request.actor

    @property
    def drawing(self) -> bool:
        """Whether only the schema is drawn."""
        return getattr(self, "swagger_fake_view", False)


class MeViewSet(ActorMixin, viewsets.ViewSet):
    """Who I am."""

    @extend_schema(responses=forced_singular_serializer(MeSerializer))
    def list(self, request: Request) -> Response:
        """Return the actor and all posts of the person."""
        data = {"actor": self.actor, "memberships": memberships_of(request.user)}
        return Response(MeSerializer(data).data)


class MembershipViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The members of the own tenant."""

    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    keyset_order = ("person__name", "id")
    queryset = Membership.objects.none()

    def get_queryset(self):
        """Return the members of the actor's tenant."""
        if self.drawing:
            return self.queryset
        require(policy.can_see_people(self.actor))
        return people_of(self.actor)

    def get_object(self) -> Membership:
        """Return one member of the actor's tenant."""
        require(policy.can_see_people(self.actor))
        return member(self.actor, self.kwargs["pk"])

    @extend_schema(request=ReasonSerializer, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk=None) -> Response:
        """End a membership: its assignments and tokens end with it."""
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = member(self.actor, pk)
        actions.end_membership(actor=self.actor, now=clock.now(), pk=found.pk, **asked.validated_data)
        return Response(MembershipSerializer(member(self.actor, pk)).data)

    @extend_schema(request=ReasonSerializer, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk=None) -> Response:
        """Deactivate the whole person, who then cannot sign in any more."""
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = member(self.actor, pk)
        actions.deactivate_person(actor=self.actor, now=clock.now(), pk=found.pk, **asked.validated_data)
        return Response(MembershipSerializer(member(self.actor, pk)).data)


class InvitationViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """The open invitations of the own tenant."""

    serializer_class = InvitationSerializer
    keyset_order = ("-created_at", "-id")
    queryset = Invitation.objects.none()

    def get_queryset(self):
        """Return the invitations that can still be accepted."""
        if self.drawing:
            return self.queryset
        require(policy.can_invite_member(self.actor))
        return open_invitations(self.actor, clock.now())

    @extend_schema(request=InvitationSerializer, responses={201: NewInvitationSerializer})
    def create(self, request: Request) -> Response:
        """Invite a person; the link is in this answer only."""
        asked = InvitationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        invitation, secret = actions.invite(actor=self.actor, now=clock.now(), **asked.validated_data)
        invitation.link = request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))
        return Response(NewInvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk=None) -> Response:
        """Withdraw an open invitation."""
        invitation = actions.withdraw_invitation(actor=self.actor, now=clock.now(), pk=pk)
        return Response(InvitationSerializer(invitation).data)


class PrincipalInvitationViewSet(ActorMixin, viewsets.ViewSet):
    """Letting enterprises in."""

    @extend_schema(request=PrincipalSerializer, responses={201: NewInvitationSerializer})
    def create(self, request: Request) -> Response:
        """Invite the first principal of an enterprise in charge; the link is in this answer only."""
        asked = PrincipalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        invitation, secret = actions.invite_principal(actor=self.actor, now=clock.now(), **asked.validated_data)
        invitation.link = request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))
        return Response(NewInvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)


class AssignmentViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Who from elsewhere may work at which enterprise, within reach."""

    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    keyset_order = ("-ends_at", "-id")
    queryset = Assignment.objects.none()

    def get_queryset(self):
        """Return the assignments that the wall shows."""
        if self.drawing:
            return self.queryset
        require(policy.can_see_assignments(self.actor))
        return assignments_in_reach(self.actor)

    @extend_schema(request=NewAssignmentSerializer, responses={201: AssignmentSerializer})
    def create(self, request: Request) -> Response:
        """Assign an inspector or expert, named by sign-in name, to an enterprise of the own region."""
        asked = NewAssignmentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        assignment = actions.assign(actor=self.actor, now=clock.now(), enterprise_id=data.pop("enterprise"), **data)
        return Response(AssignmentSerializer(assignment).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk=None) -> Response:
        """End an assignment at once."""
        assignment = actions.withdraw_assignment(actor=self.actor, now=clock.now(), pk=pk)
        return Response(AssignmentSerializer(assignment).data)


class TokenViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """The API tokens that act through the own membership."""

    serializer_class = TokenSerializer
    keyset_order = ("-created_at", "-id")
    queryset = MembershipToken.objects.none()

    def get_queryset(self):
        """Return the actor's own tokens."""
        return self.queryset if self.drawing else tokens_of(self.actor)

    @extend_schema(request=AskTokenSerializer, responses={201: NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token; its key is in this answer only."""
        asked = AskTokenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        require(policy.can_make_token(self.actor))
        token, token.key = actions.make_token(actor=self.actor, now=clock.now(), **asked.validated_data)
        return Response(NewTokenSerializer(token).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk=None) -> Response:
        """Revoke a token at once."""
        return Response(TokenSerializer(actions.revoke_token(actor=self.actor, now=clock.now(), pk=pk)).data)


class RoleViewSet(ActorMixin, viewsets.ViewSet):
    """Which role may do what."""

    @extend_schema(responses=VerbSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return the role matrix, generated from the policies themselves."""
        rows = [
            {
                "app": part.app,
                "verb": row.code,
                "label": str(row.verb.label),
                "roles": sorted(str(role.value) for role in row.verb.roles),
                "note": str(row.verb.note),
            }
            for part in role_matrix()
            for row in part.rows
        ]
        return Response(VerbSerializer(rows, many=True).data)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("me", MeViewSet, basename="me")
    router.register("memberships", MembershipViewSet, basename="membership")
    router.register("invitations", InvitationViewSet, basename="invitation")
    router.register("principal-invitations", PrincipalInvitationViewSet, basename="principal-invitation")
    router.register("assignments", AssignmentViewSet, basename="assignment")
    router.register("tokens", TokenViewSet, basename="token")
    router.register("roles", RoleViewSet, basename="role")
