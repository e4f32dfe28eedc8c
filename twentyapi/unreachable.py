"""Why a database could not be entered, and what its user can do: read from the sentence of libpq or of the server."""

import re
from collections.abc import Mapping
from typing import Any

HINTS: tuple[tuple[str, str], ...] = (
    ("could not translate|failed to resolve", "No such host is known: correct the host in DATABASE_URL."),
    ("invalid port", "Correct the port in DATABASE_URL."),
    (
        "connection refused|no such file|network is unreachable|no route",
        "Start that server, or correct its host and port.",
    ),
    (
        "timeout expired|timed out|timeout",
        "Nothing answered: correct the host and port, or let its firewall admit this machine.",
    ),
    (
        "invalid response to ssl|expected authentication request|received invalid",
        "What answers there is no PostgreSQL: correct the host and port.",
    ),
    (
        "password authentication failed",
        "Correct the user and the password in DATABASE_URL; characters such as @ : / # are written %40 %3A %2F %23.",
    ),
    ("no password supplied", "Put the password into DATABASE_URL: postgres://{user}:password@..."),
    ("database .* does not exist|no such database", "Make it: createdb --owner {user} {name}; or correct the name."),
    ("(role|user) .* does not exist|no such user", "Make it: createuser --pwprompt {user}; or correct the user."),
    ("peer authentication failed|ident authentication failed", "Use the host and a password instead of the socket."),
    (
        "no encryption|ssl off|ssl is required|ssl required|tls required",
        "That server wants TLS: add ?sslmode=require to DATABASE_URL.",
    ),
    (
        "does not support ssl",
        "That server offers no TLS: switch it on there, or remove sslmode from DATABASE_URL.",
    ),
    (
        "certificate",
        "Its certificate is not trusted: name the one of its authority by &sslrootcert=FILE in DATABASE_URL.",
    ),
    ("pg_hba", "That server's pg_hba.conf must admit this user from this machine."),
    ("permission denied for database", "Let the user connect: grant connect on database {name} to {user}."),
    (
        "too many|remaining connection slots|no more connections",
        "All its connections are taken: raise its max_connections, or lower WEB_WORKERS and WEB_THREADS.",
    ),
    ("starting up|shutting down|recovery", "That server is not ready: try again in a moment."),
    ("unsupported startup parameter", "A pooler answers there: set DATABASE_POOLED=true."),
)


def hint(reason: str, database: Mapping[str, Any]) -> str:
    """A reason that nobody has foreseen is the server's own: it stands there to be read."""
    named = {"user": database["USER"] or "USER", "name": database["NAME"] or "NAME"}
    for pattern, sentence in HINTS:
        if re.search(pattern, reason, re.IGNORECASE):
            return sentence.format(**named)
    return "Correct DATABASE_URL, or that server."
