"""What is known to differ: (program, way of recording or "", CPython or "") to the reason, and a pattern for the first
difference.  The manual page's CAVEATS tell of each."""

INSTRUMENTED = ("instrumented code has tables of its own, which take memory that other objects would have got",
                r"standard (output|error), line \d+: .* plainly, .* watched$")

KNOWN = {
    ("ids/everything", "", "3.12"): INSTRUMENTED,
    ("ids/everything", "", "3.13"): INSTRUMENTED,
    ("frames/depth_through_c", "", "3.11"): (
        "a traced Python function that C code calls needs two levels of the recursion limit more",
        r"standard output, line 1: b'\d+' plainly, b'\d+' watched$"),
    ("benign/b20_many_threads", "", ""): (
        "200 stacks of 8 MB are more than a program may have without --data",
        r"line 1: b'BENIGN-OK' plainly, b\"\d+ threads then can't start new thread\" watched$"),
}
