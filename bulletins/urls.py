"""Pages of bulletins: of authorities, of the boards, and of everybody."""

from django.urls import path

from bulletins.views import board, official, public

app_name = "bulletins"
urlpatterns = [
    path("bulletins/", official.bulletin_list, name="list"),
    path("bulletins/new/", official.draw_up, name="draw_up"),
    path("bulletins/monthly/", official.schedule, name="schedule"),
    path("bulletins/<uuid:pk>/", official.bulletin, name="bulletin"),
    path("bulletins/<uuid:pk>/edit/", official.edit, name="edit"),
    path("bulletins/<uuid:pk>/preview/<str:language>/", official.preview, name="preview"),
    path("bulletins/<uuid:pk>/expose/", official.expose, name="expose"),
    path("bulletins/<uuid:pk>/release/", official.release, name="release"),
    path("bulletins/<uuid:pk>/send-back/", official.send_back, name="send_back"),
    path("bulletins/<uuid:pk>/withdraw/", official.withdraw, name="withdraw"),
    path("bulletins/<uuid:pk>/follow-up/", official.follow_up, name="follow_up"),
    path("exposures/", board.board, name="board"),
    path("exposures/<uuid:pk>/", board.exposure, name="exposure"),
    path("exposures/<uuid:pk>/statement/", board.statement, name="statement"),
    path("public/bulletins/", public.publication_list, name="public_list"),
    path("public/bulletins/feed/", public.Feed(), name="feed"),
    path("public/bulletins/<uuid:pk>/", public.publication, name="public"),
    path("public/bulletins/<uuid:pk>/<str:language>/pdf/", public.pdf, name="public_pdf"),
    path("public/bulletins/<uuid:pk>/photos/<str:digest>/", public.photo, name="public_photo"),
]
