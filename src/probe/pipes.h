/* Who writes to which pipe, so that whoever waits to read from it, in whatever process, is known to be woken by this.
 *
 * A pipe is known by its inode, which is the same in all processes; the system gives it to no other as long as it is
 * there. */
#ifndef TERRARIUM_PROBE_PIPES_H
#define TERRARIUM_PROBE_PIPES_H

#include <stdint.h>
#include <sys/stat.h>

/* The inode of the pipe that a descriptor leads to; 0 when it is none.  Keeps errno. */
uint64_t pipes_inode(int descriptor);
uint64_t pipes_inode_of(const struct stat *file);
/* The running thread is about to write to a pipe; nothing is told of 0. */
void pipes_tell(uint64_t inode);

#endif
