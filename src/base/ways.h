/* Where code stands.  What runs at every step is to be dense, for a processor's cache for code is short, and a compiler
 * that has no profile takes each way that a condition leads for as likely as the other.
 *
 *     if (UNUSUAL(count == capacity))    the way that is seldom taken stands behind the others;
 *         grow(names);                   where it leads to a function that is RARE, in another part of the program
 */
#ifndef TERRARIUM_BASE_WAYS_H
#define TERRARIUM_BASE_WAYS_H

#define USUAL(condition) __builtin_expect_with_probability(!!(condition), 1, 1.0)
#define UNUSUAL(condition) __builtin_expect_with_probability(!!(condition), 0, 1.0)

/* Most often, or seldom, but neither always nor never: the usual way goes straight on, the other stands close by. */
#define MOSTLY(condition) __builtin_expect_with_probability(!!(condition), 1, 0.9)
#define SELDOM(condition) __builtin_expect_with_probability(!!(condition), 0, 0.9)

/* A function that runs at most steps of one sort of program or another: these stand side by side, so that they
 * share no places of the cache as long as there is room; */
#define EACH_STEP __attribute__((hot))
/* that is not made part of those that call it; */
#define OUT_OF_LINE __attribute__((noinline))
/* that hardly ever runs, too, and is made small rather than fast. */
#define RARE __attribute__((noinline, cold))

#endif
