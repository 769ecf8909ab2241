"""Pages of documents."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("documents/", views.document_list, name="list"),
    path("documents/<uuid:id>/", views.document, name="document"),
    path("documents/<uuid:id>/file/", views.file_state, name="file_state"),
    path("documents/<uuid:id>/pdf/", views.pdf, name="pdf"),
    path("documents/<uuid:id>/retry/", views.retry, name="retry"),
    path("documents/<uuid:id>/service/", views.serve, name="serve"),
    path("documents/<uuid:id>/service/<uuid:service>/receipt/", views.receipt, name="receipt"),
    path("documents/certificate/", views.certificate, name="certificate"),
    path("documents/certificate/remove/", views.remove_certificate, name="remove_certificate"),
    path("documents/<uuid:id>/revoke/", views.revoke, name="revoke"),
    path("verify/", views.verify_start, name="verify_start"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
