"""Pages of letters."""

from django.urls import path

from rectification.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.letter_list, name="list"),
    path("new/", views.new, name="new"),
    path("authorisations/", views.authorisations, name="authorisations"),
    path("authorisations/<uuid:pk>/end/", views.end_authorisation, name="end_authorisation"),
    path("<uuid:pk>/", views.letter, name="letter"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/preview/", views.preview, name="preview"),
    path("<uuid:pk>/issue/", views.issue, name="issue"),
    path("<uuid:pk>/serve/", views.serve, name="serve"),
    path("<uuid:pk>/bounce/", views.bounce, name="bounce"),
    path("<uuid:pk>/reply/", views.reply, name="reply"),
    path("<uuid:pk>/rate/", views.rate, name="rate"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/minutes/", views.minutes, name="minutes"),
]
