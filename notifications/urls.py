"""Pages of the inbox, of one's channels, of robots, of what did not arrive, and of the clock."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<uuid:pk>/open/", views.open_notice, name="open"),
    path("me/channels/", views.channels, name="channels"),
    path("me/channels/add/", views.add_channel, name="add_channel"),
    path("me/channels/<uuid:pk>/try/", views.try_channel, name="try_channel"),
    path("me/channels/<uuid:pk>/remove/", views.remove_channel, name="remove_channel"),
    path("robots/", views.robots, name="robots"),
    path("robots/add/", views.add_robot, name="add_robot"),
    path("undelivered/", views.undelivered, name="undelivered"),
    path("undelivered/<uuid:pk>/resend/", views.resend, name="resend"),
    path("clock/", views.clock_page, name="clock"),
    path("caught-mail/", views.caught, name="caught"),
]
