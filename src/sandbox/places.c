#include "sandbox/places.h"

const char *const places_of_system[] = {"/usr",
                                        "/bin",
                                        "/sbin",
                                        "/lib",
                                        "/lib32",
                                        "/lib64",
                                        "/libx32",
                                        "/nix/store",
                                        "/gnu/store",
                                        "/etc/alternatives",
                                        "/etc/host.conf",
                                        "/etc/hosts",
                                        "/etc/ld.so.cache",
                                        "/etc/localtime",
                                        "/etc/mime.types",
                                        "/etc/nsswitch.conf",
                                        "/etc/os-release",
                                        "/etc/protocols",
                                        "/etc/services",
                                        "/etc/timezone",
                                        "/sys/devices/system/cpu",
                                        NULL};
const char *const places_of_devices[] = {"/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero", NULL};
const char *const places_of_its_own[] = {"/dev/shm", "/tmp", "/var/tmp", NULL};
