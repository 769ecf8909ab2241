"""Pages of evidence."""

from django.urls import path

from evidence import views

app_name = "evidence"
urlpatterns = [
    path("<uuid:id>/", views.clean, name="clean"),
    path("<uuid:id>/thumb/", views.thumb, name="thumb"),
    path("<uuid:id>/original/", views.original, name="original"),
    path("files/<uuid:id>/", views.attachment, name="attachment"),
]
