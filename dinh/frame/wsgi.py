"""The WSGI entrance, served by granian (`dinh serve`)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
application = get_wsgi_application()

# What was loaded stays as long as the process: the collector need not walk it again and again while pages are made. A
# page leaves few cycles behind, so they are looked for less often. A seventh of the time of a page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
