"""Pages of checklists."""

from django.urls import include, path

from checklists.fields import urls as fields
from checklists.views import criteria, editor, lists

app_name = "checklists"
urlpatterns = [
    path("", lists.checklist_list, name="list"),
    path("new/", lists.new, name="new"),
    path("criteria/", criteria.criteria, name="criteria"),
    path("fields/", include(fields.urlpatterns)),
    path("<uuid:pk>/draft/", lists.draft, name="draft"),
    path("<uuid:pk>/adopt/", lists.adopt, name="adopt"),
    path("<uuid:pk>/bind/", lists.bind, name="bind"),
    path("bindings/<uuid:pk>/end/", lists.unbind, name="unbind"),
    path("versions/<uuid:pk>/", lists.version, name="version"),
    path("versions/<uuid:pk>/submit/", lists.submit, name="submit"),
    path("versions/<uuid:pk>/return/", lists.send_back, name="return"),
    path("versions/<uuid:pk>/publish/", lists.publish, name="publish"),
    path("versions/<uuid:pk>/discard/", lists.discard, name="discard"),
    path("versions/<uuid:pk>/compare/", lists.comparison, name="compare"),
    path("versions/<uuid:pk>/preview/", lists.preview, name="preview"),
    path("versions/<uuid:pk>/sheet.xlsx", lists.export, name="export"),
    path("versions/<uuid:pk>/edit/", editor.edit, name="edit"),
    path("versions/<uuid:pk>/order/", editor.reorder, name="reorder"),
    path("versions/<uuid:pk>/sheet/", editor.sheet, name="sheet"),
    path("versions/<uuid:pk>/items/new/", editor.item, name="add_item"),
    path("versions/<uuid:pk>/items/<uuid:item_id>/", editor.item, name="change_item"),
    path("versions/<uuid:pk>/items/<uuid:item_id>/remove/", editor.remove_item, name="remove_item"),
    path("versions/<uuid:pk>/items/<uuid:item_id>/duplicate/", editor.duplicate, name="duplicate_item"),
    path("versions/<uuid:pk>/items/<uuid:item_id>/move/", editor.move, name="move_item"),
]
