/*
 * Stands between a process and its disk, loaded before it with LD_PRELOAD.
 *
 * Records what the process does to the files below DAYBOOK_DISK_ROOT in DAYBOOK_DISK_LOG: writes with their bytes, changes of
 * length, syncs with their beginning and end, names that come and go, and what it says on its standard output, all in
 * the order in which it was done.
 *
 * Fails a call: the n-th of those that change or sync a file below the root. DAYBOOK_DISK_FAIL="12 EIO" does it from the
 * start; in a running process, opening "<root>/.fail-12-EIO" does, and opening "<root>/.calls" turns it off and leaves the
 * number of calls in that file. Kinds: EIO, ENOSPC, SHORT (half of a write is done); with a "+" behind, all from the n-th on.
 *
 * Record: u32 operation, u32 length, u64 file, u64 number; then so many bytes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#if !defined(__linux__) || !defined(__LP64__)
#error "for 64-bit Linux"
#endif

enum { OPENED = 1, WRITTEN, CUT, SYNC_BEGUN, SYNC_ENDED, RENAMED, REMOVED, FOLDER_MADE, LINKED, SAID };
enum { CREATED = 1, EMPTIED = 2, FOLDER = 4 };
enum { FINE, FAIL_EIO, FAIL_ENOSPC, FAIL_SHORT };

#define FDS 65536
#define PATH_BYTES 4096

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_BYTES];
static size_t root_length;
static int log_fd = -1;
static uint64_t files[FDS]; /* inode of a descriptor below the root, else 0 */
static uint64_t syncs;
static long calls, fail_at;
static int fail_kind, fail_on;

static void arm(long at, const char *kind) {
    calls = 0;
    fail_at = at;
    fail_on = strchr(kind, '+') != NULL;
    fail_kind = !strncmp(kind, "EIO", 3) ? FAIL_EIO : !strncmp(kind, "ENOSPC", 6) ? FAIL_ENOSPC : FAIL_SHORT;
}

static void begin(void) {
    const char *below = getenv("DAYBOOK_DISK_ROOT");
    if (below == NULL) {
        return;
    }
    snprintf(root, sizeof root, "%s", below);
    root_length = strlen(root);
    const char *log = getenv("DAYBOOK_DISK_LOG");
    if (log != NULL) {
        int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        log_fd = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 900);
        syscall(SYS_close, fd);
    }
    const char *fail = getenv("DAYBOOK_DISK_FAIL");
    if (fail != NULL) {
        char *kind;
        long at = strtol(fail, &kind, 10);
        arm(at, kind + strspn(kind, " "));
    }
}

static void lock(void) {
    pthread_once(&once, begin);
    pthread_mutex_lock(&turn);
}

static void unlock(void) {
    int kept = errno;
    pthread_mutex_unlock(&turn);
    errno = kept;
}

static void put(uint32_t operation, uint64_t file, uint64_t number, const void *bytes, uint32_t length) {
    if (log_fd < 0) {
        return;
    }
    int kept = errno;
    struct { uint32_t operation, length; uint64_t file, number; } head = {operation, length, file, number};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, length}};
    if (syscall(SYS_writev, log_fd, parts, 2) != (long)(sizeof head + length)) {
        static const char told[] = "the disk cannot be recorded\n";
        syscall(SYS_write, 2, told, sizeof told - 1);
        _exit(97);
    }
    errno = kept;
}

static int below_root(const char *path) {
    return root_length > 0 && !strncmp(path, root, root_length) && (path[root_length] == '/' || path[root_length] == 0);
}

/* Makes a path absolute; returns whether it is below the root. */
static int resolve(int folder, const char *path, char *out) {
    if (path == NULL || root_length == 0) {
        return 0;
    }
    if (path[0] == '/') {
        snprintf(out, PATH_BYTES, "%s", path);
    } else {
        char link[64], base[PATH_BYTES];
        if (folder == AT_FDCWD) {
            snprintf(link, sizeof link, "/proc/self/cwd");
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        }
        long length = syscall(SYS_readlinkat, AT_FDCWD, link, base, sizeof base - 1);
        if (length < 0) {
            return 0;
        }
        base[length] = 0;
        if (snprintf(out, PATH_BYTES, "%s/%s", base, path) >= PATH_BYTES) {
            return 0;
        }
    }
    return below_root(out);
}

static int tracked(int fd) {
    return fd >= 0 && fd < FDS && files[fd] != 0;
}

/* Counts a call, and returns how it is to fail. Only with the lock. */
static int fate(int whole) {
    calls++;
    if (fail_at == 0 || calls < fail_at || (calls > fail_at && !fail_on)) {
        return FINE;
    }
    if (fail_kind == FAIL_SHORT && whole) {
        return FINE;
    }
    if (fail_kind != FAIL_SHORT) {
        errno = fail_kind == FAIL_EIO ? EIO : ENOSPC;
    }
    return fail_kind;
}

/* What a test tells by opening a name. */
static int told(const char *path) {
    const char *name = path + root_length;
    if (!strncmp(name, "/.fail-", 7)) {
        char *kind;
        long at = strtol(name + 7, &kind, 10);
        arm(at, kind + 1);
        return 1;
    }
    if (!strcmp(name, "/.calls")) {
        char text[32];
        int length = snprintf(text, sizeof text, "%ld\n", calls);
        fail_at = 0;
        int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        syscall(SYS_write, fd, text, length);
        syscall(SYS_close, fd);
    }
    return 0;
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_BYTES];
    lock();
    if (!resolve(folder, path, whole)) {
        unlock();
        return syscall(SYS_openat, folder, path, flags, mode);
    }
    if (told(whole)) {
        unlock();
        errno = ENOENT;
        return -1;
    }
    struct stat now;
    int was = syscall(SYS_newfstatat, AT_FDCWD, whole, &now, 0) == 0;
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && fd < FDS && fstat(fd, &now) == 0 && (S_ISREG(now.st_mode) || S_ISDIR(now.st_mode))) {
        files[fd] = now.st_ino;
        put(OPENED, now.st_ino,
            (was ? 0 : CREATED) | (was && (flags & O_TRUNC) ? EMPTIED : 0) | (S_ISDIR(now.st_mode) ? FOLDER : 0),
            whole, strlen(whole));
    }
    unlock();
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }

int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    lock();
    if (fd >= 0 && fd < FDS) {
        files[fd] = 0;
    }
    if (fd == log_fd && fd >= 0) {
        unlock();
        return 0;
    }
    int result = syscall(SYS_close, fd);
    unlock();
    return result;
}

int dup2(int from, int to) {
    lock();
    int result = syscall(SYS_dup3, from, to, 0);
    if (from == to) {
        result = from;
    } else if (result >= 0 && to < FDS) {
        files[to] = from < FDS ? files[from] : 0;
    }
    unlock();
    return result;
}

static ssize_t write_any(int fd, const struct iovec *parts, int count, off_t at, int placed) {
    lock();
    int said = fd == 1 && log_fd >= 0;
    if (!tracked(fd) && !said) {
        unlock();
        return placed ? syscall(SYS_pwritev, fd, parts, count, at, 0) : syscall(SYS_writev, fd, parts, count);
    }
    struct iovec half = parts[0];
    if (!said) {
        int how = fate(0);
        if (how == FAIL_EIO || how == FAIL_ENOSPC) {
            unlock();
            return -1;
        }
        if (how == FAIL_SHORT && half.iov_len > 1) {
            half.iov_len /= 2;
            parts = &half;
            count = 1;
        }
    }
    ssize_t result =
            placed ? syscall(SYS_pwritev, fd, parts, count, at, 0) : syscall(SYS_writev, fd, parts, count);
    int kept = errno;
    uint64_t from = said ? 0 : placed ? (uint64_t)at : (uint64_t)(syscall(SYS_lseek, fd, 0, SEEK_CUR) - result);
    ssize_t left = result;
    for (int i = 0; i < count && left > 0; i++) {
        ssize_t length = (ssize_t)parts[i].iov_len < left ? (ssize_t)parts[i].iov_len : left;
        put(said ? SAID : WRITTEN, said ? 0 : files[fd], from, parts[i].iov_base, length);
        from += length;
        left -= length;
    }
    errno = kept;
    unlock();
    return result;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    struct iovec part = {(void *)bytes, length};
    return write_any(fd, &part, 1, 0, 0);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return count > 0 ? write_any(fd, parts, count, 0, 0) : syscall(SYS_writev, fd, parts, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    struct iovec part = {(void *)bytes, length};
    return write_any(fd, &part, 1, at, 1);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return pwrite(fd, bytes, length, at); }

/* So that nobody writes past the recorder: callers fall back to reading and writing. */
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t length, unsigned flags) {
    if (tracked(to)) {
        errno = EXDEV;
        return -1;
    }
    return syscall(SYS_copy_file_range, from, a, to, b, length, flags);
}

int ioctl(int fd, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (request == FICLONE && tracked(fd)) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return syscall(SYS_ioctl, fd, request, argument);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
    if (tracked(to)) {
        errno = EINVAL;
        return -1;
    }
    return syscall(SYS_sendfile, to, from, at, length);
}

ssize_t sendfile(int to, int from, off_t *at, size_t length) { return sendfile64(to, from, at, length); }

int ftruncate(int fd, off_t length) {
    lock();
    int result = -1;
    if (!tracked(fd)) {
        result = syscall(SYS_ftruncate, fd, length);
    } else if (fate(1) == FINE) {
        result = syscall(SYS_ftruncate, fd, length);
        if (result == 0) {
            put(CUT, files[fd], length, NULL, 0);
        }
    }
    unlock();
    return result;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

/* Other threads write meanwhile, and what they write is not synced: hence a beginning and an end. */
static int sync_any(int fd, long call) {
    lock();
    if (!tracked(fd)) {
        unlock();
        return syscall(call, fd);
    }
    if (fate(1) != FINE) {
        unlock();
        return -1;
    }
    uint64_t file = files[fd], number = (uint64_t)getpid() << 32 | ++syncs; /* a child writes into the same log */
    put(SYNC_BEGUN, file, number, NULL, 0);
    unlock();
    int result = syscall(call, fd);
    if (result == 0) {
        lock();
        put(SYNC_ENDED, file, number, NULL, 0);
        unlock();
    }
    return result;
}

int fsync(int fd) { return sync_any(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_any(fd, SYS_fdatasync); }

static int rename_any(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char a[PATH_BYTES], b[PATH_BYTES], both[2 * PATH_BYTES];
    lock();
    int mine = resolve(from_folder, from, a) && resolve(to_folder, to, b);
    int result = syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    if (mine && result == 0) {
        int length = snprintf(both, sizeof both, "%s\n%s", a, b);
        put(RENAMED, 0, 0, both, length);
    }
    unlock();
    return result;
}

int rename(const char *from, const char *to) { return rename_any(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return rename_any(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return rename_any(a, from, b, to, flags);
}

static int link_any(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char a[PATH_BYTES], b[PATH_BYTES], both[2 * PATH_BYTES];
    lock();
    int mine = resolve(from_folder, from, a) && resolve(to_folder, to, b);
    int result = syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    if (mine && result == 0) {
        int length = snprintf(both, sizeof both, "%s\n%s", a, b);
        put(LINKED, 0, 0, both, length);
    }
    unlock();
    return result;
}

int link(const char *from, const char *to) { return link_any(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return link_any(a, from, b, to, flags); }

static int remove_any(int folder, const char *path, int flags) {
    char whole[PATH_BYTES];
    lock();
    int mine = resolve(folder, path, whole);
    int result = syscall(SYS_unlinkat, folder, path, flags);
    if (mine && result == 0) {
        put(REMOVED, 0, 0, whole, strlen(whole));
    }
    unlock();
    return result;
}

int unlink(const char *path) { return remove_any(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return remove_any(folder, path, flags); }
int rmdir(const char *path) { return remove_any(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
    int result = remove_any(AT_FDCWD, path, 0);
    return result < 0 && errno == EISDIR ? remove_any(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

static int mkdir_any(int folder, const char *path, mode_t mode) {
    char whole[PATH_BYTES];
    lock();
    int mine = resolve(folder, path, whole);
    int result = syscall(SYS_mkdirat, folder, path, mode);
    if (mine && result == 0) {
        put(FOLDER_MADE, 0, 0, whole, strlen(whole));
    }
    unlock();
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdir_any(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return mkdir_any(folder, path, mode); }
