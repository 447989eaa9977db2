/* Stands between SQLite and the kernel (LD_PRELOAD): counts each fsync and fdatasync, and makes it slow.
 * The file that BENCH_DISK names is shared with the benchmark: how many there were, then how long each one is
 * delayed, in microseconds. The office has no hook for this, and knows nothing of it. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct disk {
    _Atomic uint64_t syncs;
    _Atomic uint64_t delay_us;
};

static struct disk *disk;

__attribute__((constructor)) static void open_disk(void)
{
    const char *path = getenv("BENCH_DISK");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *shared = mmap(NULL, sizeof *disk, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared != MAP_FAILED)
        disk = shared;
}

static int synced(const char *name, int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(file);
    if (disk) {
        uint64_t delay_us = atomic_load(&disk->delay_us);
        struct timespec delay = {delay_us / 1000000, delay_us % 1000000 * 1000};
        atomic_fetch_add(&disk->syncs, 1);
        while (delay_us && nanosleep(&delay, &delay) != 0)
            ;
    }
    return result;
}

int fsync(int file)
{
    return synced("fsync", file);
}

int fdatasync(int file)
{
    return synced("fdatasync", file);
}
