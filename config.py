"""Every setting, read from the environment. `docs/settings.md` says the same in a table; a test compares the two."""

import os
from pathlib import Path


def _flag(name: str, default: str) -> bool:
    return os.environ.get(name, default).strip().lower() in {"1", "true", "yes", "on"}


# Where the database file, the uploaded evidence and the secret of the demo live.
DATA_DIR = Path(os.environ.get("DATA_DIR", "data")).resolve()

# The database. Empty means an SQLite file in DATA_DIR; postgresql://user:password@host/name is the other choice.
DATABASE_URL = os.environ.get("DATABASE_URL", "")

# Signs cookies and form tokens. At least 32 random characters; the server does not start with less.
SECRET_KEY = os.environ.get("SECRET_KEY", "")

# Older secrets, separated by spaces: what they signed is still read. For a while after SECRET_KEY was changed.
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()

# The address people type, without a trailing slash. Links in mails are built from it and from nothing else.
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")

# Host names the server answers to, separated by commas. Empty means the one in BASE_URL.
TRUSTED_HOSTS = [name.strip() for name in os.environ.get("TRUSTED_HOSTS", "").split(",") if name.strip()]

# How many proxies in front of the server may be believed about the caller's address (X-Forwarded-For).
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))

# Time zone of the first organization, and what the form of a further one begins with.
TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Ho_Chi_Minh")

# The mail server that takes our mails.
SMTP_HOST = os.environ.get("SMTP_HOST", "127.0.0.1")
SMTP_PORT = int(os.environ.get("SMTP_PORT", "25"))
SMTP_USERNAME = os.environ.get("SMTP_USERNAME", "")
SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
# "starttls", "tls" or "none"; "none" only for a server on this machine.
SMTP_SECURITY = os.environ.get("SMTP_SECURITY", "starttls")

# The sender's address of every mail, and the domain of its Message-ID.
MAIL_FROM = os.environ.get("MAIL_FROM", "nhacviec@localhost")

# The address that mails come back to, for example tra-lai@coquan.vn; each mail gets its own, tra-lai+41-…@coquan.vn.
# Empty: they come back to MAIL_FROM, and are known by the Message-ID in them alone.
MAIL_BOUNCES = os.environ.get("MAIL_BOUNCES", "")

# Where those reports lie, if the mail server does not hand them to `tracker mail bounce`: a folder in the form of
# Maildir on this machine, or a mailbox to be fetched from. Empty means none.
MAIL_BOUNCES_FOLDER = os.environ.get("MAIL_BOUNCES_FOLDER", "")
IMAP_HOST = os.environ.get("IMAP_HOST", "")
IMAP_PORT = int(os.environ.get("IMAP_PORT", "993"))
IMAP_USERNAME = os.environ.get("IMAP_USERNAME", "")
IMAP_PASSWORD = os.environ.get("IMAP_PASSWORD", "")
# "tls", "starttls" or "none"; "none" only for a server on this machine.
IMAP_SECURITY = os.environ.get("IMAP_SECURITY", "tls")
# The folder of that mailbox; the reports of a mailbox that people use are best moved to one of their own.
IMAP_FOLDER = os.environ.get("IMAP_FOLDER", "INBOX")

# Seconds one mail may take from connecting to the server's last answer, and how long a sender owns a mail it took.
MAIL_DEADLINE_SECONDS = int(os.environ.get("MAIL_DEADLINE_SECONDS", "180"))
MAIL_LEASE_SECONDS = int(os.environ.get("MAIL_LEASE_SECONDS", "360"))

# Mails a minute that the mail server accepts from us, over all processes and machines; 0 is no limit.
MAIL_PER_MINUTE = int(os.environ.get("MAIL_PER_MINUTE", "0"))

# What becomes of a mail whose answer was lost after its last byte: "resend" it under the same Message-ID, or "hold" it
# until a person decides.
MAIL_UNCERTAIN = os.environ.get("MAIL_UNCERTAIN", "resend")

# Who sends: "scheduler", the process that also looks what is due; or "procrastinate", any number of `tracker worker`
# on any machines, for which the scheduler only makes jobs. The latter needs PostgreSQL and the extra "workers".
MAIL_DRIVER = os.environ.get("MAIL_DRIVER", "scheduler")

# Seconds between two looks of the scheduler at what has fallen due.
TICK_SECONDS = int(os.environ.get("TICK_SECONDS", "20"))

# Seconds a job of the scheduler may go without moving on before the process ends itself, to be started anew. Sending
# one mail may take as long as its lease on top.
JOB_LIMIT_SECONDS = int(os.environ.get("JOB_LIMIT_SECONDS", "45"))

# Minutes during which several notices to one person are collected into one mail.
NOTICE_MINUTES = int(os.environ.get("NOTICE_MINUTES", "3"))

# Days for which the link of a mail opens its form without a password.
LINK_DAYS = int(os.environ.get("LINK_DAYS", "14"))

# Largest single file of evidence, and largest request, in megabytes.
EVIDENCE_MEGABYTES = int(os.environ.get("EVIDENCE_MEGABYTES", "10"))
REQUEST_MEGABYTES = int(os.environ.get("REQUEST_MEGABYTES", "64"))

# Hours a sign-in lasts, and days it lasts when the person asked to stay signed in on this device.
SESSION_HOURS = int(os.environ.get("SESSION_HOURS", "12"))
REMEMBER_DAYS = int(os.environ.get("REMEMBER_DAYS", "60"))

# Cost of a password hash: passes over memory, and memory in KiB. Lower only where nobody's password is at stake.
PASSWORD_TIME_COST = int(os.environ.get("PASSWORD_TIME_COST", "3"))
PASSWORD_MEMORY_KIB = int(os.environ.get("PASSWORD_MEMORY_KIB", "65536"))

# The demo shows its accounts on the sign-in page and accepts the demo's short secret; never set it in production.
DEMO = _flag("DEMO", "no")
