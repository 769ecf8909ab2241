"""Which app answers which address."""

from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from accounts import api as accounts_api
from audit import api as audit_api
from bulletins import api as bulletins_api
from checklists import api as checklists_api
from core.api import REDOC_STYLES, nothing_here
from core.routers import KeyRouter
from desk import api as desk_api
from desk.dossier import dossier
from documents import api as documents_api
from enterprises import api as enterprises_api
from evidence import api as evidence_api
from hazards import api as hazards_api
from hazards import urls as hazards_urls
from inspections import api as inspections_api
from notifications import api as notifications_api
from rectification import api as rectification_api
from regions import api as regions_api
from risks import api as risks_api
from whistleblowing import api as whistleblowing_api

router = KeyRouter(trailing_slash=True)
for api in (
    regions_api,
    audit_api,
    accounts_api,
    enterprises_api,
    checklists_api,
    evidence_api,
    documents_api,
    notifications_api,
    hazards_api,
    rectification_api,
    inspections_api,
    whistleblowing_api,
    risks_api,
    bulletins_api,
    desk_api,
):
    api.register(router)

urlpatterns = [
    path("", include("desk.urls")),
    path("", include("accounts.urls")),
    path("enterprises/", include("enterprises.urls")),
    path("checklists/", include("checklists.urls")),
    path("duties/", include("checklists.duties.urls")),
    path("evidence/", include("evidence.urls")),
    path("", include("documents.urls")),
    path("", include("notifications.urls")),
    path("", include("bulletins.urls")),
    path("risks/", include("risks.urls")),
    path("", include("whistleblowing.urls")),
    # The dossier composes rows of apps above hazards, so the desk shows it at the hazard's own address.
    path("hazards/", include(([path("<uuid:pk>/", dossier, name="dossier"), *hazards_urls.urlpatterns], "hazards"))),
    path("hazards/", include("rectification.urls")),
    path("letters/", include("rectification.letters.urls")),
    path("", include("rectification.listing.urls")),
    path("visits/", include("inspections.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    # One door for signing in: lock-out and second factor hold for the admin too.
    path(
        "admin/login/",
        RedirectView.as_view(pattern_name="accounts:sign_in", query_string=True),
        name="admin_sign_in",
    ),
    path("admin/", admin.site.urls),
    path("api/v1/", include(router.urls)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(template_name="api/swagger.html"), name="api_docs"),
    path(
        "api/redoc/",
        csp_update({"style-src": REDOC_STYLES})(SpectacularRedocView.as_view(template_name="api/redoc.html")),
        name="api_redoc",
    ),
    re_path(r"^api/[\s\S]*/$", nothing_here, name="api_nothing"),
]
