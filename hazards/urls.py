"""Pages of hazards. The dossier's page stands in config/urls.py: the desk composes it."""

from django.urls import path

from hazards import views

app_name = "hazards"
urlpatterns = [
    path("", views.hazard_list, name="list"),
    path("export/", views.export, name="export"),
    path("new/", views.record, name="record"),
    path("assign/", views.AssignMany.as_view(), name="assign_many"),
    path("confirm/", views.ConfirmMany.as_view(), name="confirm_many"),
    path("filters/", views.save_filter, name="save_filter"),
    path("filters/<uuid:pk>/remove/", views.remove_filter, name="remove_filter"),
    path("<uuid:pk>/confirm/", views.Confirm.as_view(), name="confirm"),
    path("<uuid:pk>/reject/", views.Reject.as_view(), name="reject"),
    path("<uuid:pk>/fix-on-spot/", views.FixOnSpot.as_view(), name="fix_on_spot"),
    path("<uuid:pk>/transfer/", views.Transfer.as_view(), name="transfer"),
    path("<uuid:pk>/receive/", views.Receive.as_view(), name="receive"),
    path("<uuid:pk>/upgrade/", views.Upgrade.as_view(), name="upgrade"),
    path("<uuid:pk>/look-back/", views.LookBack.as_view(), name="look_back"),
    path("<uuid:pk>/assign-inside/", views.AssignInside.as_view(), name="assign_inside"),
    path("<uuid:pk>/report-fixed/", views.ReportFixed.as_view(), name="report_fixed"),
    path("<uuid:pk>/close-inside/", views.CloseInside.as_view(), name="close_inside"),
    path("<uuid:pk>/return-inside/", views.ReturnInside.as_view(), name="return_inside"),
    path("<uuid:pk>/take-over/", views.TakeOver.as_view(), name="take_over"),
    path("<uuid:pk>/note/", views.Note.as_view(), name="note"),
    path("<uuid:pk>/assign/", views.Assign.as_view(), name="assign"),
]
