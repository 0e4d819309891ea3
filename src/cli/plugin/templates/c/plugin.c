/* __TITLE__: a target of tripline. It greets every event in its log. */
#include "tripline.h"

answer handle(items batch, const context *about) {
  text greeting = json_text(config(), TEXT("greeting"), TEXT("Hello"));
  failure *failures = take(batch.length * sizeof(failure));
  size_t failed = 0;
  for (size_t i = 0; i < batch.length; i++) {
    const item *event = &batch.at[i];
    text source = json_text(event->body, TEXT("source"), (text){0});
    text type = json_text(event->body, TEXT("detail-type"), (text){0});
    if (!source.at || !type.at) {
      /* What is not an event now will not be one when it is tried again. */
      error why = permanent(TEXT("this is not an event: it has no source or no detail-type"));
      failures[failed++] = (failure){event->id, why};
      continue;
    }
    log_line(LEVEL_INFO, join(5, greeting, TEXT(": "), type, TEXT(" from "), source));
  }
  answer result = done();
  result.response.has_output = 1;
  result.response.output = join(5, TEXT("{\"rule\":\""), about->rule, TEXT("\",\"greeted\":"),
                                decimal(batch.length - failed), TEXT("}"));
  result.response.failures.at = failures;
  result.response.failures.length = failed;
  return result;
}
