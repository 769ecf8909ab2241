"""The WSGI door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# The program itself stays for good. The collector need not walk through it after every few hundred objects of a page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
