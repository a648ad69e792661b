"""What is known to differ: (program, way of recording or "", CPython or "") to the reason, and a pattern for the first
difference, and PERHAPS when it differs on some machines only.  The manual page's CAVEATS tell of each."""

PERHAPS = "perhaps"

# (program, way, CPython) to the patch release from which on it does not differ.
UNTIL = {
    ("frames/depth_through_c", "instructions", "3.12"): 3,  # C code may go as deep as Python code, and deeper
}

WITHOUT_A_GIL = "without a GIL, what sys.monitoring keeps of events lies among the program's own memory"

KNOWN = {
    ("collector/blocks", "", "3.11"): (
        "the memory of the objects that CPython makes of traced frames is counted",
        r"standard output, line 1: b'\[.*' plainly, b'\[.*' watched$"),
    ("ends/exit_with_tuple", "", "3.11"): (
        "an exception of C code is made an object at once for a tracer, and not where it is caught",
        r"status: 1 plainly, 5 watched$"),
    ("frames/depth_through_c", "instructions", "3.12"): (
        "a call of C code that is told of takes a level of recursion in C more (as with any tool's instruction events)",
        r"standard output, line 1: b'500' plainly, b'375' watched$"),
    **{("ends/faulthandler", way, "3.14"): (
        "from 3.14 on it tells of C functions too, and the runner has CPython's from its shared library",
        r"line \d+: b'  Binary file .* plainly, b'  Binary file .* watched$")
       for way in ("record", "instructions", "into", "print", "timeline")},
    ("frames/depth_through_c", "instructions", "3.14"): (
        "a call of C code that is told of takes more of C's stack, by which 3.14 counts",
        r"standard output, line \d: b'\d+' plainly, b'\d+' watched$"),
    ("collector/thresholds", "", "3.11"): (
        "a traced call of a built-in type's method makes an object for the method, which the collector counts meanwhile",
        r"standard output, line 1: b'\[4, .*' plainly, b'\[3, .*' watched$"),
    ("frames/depth_through_c", "", "3.11"): (
        "a traced Python function that C code calls needs two levels of the recursion limit more",
        r"standard output, line 1: b'\d+' plainly, b'\d+' watched$"),
    ("collector/blocks_of_ints", "", "3.14"): (
        "an event far down in a function makes an int, which CPython keeps when it is freed",
        r"standard output, line 1: b'\[0, 1, .*' plainly, b'\[2, 1, .*' watched$"),
    ("collector/blocks_of_ints", "", "3.13t"): (WITHOUT_A_GIL, r"standard output, line 1: b'\[.*\]' plainly", PERHAPS),
    ("collector/blocks", "", "3.13t"): (WITHOUT_A_GIL, r"standard output, line 1: b'\[.*\]' plainly", PERHAPS),
    ("collector/blocks_of_code", "", "3.13t"): (WITHOUT_A_GIL, r"standard output, line 1: b'\[.*\]' plainly", PERHAPS),
    ("ids/everything", "", "3.13t"): (WITHOUT_A_GIL, r"standard output, line \d+: b'[\d ]+' plainly", PERHAPS),
    ("ids/numbers_far_down", "", "3.13t"): (WITHOUT_A_GIL, r"standard output, line 1: b'\(.*' plainly", PERHAPS),
    ("ids/threads", "", "3.13t"): (WITHOUT_A_GIL, r"standard output, line \d: b'\[\(.*' plainly", PERHAPS),
    ("collector/get_count", "timeline", "3.13t"): (
        "the collector makes a dictionary for those that it tells",
        r"standard output, line 1: b'\[\d.*' plainly, b'\[\d.*' watched$", PERHAPS),
    ("collector/when", "timeline", "3.13t"): (
        "the collector makes a dictionary for those that it tells",
        r"standard output, line 1: b'\[\d.*' plainly, b'\[\d.*' watched$", PERHAPS),
    ("collector/thresholds", "timeline", "3.11"): (
        "the collector makes a dictionary for those that it tells, which may be the one that brings it",
        r"standard output, line 1: b'\[4, .*' plainly, b'\[4, .*' watched$"),
    **{(f"collector/{name}", "timeline", "3.11"): (
        "the collector makes a dictionary for those that it tells",
        r"standard output, line 1: b'\[\d.*' plainly, b'\[\d.*' watched$", PERHAPS)
       for name in ("objects", "when")},
    **{("collector/when", "timeline", version): (
        "the collector makes a dictionary for those that it tells",
        r"standard output, line 1: b'\[\d+, .*' plainly, b'\[\d+, .*' watched$", PERHAPS)
       for version in ("3.12", "3.13")},
    **{(f"collector/{name}", "timeline", "3.14"): (
        "the collector makes a dictionary for those that it tells",
        r"standard output, line \d: b'\[\d+, .*' plainly, b'\[\d+, .*' watched$")
       for name in ("objects", "thresholds", "when")},
    ("benign/b20_many_threads", "", ""): (
        "200 stacks of 8 MB are more than a program may have without --data",
        r"line 1: b'BENIGN-OK' plainly, b\"\d+ threads then can't start new thread\" watched$"),
}
