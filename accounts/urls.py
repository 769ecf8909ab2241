"""Pages of accounts, at the top of the site."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("choose/", views.choose, name="choose"),
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
    path("me/", views.me, name="me"),
    path("me/language/", views.language, name="language"),
    path("me/password/", views.password, name="password"),
    path("me/second-factor/", views.second_factor, name="second_factor"),
    path("me/second-factor/codes/", views.recovery_codes, name="recovery_codes"),
    path("me/second-factor/remove/", views.second_factor_remove, name="second_factor_remove"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<uuid:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("people/", views.people, name="people"),
    path("people/export/", views.people_export, name="people_export"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invite/sheet/", views.invite_sheet, name="invite_sheet"),
    path("people/invite/template/", views.sheet_template, name="sheet_template"),
    path("people/invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("people/<uuid:pk>/end/", views.end, name="end"),
    path("people/<uuid:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("enterprises/<uuid:pk>/principal/", views.invite_principal, name="invite_principal"),
    path("assignments/", views.assignments, name="assignments"),
    path("assignments/new/", views.assign, name="assign"),
    path("assignments/<uuid:pk>/withdraw/", views.withdraw_assignment, name="withdraw_assignment"),
    path("audit/", views.audit, name="audit"),
    path("audit/export/", views.audit_export, name="audit_export"),
    path("audit/verify/", views.audit_verify, name="audit_verify"),
    path("roles/", views.roles, name="roles"),
]
