/* Wrongs that a watcher could do, for a build with --enable-faults: TERRARIUM_FAULT=NAME switches one on, and a program
 * of tests/neutral has to notice (tests/neutral/faults.py).  In every other build there is nothing of this. */
#ifndef TERRARIUM_CPYTHON_FAULTS_H
#define TERRARIUM_CPYTHON_FAULTS_H

#include <Python.h>

#include <stdbool.h>

#ifdef TERRARIUM_FAULTS

/* Reads which fault is wanted; ends the process, with a list, when there is none of the name. */
void faults_start(PyConfig *config);
/* At each step, in the frame that it is in. */
void faults_step(void);
/* An object was met for the first time. */
void faults_birth(PyObject *object);
/* Whether the object's memory is never to be given back. */
bool faults_lose(PyObject *object);
/* Before bytes go out; whether they are not to. */
bool faults_write(int descriptor, const void *bytes, size_t length);

#else

static inline void faults_start(PyConfig *config)
{
    (void)config;
}

static inline void faults_step(void)
{
}

static inline void faults_birth(PyObject *object)
{
    (void)object;
}

static inline bool faults_lose(PyObject *object)
{
    (void)object;
    return false;
}

static inline bool faults_write(int descriptor, const void *bytes, size_t length)
{
    (void)descriptor;
    (void)bytes;
    (void)length;
    return false;
}

#endif

#endif
