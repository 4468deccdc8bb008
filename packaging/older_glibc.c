/* What the bundle's files ask of glibc that glibc 2.31 does not have, for older_glibc.py, which
 * makes a library of it and lets the files find these under no version. Where the machine's glibc
 * has one of them that can do more, that one is called.
 *
 * Layouts are those of x86-64 and aarch64 with 64 bits, where the kernel's struct stat is glibc's.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* 2.36: random bytes of the kernel. */
void arc4random_buf(void* into, size_t size) {
  for (char* at = into; size > 0;) {
    const ssize_t got = getrandom(at, size, 0);
    if (got < 0 && errno != EINTR) abort();
    if (got > 0) at += got, size -= (size_t)got;
  }
}
uint32_t arc4random(void) {
  uint32_t value;
  arc4random_buf(&value, sizeof value);
  return value;
}

/* 2.35: where the tables for exceptions are of the object that holds an address. libgcc asks for
 * each frame. */
static int (*machines_find_object)(void*, struct dl_find_object*);

struct search {
  uintptr_t address;
  struct dl_find_object* found;
};
static int look_into(struct dl_phdr_info* object, size_t size, void* argument) {
  (void)size;
  struct search* search = argument;
  uintptr_t first = UINTPTR_MAX, end = 0, frames = 0;
  int holds = 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)* part = &object->dlpi_phdr[i];
    const uintptr_t start = object->dlpi_addr + part->p_vaddr, stop = start + part->p_memsz;
    if (part->p_type == PT_GNU_EH_FRAME) frames = start;
    if (part->p_type != PT_LOAD) continue;
    holds |= start <= search->address && search->address < stop;
    if (start < first) first = start;
    if (stop > end) end = stop;
  }
  if (!holds) return 0;
  search->found->dlfo_flags = 0;
  search->found->dlfo_map_start = (void*)first;
  search->found->dlfo_map_end = (void*)end;
  search->found->dlfo_link_map = NULL; /* libgcc does not look at it */
  search->found->dlfo_eh_frame = (void*)frames;
  return frames != 0 ? 1 : 2;
}
int _dl_find_object(void* address, struct dl_find_object* found) {
  if (machines_find_object != NULL) return machines_find_object(address, found);
  struct search search = {(uintptr_t)address, found};
  return dl_iterate_phdr(look_into, &search) == 1 ? 0 : -1;
}

/* 2.34: before, the program called its own constructors, by code that 2.34's linker no longer puts
 * into it. */
static void call_constructors(int argc, char** argv, char** environment) {
  const ElfW(Phdr)* parts = (const ElfW(Phdr)*)getauxval(AT_PHDR);
  const size_t count = getauxval(AT_PHNUM);
  uintptr_t base = 0;
  const ElfW(Dyn)* entry = NULL;
  for (size_t i = 0; i < count; ++i) {
    if (parts[i].p_type == PT_PHDR) base = (uintptr_t)parts - parts[i].p_vaddr;
  }
  for (size_t i = 0; i < count; ++i) {
    if (parts[i].p_type == PT_DYNAMIC) entry = (const ElfW(Dyn)*)(base + parts[i].p_vaddr);
  }
  typedef void (*Constructor)(int, char**, char**);
  Constructor first = NULL, *array = NULL;
  size_t size = 0;
  for (; entry != NULL && entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_INIT) first = (Constructor)(base + entry->d_un.d_ptr);
    if (entry->d_tag == DT_INIT_ARRAY) array = (Constructor*)(base + entry->d_un.d_ptr);
    if (entry->d_tag == DT_INIT_ARRAYSZ) size = entry->d_un.d_val / sizeof *array;
  }
  if (first != NULL) first(argc, argv, environment);
  for (size_t i = 0; i < size; ++i) array[i](argc, argv, environment);
}

typedef int Main(int, char**, char**);
typedef void Constructors(int, char**, char**);
int __libc_start_main(Main* entry, int argc, char** argv, Constructors* init, void (*fini)(void),
                      void (*loaders_end)(void), void* stack_end) {
  int (*const machines)(Main*, int, char**, Constructors*, void (*)(void), void (*)(void), void*) =
      dlsym(RTLD_NEXT, "__libc_start_main");
  const int is_newer = dlvsym(RTLD_NEXT, "__libc_start_main", "GLIBC_2.34") != NULL;
  machines_find_object = dlsym(RTLD_NEXT, "_dl_find_object");
  return machines(entry, argc, argv, is_newer ? init : call_constructors, fini, loaders_end,
                  stack_end);
}

/* 2.34: closes all from a number on. Before, those are named that are open now; files that are
 * opened later are closed by O_CLOEXEC. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t* actions, int from) {
  int (*const machines)(posix_spawn_file_actions_t*, int) =
      dlsym(RTLD_NEXT, "posix_spawn_file_actions_addclosefrom_np");
  if (machines != NULL) return machines(actions, from);
  DIR* open = opendir("/proc/self/fd");
  if (open == NULL) return errno;
  int failure = 0;
  for (const struct dirent* entry; failure == 0 && (entry = readdir(open)) != NULL;) {
    const int descriptor = atoi(entry->d_name);
    if (descriptor >= from && descriptor != dirfd(open))
      failure = posix_spawn_file_actions_addclose(actions, descriptor);
  }
  closedir(open);
  return failure;
}

/* 2.34: were macros over names that begin with two underscores. */
static void* under_either(const char* name) {
  void* found = dlsym(RTLD_NEXT, name + 2);
  return found != NULL ? found : dlsym(RTLD_NEXT, name);
}
int dn_expand(const unsigned char* message, const unsigned char* end, const unsigned char* from,
              char* into, int size) {
  int (*const machines)(const unsigned char*, const unsigned char*, const unsigned char*, char*,
                        int) = under_either("__dn_expand");
  return machines(message, end, from, into, size);
}
int res_query(const char* name, int class, int type, unsigned char* answer, int size) {
  int (*const machines)(const char*, int, int, unsigned char*, int) = under_either("__res_query");
  return machines(name, class, type, answer, size);
}
int res_nsearch(void* state, const char* name, int class, int type, unsigned char* answer,
                int size) {
  int (*const machines)(void*, const char*, int, int, unsigned char*, int) =
      under_either("__res_nsearch");
  return machines(state, name, class, type, answer, size);
}

/* 2.33: were macros over __xstat and its kin. */
int fstatat(int folder, const char* path, struct stat* found, int flags) {
  return (int)syscall(SYS_newfstatat, folder, path, found, flags);
}
int stat(const char* path, struct stat* found) {
  return fstatat(AT_FDCWD, path, found, 0);
}
int lstat(const char* path, struct stat* found) {
  return fstatat(AT_FDCWD, path, found, AT_SYMLINK_NOFOLLOW);
}
int fstat(int file, struct stat* found) {
  return (int)syscall(SYS_fstat, file, found);
}
int stat64(const char* path, struct stat64* found) {
  return stat(path, (struct stat*)found);
}
int lstat64(const char* path, struct stat64* found) {
  return lstat(path, (struct stat*)found);
}
int fstat64(int file, struct stat64* found) {
  return fstat(file, (struct stat*)found);
}
int mknod(const char* path, mode_t mode, dev_t device) {
  return (int)syscall(SYS_mknodat, AT_FDCWD, path, mode, (unsigned)device);
}

/* 2.32: "there may be other threads", which costs an atomic operation where there are none. */
char __libc_single_threaded = 0;
