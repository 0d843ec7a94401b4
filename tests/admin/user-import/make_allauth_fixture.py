"""Prints users with addresses of django-allauth, as Django's dumpdata writes them:

/usr/bin/python3 tests/admin/user-import/make_allauth_fixture.py > tests/admin/user-import/allauth-users.json

Needs Debian's python3-django (3.2) and python3-django-allauth (0.51). The tests read only the file.
"""
from datetime import datetime, timezone

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sites",
        "allauth",
        "allauth.account",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    # Two users can have the same address then.
    ACCOUNT_UNIQUE_EMAIL=False,
    SITE_ID=1,
    USE_TZ=True,
)
django.setup()

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.management import call_command

# Of each user: the address in the user model, and the rows of allauth with whether they are verified and primary.
PEOPLE = [
    ("ada", "ada@example.com", [("ada@example.com", True, True)]),
    ("bob", "bob@example.com", [("bob@example.com", False, True)]),
    ("cara", "cara@example.com", [("cara@work.example", True, False), ("cara@example.com", True, True)]),
    ("dan", "ada@example.com", [("ada@example.com", True, True)]),
    ("eve", "eve@example.com", []),
    ("fay", "", []),
]

call_command("migrate", verbosity=0)
for number, (name, email, rows) in enumerate(PEOPLE, start=1):
    joined = datetime(2021, 3, number, 9, 30, 15, 123456, tzinfo=timezone.utc)
    user = User.objects.create_user(name, email, "correct horse battery", date_joined=joined)
    for address, verified, primary in rows:
        EmailAddress.objects.create(user=user, email=address, verified=verified, primary=primary)
# In this order the addresses come before their users.
call_command("dumpdata", "account.emailaddress", "auth.user", indent=2)
