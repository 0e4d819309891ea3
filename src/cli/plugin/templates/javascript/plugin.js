// __TITLE__: a target of tripline. It greets every event in its log.
import { get as config } from 'tripline:target/config@1.0.0';
import { write as log } from 'tripline:target/log@1.0.0';

/** The line for one event. */
function line(greeting, body) {
  const event = JSON.parse(body);
  if (typeof event.source !== 'string' || typeof event['detail-type'] !== 'string') {
    throw new Error('it has no source or no detail-type');
  }
  return `${greeting}: ${event['detail-type']} from ${event.source}`;
}

function greet(batch, context) {
  const { greeting = 'Hello' } = JSON.parse(config());
  const failures = [];
  for (const item of batch) {
    try {
      log('info', line(greeting, item.body));
    } catch (why) {
      // What is not an event now will not be one when it is tried again.
      const reason = { tag: 'permanent', val: `this is not an event: ${why.message}` };
      failures.push({ id: item.id, reason });
    }
  }
  const greeted = batch.length - failures.length;
  return { output: JSON.stringify({ rule: context.rule, greeted }), failures };
}

export const handler = {
  handle(batch, context) {
    try {
      return greet(batch, context);
    } catch (why) {
      // An error of the interface, such as { tag: 'retryable', val: 'why' }, is an answer. Anything
      // else ends the invocation, and what was logged last is all that is heard of it.
      if (!['retryable', 'throttled', 'permanent'].includes(why?.tag)) {
        const { tag = '', val = '' } = why?.payload ?? {};
        log('error', `${why} ${tag} ${val}`.trim() + `\n${why?.stack ?? ''}`);
      }
      throw why;
    }
  },
};
