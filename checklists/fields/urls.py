"""Pages of the tables of fields, below checklists/fields/."""

from django.urls import path

from checklists.fields import views

urlpatterns = [
    path("", views.overview, name="fields"),
    path("draft/", views.draft, name="fields_draft"),
    path("<uuid:pk>/", views.table, name="fields_table"),
    path("<uuid:pk>/submit/", views.submit, name="fields_submit"),
    path("<uuid:pk>/return/", views.send_back, name="fields_return"),
    path("<uuid:pk>/publish/", views.publish, name="fields_publish"),
    path("<uuid:pk>/discard/", views.discard, name="fields_discard"),
    path("<uuid:pk>/<slug:code>/", views.field, name="fields_field"),
]
