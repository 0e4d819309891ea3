/* The canonical ABI of a tripline target, by hand: no C library, no generator. See tripline.h. */
#include "tripline.h"
#include <stdarg.h>

#define IMPORT(interface, function) \
  __attribute__((import_module("tripline:target/" interface "@1.0.0"), import_name(function)))
#define EXPORT(name) __attribute__((export_name(name)))

IMPORT("log", "write") extern void host_log(uint32_t level, const char *at, size_t length);
IMPORT("config", "get") extern void host_config(text *result);
IMPORT("deadline", "remaining-ms") extern uint64_t host_remaining(void);

/* Memory: what is taken is given back all at once, after every invocation. */
extern unsigned char __heap_base;
static uintptr_t top;

static void *reserve(size_t align, size_t bytes) {
  if (top == 0) top = (uintptr_t)&__heap_base;
  uintptr_t start = (top + align - 1) & ~(uintptr_t)(align - 1);
  uintptr_t have = __builtin_wasm_memory_size(0) * 65536u;
  if (bytes > UINTPTR_MAX - 65535u - start) __builtin_trap();
  if (start + bytes > have) {
    size_t pages = (start + bytes - have + 65535u) / 65536u;
    if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) __builtin_trap();
  }
  top = start + bytes;
  return (void *)start;
}

/* The compiler calls these two of its own accord. */
void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
  unsigned char *t = to;
  const unsigned char *f = from;
  for (size_t i = 0; i < bytes; i++) t[i] = f[i];
  return to;
}

void *memset(void *to, int value, size_t bytes) {
  unsigned char *t = to;
  for (size_t i = 0; i < bytes; i++) t[i] = (unsigned char)value;
  return to;
}

void *take(size_t bytes) { return memset(reserve(8, bytes), 0, bytes); }

EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t had, size_t align, size_t bytes) {
  void *fresh = reserve(align, bytes);
  return old ? memcpy(fresh, old, had < bytes ? had : bytes) : fresh;
}

EXPORT("tripline:target/handler@1.0.0#handle")
answer *exported_handle(const item *batch, size_t count, const char *id, size_t id_length,
                        const char *target, size_t target_length, const char *rule,
                        size_t rule_length, uint32_t attempt, uint64_t deadline_ms,
                        const char *plugin, size_t plugin_length, uint32_t timeout_ms,
                        uint64_t memory_limit) {
  context about = {{id, id_length}, {target, target_length}, {rule, rule_length}, attempt,
                   deadline_ms, {plugin, plugin_length}, timeout_ms, memory_limit};
  answer *result = take(sizeof(answer));
  *result = handle((items){batch, count}, &about);
  return result;
}

/* The host has read the answer. */
EXPORT("cabi_post_tripline:target/handler@1.0.0#handle")
void after_handle(answer *result) {
  (void)result;
  top = 0;
}

error retryable(text message) { return (error){.tag = 0, .message = message}; }
error throttled(text message, uint64_t wait_ms) {
  return (error){.tag = 1, .throttle = {message, 1, wait_ms}};
}
error permanent(text message) { return (error){.tag = 2, .message = message}; }

answer done(void) { return (answer){.is_error = 0}; }
answer failed(error why) { return (answer){.is_error = 1, .error = why}; }

text config(void) {
  text json = {0};
  host_config(&json);
  return json;
}

uint64_t remaining_ms(void) { return host_remaining(); }
void log_line(enum level level, text line) { host_log(level, line.at, line.length); }

text join(int count, ...) {
  va_list parts;
  size_t length = 0;
  va_start(parts, count);
  for (int i = 0; i < count; i++) length += va_arg(parts, text).length;
  va_end(parts);
  char *at = take(length), *end = at;
  va_start(parts, count);
  for (int i = 0; i < count; i++) {
    text part = va_arg(parts, text);
    memcpy(end, part.at, part.length);
    end += part.length;
  }
  va_end(parts);
  return (text){at, length};
}

bool same(text a, text b) {
  if (a.length != b.length) return false;
  for (size_t i = 0; i < a.length; i++)
    if (a.at[i] != b.at[i]) return false;
  return true;
}

text decimal(uint64_t number) {
  char *end = (char *)take(20) + 20, *at = end;
  do *--at = (char)('0' + number % 10);
  while (number /= 10);
  return (text){at, (size_t)(end - at)};
}

text json_text(text object, text key, text other) {
  size_t depth = 0, length = object.length;
  const char *at = object.at;
  bool is_key = false, found = false;
  for (size_t i = 0; i < length; i++) {
    switch (at[i]) {
      case '{': is_key = ++depth == 1; break;
      case '[': depth++; found = false; break;
      case '}':
      case ']': depth--; break;
      case ',': is_key = depth == 1; found = false; break;
      case ':': is_key = false; break;
      case '"': {
        size_t start = ++i;
        while (i < length && at[i] != '"') i += at[i] == '\\' ? 2 : 1;
        if (i >= length) return other;
        text string = {at + start, i - start};
        if (found && depth == 1) return string;
        if (is_key && depth == 1) found = same(string, key);
      }
    }
  }
  return other;
}
