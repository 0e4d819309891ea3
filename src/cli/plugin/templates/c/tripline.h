/* The interface of a tripline target (wit/) as C has it: the part that most plugins need. The types
 * have the layout of the component model's canonical ABI, so nothing is converted.
 *
 * All memory that comes from here lives until `handle` has returned and its answer has been read;
 * then all of it is gone. What must live longer goes into variables of the plugin's own. */
#ifndef TRIPLINE_H
#define TRIPLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 text, without a zero at its end. */
typedef struct { const char *at; size_t length; } text;

/* What is known about an item's body; of an event, nothing. */
typedef struct { text name, value; } attribute;

/* One event of a batch. */
typedef struct {
  text id;                                                   /* unique in the batch */
  text body;                                                 /* JSON */
  struct { const attribute *at; size_t length; } attributes;
} item;

typedef struct { const item *at; size_t length; } items;

/* What an invocation is about. */
typedef struct {
  text invocation_id, target, rule;
  uint32_t attempt;                                          /* 1 for the first try */
  uint64_t deadline_ms;                                      /* since 1970 */
  text plugin;
  uint32_t timeout_ms;
  uint64_t memory_limit;                                     /* in bytes */
} context;

/* Why an event, or the whole batch, was not handled. */
typedef struct {
  uint8_t tag;                                               /* made by the functions below */
  union {
    text message;
    struct { text message; uint8_t has_wait; uint64_t wait_ms; } throttle;
  };
} error;

typedef struct { text id; error reason; } failure;

/* What came of a batch. */
typedef struct {
  uint8_t is_error;
  union {
    struct {
      uint8_t has_output;
      text output;                                           /* JSON */
      struct { const failure *at; size_t length; } failures; /* all other items are done */
    } response;
    error error;
  };
} answer;

/* What a plugin defines. */
answer handle(items batch, const context *about);

/* It may work later. */
error retryable(text message);
/* It may work later, and the target is to be called more slowly. */
error throttled(text message, uint64_t wait_ms);
/* It will never work. */
error permanent(text message);

/* All items are done. */
answer done(void);
/* All items failed. */
answer failed(error why);

/* The target's config: a JSON object. */
text config(void);
/* Milliseconds until the invocation is stopped. */
uint64_t remaining_ms(void);

enum level { LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR };
/* Writes a line to the log of the invocation. */
void log_line(enum level level, text line);

/* Zeroed memory; an invocation that needs too much is stopped. */
void *take(size_t bytes);
/* A text of a literal. */
#define TEXT(literal) ((text){(literal), sizeof(literal) - 1})
/* Texts one after another: join(3, a, b, c). */
text join(int count, ...);
bool same(text a, text b);
/* A number in decimal digits. */
text decimal(uint64_t number);
/* The text at a key of a JSON object, its escapes as they are; `other` where there is none. */
text json_text(text object, text key, text other);

#endif
