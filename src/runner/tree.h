/* How much memory the program and the processes that it started have together. */
#ifndef TERRARIUM_RUNNER_TREE_H
#define TERRARIUM_RUNNER_TREE_H

#include <stddef.h>
#include <stdint.h>

/* Looks once, and returns after how many milliseconds to look again: looking takes no more than a fiftieth of a
 * processor.  Where there are several processes, beside `waiting` ones that are not the program's, `*peak` (bytes; 0 in
 * the beginning) becomes what they have together if that is more.  Each counts with its share, so that a page that
 * several have is counted once (Pss of proc_pid_smaps(5)).  For the guard: the tree is that of its children. */
int tree_look(size_t waiting, uint64_t *peak);

#endif
