"""Pages of regions."""

app_name = "regions"
urlpatterns: list = []
