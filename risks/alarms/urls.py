"""Addresses of alarms, below /risks/."""

from django.urls import path

from risks.alarms import views

urlpatterns = [
    path("alarms/", views.alarm_list, name="alarms"),
    path("alarms/new/", views.new, name="new_alarm"),
    path("alarms/<uuid:pk>/", views.alarm, name="alarm"),
    path("alarms/<uuid:pk>/<slug:verb>/", views.answer, name="answer_alarm"),
]
