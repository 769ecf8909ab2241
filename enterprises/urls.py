"""Pages of enterprises."""

from django.urls import path

from enterprises.actions.belongings import BELONGINGS
from enterprises.codes import views as codes
from enterprises.conduct import views as conduct
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
    path("licences/import/", conduct.import_sheet, name="import_licences"),
    path("licences/template/", conduct.template, name="licence_template"),
    path("<uuid:pk>/", register.detail, name="detail"),
    path("<uuid:pk>/edit/", register.edit, name="edit"),
    path("<uuid:pk>/record/", conduct.conduct, name="conduct"),
    path("<uuid:pk>/licences/new/", conduct.EnterLicence.as_view(), name="enter_licence"),
    path("<uuid:pk>/licences/<uuid:item_id>/renew/", conduct.RenewLicence.as_view(), name="renew_licence"),
    path("<uuid:pk>/licences/<uuid:item_id>/end/", conduct.EndLicence.as_view(), name="end_licence"),
    path("<uuid:pk>/listings/new/", conduct.EnterListing.as_view(), name="enter_listing"),
    path("<uuid:pk>/listings/<uuid:item_id>/lift/", conduct.LiftListing.as_view(), name="lift_listing"),
    path("<uuid:pk>/accidents/new/", conduct.EnterAccident.as_view(), name="enter_accident"),
    path("<uuid:pk>/accidents/<uuid:item_id>/follow/", conduct.FollowAccident.as_view(), name="follow_accident"),
    path("<uuid:pk>/codes/", codes.code_list, name="codes"),
    path("<uuid:pk>/codes/<uuid:code_id>/", codes.code, name="code"),
    path("<uuid:pk>/codes/<uuid:code_id>/<slug:verb>/", codes.end, name="end_code"),
]
for kind in BELONGINGS:
    given = {"kind": kind}
    urlpatterns += [
        path(f"<uuid:pk>/{kind}/new/", belongings.belonging, given, name="add_belonging"),
        path(f"<uuid:pk>/{kind}/<uuid:item_id>/", belongings.belonging, given, name="change_belonging"),
        path(f"<uuid:pk>/{kind}/<uuid:item_id>/remove/", belongings.remove, given, name="remove_belonging"),
    ]
