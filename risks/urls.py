"""Addresses of risks, by family."""

from django.urls import URLPattern, URLResolver

from risks.alarms.urls import urlpatterns as alarms
from risks.colours.urls import urlpatterns as colours
from risks.ledger.urls import urlpatterns as ledger

app_name = "risks"

urlpatterns: list[URLPattern | URLResolver] = [*ledger, *colours, *alarms]
