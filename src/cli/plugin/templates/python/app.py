"""__TITLE__: a target of tripline. It greets every event in its log."""

import json
import traceback

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.handler import Context, Error, Error_Permanent, Failure, Item, Response
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
        except Exception as why:
            # An error of the interface, such as `raise Err(Error_Retryable("why"))`, is an answer.
            # Anything else ends the invocation, and what was logged last is all that is heard.
            if not (isinstance(why, Err) and isinstance(why.value, Error)):
                # There are no files to read, so `traceback.format_exc` cannot show source lines.
                frames = traceback.walk_tb(why.__traceback__)
                where = ", ".join(f"{frame.f_code.co_name} line {n}" for frame, n in frames)
                log.write(log.Level.ERROR, f"{why!r} ({where})")
            raise
