"""The WSGI entrance, served by granian (`dinh serve`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
application = get_wsgi_application()
