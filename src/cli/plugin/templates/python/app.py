"""__TITLE__: a target of tripline. It greets every event in its log."""

import json
import traceback

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.handler import Context, Error_Permanent, Failure, Item, Response
from wit_world.imports import config, log


def line(greeting: str, body: str) -> str:
    """The line for one event."""
    event = json.loads(body)
    return f"{greeting}: {event['detail-type']} from {event['source']}"


def greet(batch: list[Item], context: Context) -> Response:
    greeting = json.loads(config.get()).get("greeting", "Hello")
    failures = []
    for item in batch:
        try:
            log.write(log.Level.INFO, line(greeting, item.body))
        except (ValueError, KeyError, TypeError) as why:
            # What is not an event now will not be one when it is tried again.
            reason = Error_Permanent(f"this is not an event: {why!r}")
            failures.append(Failure(item.id, reason))
    greeted = len(batch) - len(failures)
    return Response(json.dumps({"rule": context.rule, "greeted": greeted}), failures)


class Handler(exports.Handler):
    def handle(self, batch: list[Item], context: Context) -> Response:
        try:
            return greet(batch, context)
        except Err:
            # An answer, such as `raise Err(Error_Retryable("why"))`: every item failed.
            raise
        except Exception:
            # Anything else ends the invocation, and what was logged last is all that is heard.
            log.write(log.Level.ERROR, traceback.format_exc())
            raise
