#include "probe/pipes.h"

#include <errno.h>

#include "probe/probe.h"

uint64_t pipes_inode_of(const struct stat *file)
{
    return S_ISFIFO(file->st_mode) ? file->st_ino : 0;
}

uint64_t pipes_inode(int descriptor)
{
    struct stat file;
    int kept = errno;
    bool is_there = descriptor >= 0 && fstat(descriptor, &file) == 0;

    errno = kept;
    return is_there ? pipes_inode_of(&file) : 0;
}

/* Before the bytes go out: whoever waits for them may run at once. */
void pipes_tell(uint64_t inode)
{
    if (inode == 0 || !probe_tells() || probe_thread.number == 0 || !probe_is_own())
        return;
    trace_writer_put_sent(probe_begin(), &(struct trace_fields_SENT){probe_number(), probe_now(), inode});
    probe_end();
}
