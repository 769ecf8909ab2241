"""Addresses of risks, by family."""

from django.urls import URLPattern, URLResolver

from risks.ledger.urls import urlpatterns as ledger

app_name = "risks"

urlpatterns: list[URLPattern | URLResolver] = [*ledger]
