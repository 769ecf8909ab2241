"""Pages of listed supervision."""

from django.urls import path

from rectification.listing import views
from rectification.listing.page_acts import ACTS

app_name = "listings"
urlpatterns = [
    path("listings/", views.listing_list, name="list"),
    path("listings/export/", views.export, name="export"),
    path("listings/new/", views.propose, name="propose"),
    path("listings/periods/", views.periods, name="periods"),
    path("listings/periods/remove/", views.remove_periods, name="remove_periods"),
    path("listings/<uuid:pk>/", views.listing, name="listing"),
    path("listings/<uuid:pk>/preview/", views.preview, name="preview"),
    *[path(f"listings/<uuid:pk>/{name.replace('_', '-')}/", views.act, {"name": name}, name=name) for name in ACTS],
    path("public/listings/", views.public_list, name="public_list"),
]
