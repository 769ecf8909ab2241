"""Pages of bulletins: of authorities, of the boards, and of everybody."""

from django.urls import path

from bulletins.media import views as media
from bulletins.meetings import views as meetings
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
    path("media-exposures/", media.media_list, name="media_list"),
    path("media-exposures/export/", media.media_export, name="media_export"),
    path("media-exposures/new/", media.media_new, name="media_new"),
    path("media-exposures/<uuid:pk>/", media.media_batch, name="media_batch"),
    path("media-exposures/<uuid:pk>/cases/<int:number>/drop/", media.media_drop, name="media_drop"),
    path("media-exposures/<uuid:pk>/announce/", media.media_announce, name="media_announce"),
    path("media-exposures/<uuid:pk>/release/", media.media_release, name="media_release"),
    path("media-exposures/<uuid:pk>/send-back/", media.media_send_back, name="media_send_back"),
    path("media-exposures/<uuid:pk>/withdraw/", media.media_withdraw, name="media_withdraw"),
    path("media-exposures/<uuid:pk>/airing/", media.media_airing, name="media_airing"),
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/export/", meetings.export, name="meeting_export"),
    path("meetings/new/", meetings.call, name="meeting_call"),
    path("meetings/parts/<uuid:pk>/", meetings.part, name="meeting_part"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:pk>/cancel/", meetings.cancel, name="meeting_cancel"),
    path("meetings/<uuid:pk>/minutes/", meetings.minutes, name="meeting_minutes"),
    path("meetings/<uuid:pk>/commitments/<uuid:commitment>/done/", meetings.settle, name="meeting_settle"),
    path("public/media-exposures/", media.public_list, name="public_media_list"),
    path("public/media-exposures/<uuid:pk>/", media.public_post, name="public_media"),
    path("public/bulletins/", public.publication_list, name="public_list"),
    path("public/bulletins/feed/", public.Feed(), name="feed"),
    path("public/bulletins/<uuid:pk>/", public.publication, name="public"),
    path("public/bulletins/<uuid:pk>/<str:language>/pdf/", public.pdf, name="public_pdf"),
    path("public/bulletins/<uuid:pk>/photos/<str:digest>/", public.photo, name="public_photo"),
]
