"""Prints vectors.json: /usr/bin/python3 tests/accounts/hashes/make_vectors.py > tests/accounts/hashes/vectors.json

Needs Debian's python3-django (3.2), python3-argon2 and python3-bcrypt. The tests read only the file.
"""
import base64, hashlib, json
import argon2, bcrypt, django
from django.conf import settings

settings.configure()
django.setup()
from django.contrib.auth import hashers

PASSWORDS = {"plain": "correct horse battery", "composed": "Zażółć gęślą jaźń", "decomposed": "u\u0308ber-Passwort", "long": "long " * 20}
SALT = "SodiumChloride"


def django_scrypt(password, n=16384, r=8, p=1):
    """As ScryptPasswordHasher of Django 4.0 writes it."""
    digest = hashlib.scrypt(password.encode(), salt=SALT.encode(), n=n, r=r, p=p, maxmem=64 * 1024 * 1024, dklen=64)
    return f"scrypt${n}${SALT}${r}${p}${base64.b64encode(digest).decode()}"


def phc_pbkdf2(password, iterations=12000):
    b64 = lambda data: base64.b64encode(data).decode().rstrip("=")
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), SALT.encode(), iterations)
    return f"$pbkdf2-sha256$i={iterations}${b64(SALT.encode())}${b64(digest)}"


class FewIterations(hashers.PBKDF2PasswordHasher):
    iterations = 9000


class CheapBCryptSHA256(hashers.BCryptSHA256PasswordHasher):
    rounds = 6


class CheapBCrypt(hashers.BCryptPasswordHasher):
    rounds = 6


def bcrypt_plain(password, version):
    made = bcrypt.hashpw(password.encode(), bcrypt.gensalt(6)).decode()
    return made.replace("$2b$", version)


MAKERS = {
    "django pbkdf2_sha256": lambda p: FewIterations().encode(p, SALT),
    "django pbkdf2_sha256 of 3.2": lambda p: hashers.PBKDF2PasswordHasher().encode(p, SALT),
    "django pbkdf2_sha1": lambda p: hashers.PBKDF2SHA1PasswordHasher().encode(p, SALT, 9000),
    "django bcrypt_sha256": lambda p: CheapBCryptSHA256().encode(p, CheapBCryptSHA256().salt()),
    "django bcrypt": lambda p: CheapBCrypt().encode(p, CheapBCrypt().salt()),
    "django argon2": lambda p: hashers.Argon2PasswordHasher().encode(p, SALT),
    "django scrypt": django_scrypt,
    "bcrypt $2a$": lambda p: bcrypt_plain(p, "$2a$"),
    "bcrypt $2b$": lambda p: bcrypt_plain(p, "$2b$"),
    "bcrypt $2y$": lambda p: bcrypt_plain(p, "$2y$"),
    "phc argon2id": lambda p: argon2.PasswordHasher(time_cost=2, memory_cost=4096, parallelism=1).hash(p),
    "phc pbkdf2-sha256": phc_pbkdf2,
}
# python-bcrypt 3.2 cuts at 72 bytes, as all do.
rows = [
    {"format": name, "password": password, "hash": make(password)}
    for name, make in MAKERS.items()
    for password in PASSWORDS.values()
]
print(json.dumps(rows, indent=2, ensure_ascii=False))
