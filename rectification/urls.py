"""Pages of rectification, under the hazards' own address."""

from django.urls import path

from rectification.ladder import views as ladder
from rectification.views import cases, policies

app_name = "rectification"
urlpatterns = [
    path("deadline-policies/", policies.policy_list, name="policies"),
    path("deadline-policies/new/", policies.add, name="add_policy"),
    path("deadline-policies/<uuid:pk>/", policies.change, name="change_policy"),
    path("deadline-policies/<uuid:pk>/remove/", policies.remove, name="remove_policy"),
    path("ladder/", ladder.ladder, name="ladder"),
    path("ladder/draft/", ladder.draft, name="ladder_draft"),
    path("ladder/<uuid:pk>/", ladder.version, name="ladder_version"),
    path("ladder/<uuid:pk>/discard/", ladder.discard, name="ladder_discard"),
    path("ladder/<uuid:pk>/preview/", ladder.preview, name="ladder_preview"),
    path("ladder/<uuid:pk>/time/", ladder.term, name="ladder_term"),
    path("ladder/<uuid:pk>/rung/", ladder.rung, name="ladder_add_rung"),
    path("ladder/<uuid:pk>/rung/<uuid:rung_id>/", ladder.rung, name="ladder_change_rung"),
    path("ladder/<uuid:pk>/rung/<uuid:rung_id>/remove/", ladder.remove_rung, name="ladder_remove_rung"),
    path("order/", cases.order_many, name="order_many"),
    path("<uuid:pk>/order/", cases.IssueOrder.as_view(), name="order"),
    path("<uuid:pk>/withdraw-order/", cases.WithdrawOrder.as_view(), name="withdraw_order"),
    path("<uuid:pk>/serve/", cases.Serve.as_view(), name="serve"),
    path("<uuid:pk>/plan/", cases.SavePlan.as_view(), name="save_plan"),
    path("<uuid:pk>/start/", cases.StartWork.as_view(), name="start_work"),
    path("<uuid:pk>/progress/", cases.ReportProgress.as_view(), name="report_progress"),
    path("<uuid:pk>/submit/", cases.Submit.as_view(), name="submit"),
    path("<uuid:pk>/review/", cases.Review.as_view(), name="review"),
    path("<uuid:pk>/verify/", cases.Verify.as_view(), name="accept"),
    path("<uuid:pk>/sign-off/", cases.SignOff.as_view(), name="sign_off"),
    path("<uuid:pk>/refuse-sign-off/", cases.RefuseSignOff.as_view(), name="refuse_sign_off"),
    path("<uuid:pk>/reopen/", cases.Reopen.as_view(), name="reopen"),
    path("<uuid:pk>/ask-extension/", cases.AskExtension.as_view(), name="ask_extension"),
    path("<uuid:pk>/withdraw-extension/", cases.WithdrawExtension.as_view(), name="withdraw_extension"),
    path("<uuid:pk>/decide-extension/", cases.DecideExtension.as_view(), name="decide_extension"),
    path("<uuid:pk>/stop-work/", cases.StopWork.as_view(), name="stop_work"),
    path("<uuid:pk>/ask-resume/", cases.AskResume.as_view(), name="ask_resume"),
    path("<uuid:pk>/decide-resume/", cases.DecideResume.as_view(), name="resume_work"),
    path("<uuid:pk>/ask-opinion/", cases.AskOpinion.as_view(), name="ask_opinion"),
    path("<uuid:pk>/give-opinion/", cases.GiveOpinion.as_view(), name="give_opinion"),
    path("<uuid:pk>/downgrade/", cases.Downgrade.as_view(), name="downgrade"),
]
