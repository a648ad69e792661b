# What configure.ac is made of: options, libraries found through pkg-config, CPythons, and the table at the end.
#
# Whatever is missing is collected, one sentence each, and told together: nobody should have to run configure five
# times to learn of five packages.

# TERRARIUM_OPTION(NAME, WHAT IT DOES): --enable-NAME, off by default.
AC_DEFUN([TERRARIUM_OPTION],
[AC_ARG_ENABLE([$1], [AS_HELP_STRING([--enable-$1], [$2])], [], [enable_$1=no])])

# TERRARIUM_MISSING(WHAT, DEBIAN, FEDORA, ARCH, HOMEBREW): notes a missing package.
AC_DEFUN([TERRARIUM_MISSING],
[terrarium_missing="$terrarium_missing
  $1 is missing: install $2 (Debian, Ubuntu), $3 (Fedora), $4 (Arch) or $5 (Homebrew)."])

# Sets PKG_CONFIG.  pkg.m4 is not used, for it is absent where pkg-config is.
AC_DEFUN([TERRARIUM_PKG_CONFIG],
[AC_ARG_VAR([PKG_CONFIG], [path of pkg-config])
AC_ARG_VAR([PKG_CONFIG_PATH], [folders to search before pkg-config's own, such as a pyenv version's lib/pkgconfig])
AC_PATH_TOOL([PKG_CONFIG], [pkg-config])
terrarium_missing=
terrarium_found=
AS_IF([test -n "$PKG_CONFIG"],
      [PKG_CONFIG_PATH=$PKG_CONFIG_PATH
       export PKG_CONFIG_PATH],
      [TERRARIUM_MISSING([pkg-config], [pkg-config], [pkgconf-pkg-config], [pkgconf], [pkgconf])
       TERRARIUM_STOP_IF_MISSING])])

# TERRARIUM_LIBRARY(VARIABLE, MODULE, DEBIAN, FEDORA, ARCH, HOMEBREW): sets VARIABLE_CFLAGS and VARIABLE_LIBS.
AC_DEFUN([TERRARIUM_LIBRARY],
[AC_SUBST([$1_CFLAGS])
AC_SUBST([$1_LIBS])
AC_MSG_CHECKING([for $2])
AS_IF([$PKG_CONFIG --exists "$2"],
      [$1_CFLAGS=`$PKG_CONFIG --cflags "$2"`
       $1_LIBS=`$PKG_CONFIG --libs "$2"`
       terrarium_version=`$PKG_CONFIG --modversion "$2"`
       AC_MSG_RESULT([$terrarium_version])
       terrarium_found="$terrarium_found
  m4_format([%-14s], [$2]) $terrarium_version"],
      [AC_MSG_RESULT([no])
       TERRARIUM_MISSING([The library $2], [$3], [$4], [$5], [$6])])])

# TERRARIUM_OPTIONAL_LIBRARY(VARIABLE, MODULE, WITHOUT): sets VARIABLE_CFLAGS and VARIABLE_LIBS, and defines HAVE_VARIABLE if it
# is there; if not, the table says what is so WITHOUT it.
AC_DEFUN([TERRARIUM_OPTIONAL_LIBRARY],
[AC_SUBST([$1_CFLAGS])
AC_SUBST([$1_LIBS])
AC_MSG_CHECKING([for $2])
AS_IF([$PKG_CONFIG --exists "$2"],
      [$1_CFLAGS=`$PKG_CONFIG --cflags "$2"`
       $1_LIBS=`$PKG_CONFIG --libs "$2"`
       AC_DEFINE([HAVE_$1], [1], [The library $2 is there.])
       terrarium_version=`$PKG_CONFIG --modversion "$2"`],
      [terrarium_version="no: $3"])
AC_MSG_RESULT([$terrarium_version])
terrarium_found="$terrarium_found
  m4_format([%-14s], [$2]) $terrarium_version"])

# Can the compiler link what the sanitizers, coverage and fuzzing need?
AC_DEFUN([TERRARIUM_INSTRUMENTATION],
[terrarium_cflags=$CFLAGS
CFLAGS="$CFLAGS $INSTRUMENTATION"
AS_IF([test -n "$INSTRUMENTATION"],
      [AC_LINK_IFELSE([AC_LANG_PROGRAM], [],
                      [terrarium_missing="$terrarium_missing
  $CC cannot link with $INSTRUMENTATION: install the compiler's runtime libraries (for clang: libclang-rt-dev on\
 Debian, compiler-rt elsewhere), or choose another CC."])])
CFLAGS=$terrarium_cflags])

# The recorder runs at every step of a program, so that it is worth it to optimise a runner as a whole, where the compiler and
# the linker can.
AC_DEFUN([TERRARIUM_OPTIMIZATION],
[AC_SUBST([OPTIMIZATION])
AC_SUBST([RUNNER_OPTIMIZATION])
terrarium_cflags=$CFLAGS
CFLAGS="$terrarium_cflags $RUNNER_OPTIMIZATION"
AC_LINK_IFELSE([AC_LANG_PROGRAM], [], [RUNNER_OPTIMIZATION=$OPTIMIZATION])
terrarium_inlining="-fno-partial-inlining --param=max-inline-insns-auto=60 --param=early-inlining-insns=30"
terrarium_inlining="$terrarium_inlining --param=inline-unit-growth=200 -fno-align-jumps -fno-align-loops"
CFLAGS="$terrarium_cflags $RUNNER_OPTIMIZATION -Werror $terrarium_inlining"
AS_IF([test "$RUNNER_OPTIMIZATION" != "$OPTIMIZATION"],
      [AC_LINK_IFELSE([AC_LANG_PROGRAM], [RUNNER_OPTIMIZATION="$RUNNER_OPTIMIZATION $terrarium_inlining"])])
# Structures of some 150 bytes are set at each call: for x86, GCC chooses an instruction that takes long to begin.
terrarium_filling=-mmemset-strategy=vector_loop:512:noalign,libcall:-1:noalign
CFLAGS="$terrarium_cflags $RUNNER_OPTIMIZATION -Werror $terrarium_filling"
AS_IF([test -n "$RUNNER_OPTIMIZATION"],
      [AC_LINK_IFELSE([AC_LANG_PROGRAM], [RUNNER_OPTIMIZATION="$RUNNER_OPTIMIZATION $terrarium_filling"])])
CFLAGS=$terrarium_cflags])

# With --enable-optimizations, sets PROFILE_GENERATE and PROFILE_USE, the flags of a runner that is to be trained and of one that
# has been; see src/runner/profile.mk.  Where that is not possible a sentence says so, and enable_optimizations becomes no.
AC_DEFUN([TERRARIUM_PROFILE],
[AC_SUBST([PROFILE_GENERATE], ["-fprofile-generate -fprofile-update=single"])
AC_SUBST([PROFILE_USE], ["-fprofile-use -fprofile-partial-training -Wno-missing-profile -Wno-coverage-mismatch"])
AS_IF([test "$enable_optimizations" = yes && test "$cross_compiling" = yes],
      [AC_MSG_WARN([the runners are built without a profile: one would have to run on the machine that they are for])
       enable_optimizations=no])
AS_IF([test "$enable_optimizations" = yes],
      [TERRARIUM_TRY_PROFILE([$PROFILE_GENERATE])
       TERRARIUM_TRY_PROFILE([$PROFILE_USE])
       AS_IF([test "$enable_optimizations" = no],
             [AC_MSG_WARN([the runners are built without a profile: $CC does not take GCC's options for one])])])
AM_CONDITIONAL([PROFILED], [test "$enable_optimizations" = yes])])

# TERRARIUM_TRY_PROFILE(FLAGS): enable_optimizations becomes no if these do not link, or if this is clang, whose profiles are
# of another kind.
AC_DEFUN([TERRARIUM_TRY_PROFILE],
[terrarium_cflags=$CFLAGS
CFLAGS="$CFLAGS $RUNNER_OPTIMIZATION $1 -Werror"
AC_LINK_IFELSE([AC_LANG_SOURCE([#ifdef __clang__
#error
#endif
int main(void) { return 0; }])], [], [enable_optimizations=no])
CFLAGS=$terrarium_cflags])

# TERRARIUM_PYTHON(VERSION, SUFFIX): looks for CPython VERSION when it is wanted.  When found, sets
# PYTHON_SUFFIX_CPPFLAGS, PYTHON_SUFFIX_LIBS, PYTHON_SUFFIX_PROGRAM (its interpreter) and HAVE_PYTHON_SUFFIX.
AC_DEFUN([TERRARIUM_PYTHON],
[AC_SUBST([PYTHON_$2_CPPFLAGS])
AC_SUBST([PYTHON_$2_LIBS])
AC_SUBST([PYTHON_$2_PROGRAM])
terrarium_have=no
AS_CASE([" $with_python "],
        [*" $1 "* | " auto "],
        [AC_MSG_CHECKING([for CPython $1])
         AS_IF([$PKG_CONFIG --exists "python-$1-embed"],
               [TERRARIUM_USE_PYTHON([$1], [$2])
                terrarium_have=yes
                terrarium_pythons="$terrarium_pythons $1"
                AC_MSG_RESULT([$PYTHON_$2_PROGRAM])
                terrarium_found="$terrarium_found
  m4_format([%-14s], [CPython $1]) $PYTHON_$2_PROGRAM"],
               [AC_MSG_RESULT([no])
                AS_IF([test "$with_python" != auto],
                      [terrarium_missing="$terrarium_missing
  CPython $1 was asked for, but pkg-config does not know python-$1-embed: install its development files, or add the\
 folder of python-$1-embed.pc to PKG_CONFIG_PATH."])])])
AM_CONDITIONAL([HAVE_PYTHON_$2], [test "$terrarium_have" = yes])])

# Python's own headers do not survive strict flags, hence -isystem.  A prefix other than /usr is most often outside of
# the loader's default path, hence -rpath.
AC_DEFUN([TERRARIUM_USE_PYTHON],
[PYTHON_$2_PROGRAM=`$PKG_CONFIG --variable=exec_prefix "python-$1-embed"`/bin/python$1
PYTHON_$2_CPPFLAGS=`$PKG_CONFIG --cflags "python-$1-embed" | sed 's/-I/-isystem /g'`
PYTHON_$2_LIBS=`$PKG_CONFIG --libs "python-$1-embed"`
AS_CASE([$PYTHON_$2_PROGRAM],
        [/usr/bin/*], [],
        [PYTHON_$2_LIBS="$PYTHON_$2_LIBS -Wl,-rpath,`$PKG_CONFIG --variable=libdir "python-$1-embed"`"])
AS_IF([test ! -x "$PYTHON_$2_PROGRAM"],
      [AC_MSG_WARN([$PYTHON_$2_PROGRAM is not there: sys.executable of programs run under CPython $1 will be wrong])])])

# TERRARIUM_OTHER_PYTHONS([VERSION, ...]): looks for CPythons from 3.11 on that are not among these versions: of newer ones that
# are wanted, terrarium_unknown is the newest; free-threaded ones are only told of.
AC_DEFUN([TERRARIUM_OTHER_PYTHONS],
[terrarium_others=
terrarium_unknown=
for terrarium_name in `$PKG_CONFIG --list-all | sed -n 's/^python-\(3\.@<:@0-9t@:>@*\)-embed .*/\1/p' | sort -u | sort -t. -k2n`; do
  AS_CASE([$terrarium_name],
          [m4_translit(m4_normalize([$1]), [,], [|])], [],
          [3.@<:@0-9@:>@ | 3.10], [],
          [*t],
          [terrarium_others="$terrarium_others $terrarium_name"
           terrarium_found="$terrarium_found
  `printf '%-14s' "CPython $terrarium_name"` found; not supported yet"],
          [AS_CASE([" $with_python "],
                   [*" $terrarium_name "* | " auto "], [terrarium_unknown=$terrarium_name])])
done])

# The runner that uses a CPython's public API alone: of the version that nobody knows, if there is one, or else of one that is
# known, for `make check` (--with-public-api).  Sets PYTHON_PUBLIC_CPPFLAGS, _LIBS and _PROGRAM, and PYTHON_PUBLIC_VERSION.
AC_DEFUN([TERRARIUM_PUBLIC_PYTHON],
[AC_SUBST([PYTHON_PUBLIC_CPPFLAGS])
AC_SUBST([PYTHON_PUBLIC_LIBS])
AC_SUBST([PYTHON_PUBLIC_PROGRAM])
AC_SUBST([PYTHON_PUBLIC_VERSION], [$terrarium_unknown])
AS_IF([test "$with_public_api" = auto],
      [for terrarium_name in $terrarium_pythons; do
         AS_CASE([$terrarium_name], [3.11 | 3.12 | *t], [], [with_public_api=$terrarium_name])
       done])
AS_CASE([$with_public_api], [auto | yes | no], [with_public_api=])
PYTHON_PUBLIC_VERSION=${terrarium_unknown:-$with_public_api}
AS_IF([test -n "$PYTHON_PUBLIC_VERSION"],
      [AC_MSG_CHECKING([whether the public API of CPython $PYTHON_PUBLIC_VERSION is as expected])
       TERRARIUM_USE_PYTHON([$PYTHON_PUBLIC_VERSION], [PUBLIC])
       terrarium_cppflags=$CPPFLAGS
       CPPFLAGS="$CPPFLAGS -I$srcdir/src -D_GNU_SOURCE -DTERRARIUM_PUBLIC_API $PYTHON_PUBLIC_CPPFLAGS"
       AC_COMPILE_IFELSE([AC_LANG_SOURCE([@%:@include "cpython/facts.h"])],
                         [AC_MSG_RESULT([yes])],
                         [AC_MSG_RESULT([no])
                          PYTHON_PUBLIC_VERSION=])
       CPPFLAGS=$terrarium_cppflags])
AS_IF([test -z "$terrarium_unknown"], [],
      [test -z "$PYTHON_PUBLIC_VERSION"],
      [terrarium_others="$terrarium_others $terrarium_unknown"
       terrarium_found="$terrarium_found
  `printf '%-14s' "CPython $terrarium_unknown"` found; not supported yet"
       terrarium_unknown=],
      [terrarium_pythons="$terrarium_pythons $terrarium_unknown"
       terrarium_found="$terrarium_found
  `printf '%-14s' "CPython $terrarium_unknown"` $PYTHON_PUBLIC_PROGRAM; not known: recorded by its public API"])
AM_CONDITIONAL([HAVE_PYTHON_PUBLIC], [test -n "$PYTHON_PUBLIC_VERSION"])
AM_CONDITIONAL([PUBLIC_IS_NEEDED], [test -n "$terrarium_unknown"])])

# TERRARIUM_PYTHONS([VERSION, ...]): --with-python, and each supported CPython.
AC_DEFUN([TERRARIUM_PYTHONS],
[terrarium_pythons=
AS_IF([test "$with_python" = yes], [with_python=auto])
AS_IF([test "$with_python" = no], [with_python=])
for terrarium_name in $with_python; do
  AS_CASE([$terrarium_name],
          [auto], [],
          [m4_translit(m4_normalize([$1]), [,], [|])], [],
          [3.1@<:@5-9@:>@ | 3.@<:@2-9@:>@@<:@0-9@:>@],
          [AS_IF([$PKG_CONFIG --exists "python-$terrarium_name-embed"], [],
                 [terrarium_missing="$terrarium_missing
  CPython $terrarium_name was asked for, but pkg-config does not know python-$terrarium_name-embed: install its development\
 files, or add the folder of python-$terrarium_name-embed.pc to PKG_CONFIG_PATH."])],
          [terrarium_missing="$terrarium_missing
  CPython $terrarium_name cannot be used: Terrarium supports m4_normalize([$1]), and later ones by their public API."])
done
m4_foreach([VERSION], [$1], [TERRARIUM_PYTHON(VERSION, m4_translit(VERSION, [.], [_]))
])
TERRARIUM_OTHER_PYTHONS([$1])
TERRARIUM_PUBLIC_PYTHON
AS_IF([test "$with_python$terrarium_pythons" != auto],
      [],
      [test -n "$terrarium_others"],
      [terrarium_missing="$terrarium_missing
  The CPython found (`echo $terrarium_others`) is not supported yet: install the development files of CPython 3.11 or later, with a GIL."],
      [TERRARIUM_MISSING([CPython to embed (python-3.11-embed to python-3.14-embed in pkg-config)],
                         [libpython3-dev], [python3-devel], [python], [python@3.13])])
AC_SUBST([PYTHONS], [`echo $terrarium_pythons`])])

# Ends with the sentences collected, if any.
AC_DEFUN([TERRARIUM_STOP_IF_MISSING],
[AS_IF([test -n "$terrarium_missing"], [AC_MSG_ERROR([Terrarium cannot be built yet.$terrarium_missing])])])

# The table of what was found and what will be built.
AC_DEFUN([TERRARIUM_SUMMARY],
[cat <<_EOF

$PACKAGE_NAME $PACKAGE_VERSION

Found:$terrarium_found

Will be built:
  terrarium             the viewer
_EOF
for terrarium_version in $PYTHONS; do
  AS_IF([test "$terrarium_version" = "$terrarium_unknown"], [terrarium_way=", recorded by its public API"], [terrarium_way=])
  AS_ECHO(["  terrarium-run-$terrarium_version    runs programs under CPython $terrarium_version$terrarium_way"])
done
AS_IF([test "$enable_optimizations" = yes], [terrarium_profile=", by a profile"], [terrarium_profile=])
cat <<_EOF

Compiler:  $CC, CFLAGS $CFLAGS $OPTIMIZATION, for the runners $CFLAGS $RUNNER_OPTIMIZATION$terrarium_profile
Installed: under $prefix
Options:   werror $enable_werror, sanitizers $enable_sanitizers, coverage $enable_coverage, fuzzing $enable_fuzzing
_EOF
])
