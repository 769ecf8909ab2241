"""Pages of the duty ledger and of posts. My own duties are the desk's: they show evidence."""

from django.urls import path

from checklists.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("export/", views.export, name="export"),
    path("posts/", views.posts, name="posts"),
    path("posts/<uuid:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("posts/<uuid:pk>/absence/", views.absence, name="absence"),
    path("absences/<uuid:pk>/end/", views.end_absence, name="end_absence"),
    path("bindings/<uuid:pk>/days/", views.man, name="man"),
    path("occasion/", views.occasion, name="occasion"),
]
