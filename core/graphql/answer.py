"""A request's operation run root by root: each in its own unit, its JSON spliced into the answer as it is."""

import logging
from collections.abc import Iterable

import orjson
import psycopg
from django.db import InterfaceError, OperationalError

from apikeys.throttling import LimitReached
from core.graphql.errors import Entry, RequestRefused, fault_entry, limit_entry, record_entry
from core.graphql.executed import execute_roots
from core.graphql.introspect import introspected
from core.graphql.operations import Call
from core.graphql.session import Session
from core.records.conflicts import with_conflict
from core.records.engine import run
from core.records.errors import RecordError
from core.records.query import Result
from core.serving import while_stale
from metadata.graphql.context import Context

log = logging.getLogger("twentyapi.graphql")
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def answer(session: Session) -> bytes:
    """The whole answer of a prepared request: data in document order, errors with their paths."""
    values: dict[str, bytes] = {}
    errors: list[Entry] = []
    lost = False
    executed, more = _executed(session)
    errors += more
    for key in list(session.roots):
        if executed is not None and key in executed:
            values[key] = executed[key]
            continue
        by_executor = executed is None and session.by_executor(key)
        value, error = (None, None) if by_executor else _guarded(session, key)
        if error is not None:
            errors.append(error)
        values[key] = value or b"null"
        lost = lost or (value is None and session.non_null(key))
    body = b'{"data":' + (b"null" if lost else spliced(values.items()))
    return body + (b',"errors":' + orjson.dumps(errors) + b"}" if errors else b"}")


def spliced(pairs: Iterable[tuple[str, bytes]]) -> bytes:
    """A JSON object from keys, which are GraphQL names, and JSON values."""
    return b"{" + b",".join(b'"' + key.encode() + b'":' + value for key, value in pairs) + b"}"


def _executed(session: Session) -> tuple[dict[str, bytes] | None, list[Entry]]:
    roots = {key: nodes for key, nodes in session.roots.items() if session.by_executor(key)}
    if not roots:
        return {}, []
    context = Context(session.caller, session.origin)
    return execute_roots(session.operation, roots, session.request.variables, context)


def _guarded(session: Session, key: str) -> tuple[bytes | None, Entry | None]:
    """The value of one root, or None and its error. An older model than the database's is replaced."""

    def again() -> bytes:
        session.renew()
        return _value(session, key)

    try:
        return while_stale(lambda: _value(session, key), again), None
    except RecordError as error:
        return None, record_entry(_explained(session, key, error), [key])
    except LimitReached as error:
        return None, limit_entry(error, [key])
    except RequestRefused as refused:
        return None, {**refused.body["errors"][0], "path": [key]}
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("No answer to the root field %s", key)
        return None, fault_entry([key])


def _explained(session: Session, key: str, error: RecordError) -> RecordError:
    obj = session.object(key)
    return error if obj is None else with_conflict(error, obj, session.context)


def _value(session: Session, key: str) -> bytes:
    if session.is_typename(key):
        return orjson.dumps(session.root_type_name)
    if session.is_introspection(key):
        return introspected(session.shown_schema, session.operation, session.nodes(key), session.variables)
    session.spend()
    call = session.call(key)
    return rendered(call, run(call.query, session.context))


def rendered(call: Call, result: Result) -> bytes:
    if call.shape == "record":
        return result.record
    if call.shape == "first":
        return result.records.strip()[1:-1].strip()
    if call.shape == "records":
        return result.records
    if call.shape == "groups":
        return result.groups
    return spliced((key, constant or result.outputs[key] or b"null") for key, constant in call.keys)
