"""Addresses of the composed screens."""

from django.urls import path

from desk import moves, views
from desk.duties import views as duties
from desk.fields import views as fields
from desk.scan import labels
from desk.scan import views as scanned

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("search/", views.find, name="search"),
    path("scan/", views.scan, name="scan"),
    path("c/<str:token>/", scanned.label, name="label"),
    path("c/<str:token>/alarm/", scanned.label_alarm, name="label_alarm"),
    path("codes/<uuid:pk>/", scanned.code, name="code"),
    path("enterprises/<uuid:pk>/labels/", labels.labels, name="labels"),
    path("enterprises/<uuid:pk>/hazards/", views.enterprise_hazards, name="enterprise_hazards"),
    path("enterprises/<uuid:pk>/move/", moves.propose, name="propose_move"),
    path("fields/<uuid:pk>/document/", fields.issue, name="issue_fields"),
    path("moves/", moves.move_list, name="moves"),
    path("moves/<uuid:pk>/", moves.move, name="move"),
    path("moves/<uuid:pk>/withdraw/", moves.withdraw, name="withdraw_move"),
    path("my-duties/", duties.my_duties, name="my_duties"),
    path("my-duties/<uuid:pk>/", duties.duty, name="duty"),
    path("my-duties/<uuid:pk>/answer/", duties.answer, name="answer_duty"),
    path("duties/extract/", duties.extract, name="duty_extract"),
    path("health/", views.health, name="health"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("unsent/", views.unsent, name="unsent"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
