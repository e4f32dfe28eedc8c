"""Where this project keeps its data: one folder for PostgreSQL, the secret key and the locks."""

import hashlib
import os
import pathlib
import secrets


class CannotRun(Exception):
    """A sentence for the user: what stands in the way and what to do. It ends a command without a traceback."""


PROJECT = pathlib.Path(__file__).resolve().parent.parent


def data_dir(environ: os._Environ[str] | dict[str, str] = os.environ) -> pathlib.Path:
    """TWENTYAPI_DATA_DIR, or a folder in the project, or, as root, one that an unprivileged PostgreSQL can enter."""
    chosen = environ.get("TWENTYAPI_DATA_DIR")
    if chosen:
        return pathlib.Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return pathlib.Path("/var/lib/twentyapi") / hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    return PROJECT / ".twentyapi"


def make_data_dir(place: pathlib.Path) -> None:
    """Others may pass through it (PostgreSQL runs as another user under root) but not list it."""
    if place.is_dir():
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(exist_ok=True)
        place.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise CannotRun(
            f"The data directory {place} cannot be made ({error.strerror}): "
            "set TWENTYAPI_DATA_DIR to a folder that you may write."
        ) from error


def kept_secret(place: pathlib.Path) -> str:
    """The secret key of this data directory, generated at its first use and readable by its owner alone."""
    path = place / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        make_data_dir(place)
    draft = place / f"secret_key.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, path)  # the first of two racing processes wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
