"""Recordings of every format so far stay readable: each fixture shows what it showed when it was made.

A fixture recording-M.N.trr is never made again; recording-M.N.txt is its last picture, with its real ids.  A new version of
the format brings a new pair.  `make check UPDATE_GOLDEN=1` rewrites the pictures, as drawing may change, but not the
recordings."""
import os

from harness import SOURCE, finish, test

FIXTURES = SOURCE / "tests" / "fixtures"


@test
def each_recording_shows_its_last_picture_still(case):
    recordings = sorted(FIXTURES.glob("recording-*.trr"))
    case.check(recordings, "there are fixtures")
    for recording in recordings:
        done = case.run("replay", "--print", "--last", "--width", "100", str(recording))
        expected = recording.with_suffix(".txt")
        if os.environ.get("UPDATE_GOLDEN"):
            expected.write_bytes(done.stdout)
        case.equal((done.returncode, done.stderr), (0, b""), f"replay of {recording.name}")
        case.equal(done.stdout.decode(), expected.read_text(encoding="utf-8"), f"the picture of {recording.name}")


@test
def each_of_their_steps_can_be_drawn(case):
    for recording in sorted(FIXTURES.glob("recording-*.trr")):
        done = case.run("replay", "--all", str(recording))
        case.equal((done.returncode, done.stderr), (0, b""), f"replay --all of {recording.name}")
        case.check(done.stdout.count(b"\nStep ") >= 30, "every step has its picture", done.stdout[-300:])


finish()
