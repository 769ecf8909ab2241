"""Pages of rectification."""

app_name = "rectification"
urlpatterns: list = []
