"""Addresses of tips: below /public/report/ for everybody, below /tips/ for who handles them."""

from django.urls import path

from whistleblowing.views import cases, public

app_name = "whistleblowing"

urlpatterns = [
    path("public/report/", public.report, name="report"),
    path("public/report/status/", public.status, name="status"),
    path("tips/", cases.tip_list, name="tips"),
    path("tips/<uuid:pk>/", cases.tip, name="tip"),
    path("tips/<uuid:pk>/photos/<int:position>/", cases.photo, name="photo"),
    *[
        path(f"tips/<uuid:pk>/{page.address.replace('_', '-')}/", page.as_view(), name=page.address)
        for page in cases.PAGES
    ],
]
