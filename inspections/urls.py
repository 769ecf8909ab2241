"""Pages of inspections."""

app_name = "inspections"
urlpatterns: list = []
