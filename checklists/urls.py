"""Pages of checklists."""

from django.urls import path

from checklists import views

app_name = "checklists"
urlpatterns = [
    path("", views.checklist_list, name="list"),
    path("criteria/", views.criteria, name="criteria"),
    path("<uuid:pk>/draft/", views.draft, name="draft"),
    path("versions/<uuid:pk>/", views.version, name="version"),
    path("versions/<uuid:pk>/publish/", views.publish, name="publish"),
    path("versions/<uuid:pk>/items/new/", views.item, name="add_item"),
    path("versions/<uuid:pk>/items/<uuid:item_id>/", views.item, name="change_item"),
    path("versions/<uuid:pk>/items/<uuid:item_id>/remove/", views.remove_item, name="remove_item"),
]
