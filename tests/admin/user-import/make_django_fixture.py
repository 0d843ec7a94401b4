"""Prints ten users of the original project's model, as Django's dumpdata writes them:

/usr/bin/python3 tests/admin/user-import/make_django_fixture.py > tests/admin/user-import/django-users.json

Needs Debian's python3-django (3.2), python3-argon2 and python3-bcrypt. The tests read only the file.
"""
from datetime import datetime, timezone

import django
from django.conf import settings

HASHERS = ["PBKDF2PasswordHasher", "Argon2PasswordHasher", "BCryptSHA256PasswordHasher"]
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}" for name in HASHERS],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser, Group, Permission, User as OtherUser
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import connection, models


class User(AbstractUser):
    authy_phone = models.CharField(max_length=32, blank=True, null=True)
    authy_id = models.CharField(max_length=32, blank=True, null=True)

    class Meta:
        app_label = "accounts"


PEOPLE = [
    ("ada", "pbkdf2_sha256", "correct horse battery", {"is_staff": True, "is_superuser": True}),
    ("bob", "argon2", "correct horse battery", {}),
    ("cara", "bcrypt_sha256", "correct horse battery", {}),
    ("dan", None, None, {}),
    ("eve", "pbkdf2_sha256", "correct horse battery", {"authy_phone": "+48600123450", "authy_id": "4711"}),
    ("fay", "pbkdf2_sha256", "correct horse battery", {"authy_phone": "+48600123451"}),
    ("gus", "pbkdf2_sha256", "correct horse battery", {"is_active": False}),
    ("hal@example.com", "pbkdf2_sha256", "correct horse battery", {}),
    ("ines", "pbkdf2_sha256", "Zażółć gęślą jaźń", {"email": "INES@Example.com"}),
    ("joe", "pbkdf2_sha256", "a long sentence " * 6, {"email": ""}),
]


def user(number, name, hasher, password, fields):
    email = fields.pop("email", f"{name.partition('@')[0]}@example.com")
    made = make_password(password, hasher=hasher or "default")
    joined = datetime(2021, 3, number, 9, 30, 15, 123456, tzinfo=timezone.utc)
    return User(pk=number, username=name, email=email, password=made, date_joined=joined, **fields)


with connection.schema_editor() as editor:
    for model in (ContentType, Permission, Group, OtherUser, User):
        editor.create_model(model)
rows = [ContentType(pk=1, app_label="accounts", model="user")]
rows += [user(number, *person) for number, person in enumerate(PEOPLE, start=1)]
print(serializers.serialize("json", rows, indent=2))
