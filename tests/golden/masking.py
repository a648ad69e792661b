"""What differs from run to run in a picture, replaced by what does not: ids by letters, the same letter for the same id and as
wide as the id was, durations, and the version of CPython."""
import re

ID = re.compile(r"(?:…|(?<![.\w])\.\.)([0-9a-f]{4,16})\b")


def letters(number):
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


DURATION = re.compile(r"\b\d+\.\d+ m?s\b")


def mask_durations(text):
    def replace(match):
        line = re.sub(r"\n  (?=\S)", " ", match[0])
        return DURATION.sub("N ms", line) if DURATION.search(line) else match[0]

    return re.sub(r"^What happened:.*(?:\n  .*)*", replace, text, flags=re.M)


def mask(text):
    seen = {}
    text = mask_durations(text)

    def replace(match):
        name = seen.setdefault(match[1], letters(len(seen)))
        return match[0][:-len(match[1])] + name.rjust(len(match[1]), "_")

    return re.sub(ID, replace, re.sub(r"(?<=CPython )3\.\d+\.\S+", "3.X", text))


def has_long_ids(text):
    return any(len(digits) > 4 for digits in ID.findall(text))


def elsewhere(attempt):
    """Variables of the environment by which objects come to lie elsewhere: on one machine the same two ids may end alike always."""
    return {f"OTHER_PLACES_{number}": "." * (number % 90) for number in range(attempt * 37)}
