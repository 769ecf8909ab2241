"""Pages of enterprises."""

from django.urls import path, re_path

from enterprises.views import belongings, importing, register

app_name = "enterprises"
urlpatterns = [
    path("", register.enterprise_list, name="list"),
    path("new/", register.create, name="create"),
    path("export/", register.export, name="export"),
    path("import/", importing.upload, name="import_upload"),
    path("import/template/", importing.template, name="import_template"),
    path("import/<uuid:pk>/", importing.progress, name="import"),
    path("import/<uuid:pk>/refused/", importing.refused, name="import_refused"),
    path("<uuid:pk>/", register.detail, name="detail"),
    path("<uuid:pk>/edit/", register.edit, name="edit"),
    re_path(r"^(?P<pk>[0-9a-f-]{36})/(?P<kind>place|equipment|post)/new/$", belongings.belonging, name="add_belonging"),
    re_path(
        r"^(?P<pk>[0-9a-f-]{36})/(?P<kind>place|equipment|post)/(?P<item_id>[0-9a-f-]{36})/$",
        belongings.belonging,
        name="change_belonging",
    ),
    re_path(
        r"^(?P<pk>[0-9a-f-]{36})/(?P<kind>place|equipment|post)/(?P<item_id>[0-9a-f-]{36})/remove/$",
        belongings.remove,
        name="remove_belonging",
    ),
]
