"""Addresses of colours, below /risks/."""

from django.urls import path

from risks.colours import views

urlpatterns = [
    path("colours/", views.colour_list, name="colours"),
    path("colours/thresholds/", views.thresholds, name="colour_thresholds"),
    path("colours/thresholds/give-back/", views.give_back, name="give_back_thresholds"),
    path("colours/<uuid:pk>/", views.history, name="colour"),
    path("appeals/<uuid:pk>/", views.appeal, name="appeal"),
]
