// To be preloaded: what XXH3_64bits costs a process that checks its files with it, printed at its end. Pages are touched
// before the clock starts, since whoever reads them after the check would have had to.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static double hash_ms;
static size_t hash_bytes;
static volatile unsigned char touched;

static double cpu_ms(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

uint64_t XXH3_64bits(const void* data, size_t size) {
  static uint64_t (*hash)(const void*, size_t);
  if (!hash) hash = (uint64_t(*)(const void*, size_t))dlsym(RTLD_NEXT, "XXH3_64bits");
  const unsigned char* bytes = data;
  for (size_t i = 0; i < size; i += 4096) touched = bytes[i];
  const double begun = cpu_ms(CLOCK_THREAD_CPUTIME_ID);
  const uint64_t result = hash(data, size);
  hash_ms += cpu_ms(CLOCK_THREAD_CPUTIME_ID) - begun;
  hash_bytes += size;
  return result;
}

__attribute__((destructor)) static void tell(void) {
  fprintf(stderr, "%.1f %.2f %.1f\n", (double)hash_bytes / 1e6, hash_ms, cpu_ms(CLOCK_PROCESS_CPUTIME_ID));
}
