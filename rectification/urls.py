"""Pages of rectification, under the hazard's own address."""

from django.urls import path

from rectification import views

app_name = "rectification"
urlpatterns = [
    path("order/", views.order_many, name="order_many"),
    path("<uuid:pk>/order/", views.IssueOrder.as_view(), name="order"),
    path("<uuid:pk>/withdraw-order/", views.WithdrawOrder.as_view(), name="withdraw_order"),
    path("<uuid:pk>/serve/", views.Serve.as_view(), name="serve"),
    path("<uuid:pk>/plan/", views.SavePlan.as_view(), name="save_plan"),
    path("<uuid:pk>/start/", views.StartWork.as_view(), name="start_work"),
    path("<uuid:pk>/progress/", views.ReportProgress.as_view(), name="report_progress"),
    path("<uuid:pk>/submit/", views.Submit.as_view(), name="submit"),
    path("<uuid:pk>/review/", views.Review.as_view(), name="review"),
    path("<uuid:pk>/verify/", views.Verify.as_view(), name="accept"),
    path("<uuid:pk>/sign-off/", views.SignOff.as_view(), name="sign_off"),
    path("<uuid:pk>/refuse-sign-off/", views.RefuseSignOff.as_view(), name="refuse_sign_off"),
    path("<uuid:pk>/reopen/", views.Reopen.as_view(), name="reopen"),
    path("<uuid:pk>/ask-extension/", views.AskExtension.as_view(), name="ask_extension"),
    path("<uuid:pk>/withdraw-extension/", views.WithdrawExtension.as_view(), name="withdraw_extension"),
    path("<uuid:pk>/decide-extension/", views.DecideExtension.as_view(), name="decide_extension"),
    path("<uuid:pk>/stop-work/", views.StopWork.as_view(), name="stop_work"),
    path("<uuid:pk>/ask-resume/", views.AskResume.as_view(), name="ask_resume"),
    path("<uuid:pk>/decide-resume/", views.DecideResume.as_view(), name="resume_work"),
    path("<uuid:pk>/ask-opinion/", views.AskOpinion.as_view(), name="ask_opinion"),
    path("<uuid:pk>/give-opinion/", views.GiveOpinion.as_view(), name="give_opinion"),
    path("<uuid:pk>/downgrade/", views.Downgrade.as_view(), name="downgrade"),
]
