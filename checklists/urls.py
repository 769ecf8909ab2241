"""Pages of checklists."""

app_name = "checklists"
urlpatterns: list = []
