"""Addresses of alarms, below /risks/."""

from django.urls import path

from risks.alarms import plan_views, views

urlpatterns = [
    path("alarms/", views.alarm_list, name="alarms"),
    path("alarms/new/", views.new, name="new_alarm"),
    path("alarms/plan/", plan_views.plan, name="alarm_plan"),
    path("alarms/plan/edit/", plan_views.edit, name="edit_alarm_plan"),
    path("alarms/plan/give-back/", plan_views.give_back, name="give_back_alarm_plan"),
    path("alarms/plan/<uuid:pk>/", plan_views.plan, name="alarm_plan_of"),
    path("alarms/<uuid:pk>/", views.alarm, name="alarm"),
    path("alarms/<uuid:pk>/<slug:verb>/", views.answer, name="answer_alarm"),
]
