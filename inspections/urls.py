"""Pages of visits."""

from django.urls import path

from inspections import views
from inspections.statements import views as statements

app_name = "inspections"
urlpatterns = [
    path("", views.list_visits, name="list"),
    path("new/", views.new_visit, name="new"),
    path("statements/", statements.statement_list, name="statements"),
    path("statements/<uuid:pk>/", statements.statement, name="statement"),
    path("field/", views.field, name="field"),
    path("<uuid:id>/", views.visit, name="visit"),
    path("<uuid:id>/plain/", views.plain_visit, name="plain"),
    path("<uuid:id>/plain/items/<uuid:item>/", views.plain_item, name="plain_item"),
    path("<uuid:id>/plain/findings/<uuid:finding>/", views.plain_finding, name="plain_finding"),
    path("<uuid:id>/start/", views.start, name="start"),
    path("<uuid:id>/finish/", views.finish, name="finish"),
    path("<uuid:id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:id>/papers/", views.papers, name="papers"),
    path("<uuid:id>/criteria/", views.criteria, name="criteria"),
    path("<uuid:id>/findings/<uuid:finding>/confirm/", views.confirm_grade, name="confirm_grade"),
]
