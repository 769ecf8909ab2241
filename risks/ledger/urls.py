"""Addresses of the risk ledger, below /risks/."""

from django.urls import path

from risks.ledger.views import plans, point, register

urlpatterns = [
    path("", register.point_list, name="points"),
    path("export/", register.export, name="export"),
    path("import/", register.import_sheet, name="import_sheet"),
    path("import/template/", register.template, name="import_template"),
    path("board/", register.board, name="board"),
    path("levels/", plans.policies, name="policies"),
    path("levels/remove/", plans.remove_policy, name="remove_policy"),
    path("register/<uuid:pk>/", register.register, name="register"),
    path("new/", point.Add.as_view(), name="add"),
    path("plans/new/", plans.add_plan, name="add_plan"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("plans/<uuid:pk>/place/", plans.place, name="place"),
    path("plans/<uuid:pk>/take-off/<uuid:point_id>/", plans.take_off, name="take_off"),
    path("plans/<uuid:pk>/retire/", plans.retire_plan, name="retire_plan"),
    path("measures/<uuid:pk>/", point.ChangeMeasure.as_view(), name="change_measure"),
    path("measures/<uuid:pk>/withdraw/", point.WithdrawMeasure.as_view(), name="withdraw_measure"),
    path("<uuid:pk>/", point.point, name="point"),
    path("<uuid:pk>/compare/", point.compare, name="compare"),
    path("<uuid:pk>/edit/", point.Describe.as_view(), name="describe"),
    path("<uuid:pk>/rate/", point.Rate.as_view(), name="rate"),
    path("<uuid:pk>/red/", point.DeclareRed.as_view(), name="declare_red"),
    path("<uuid:pk>/review/", point.Review.as_view(), name="review"),
    path("<uuid:pk>/retire/", point.Retire.as_view(), name="retire"),
    path("<uuid:pk>/take-up/", point.TakeUp.as_view(), name="take_up"),
    path("<uuid:pk>/restore/<int:number>/", point.Restore.as_view(), name="restore"),
    path("<uuid:pk>/measures/", point.AddMeasure.as_view(), name="add_measure"),
]
