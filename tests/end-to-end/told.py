"""Asks the running interpreter what names refer to, what those objects hold, and how often each is referred to.  A program
says

    __import__("told").tell()

which prints a line: a marker and JSON.  Counts are read from memory when nothing here refers to anything any more, and no
dictionary is made that was not there: so the program is as it would be without.
"""
import ctypes
import gc
import json
import sys
import types

MARKER = "told: "
COUNT = ctypes.c_ssize_t if sys.version_info < (3, 12) else ctypes.c_int32
SIMPLE = (int, bool, str, float, bytes, type(None))
ATTRIBUTES = ("x", "y", "_x", "more")  # of the programs' own classes (random_programs.py)
OPTIMISED = 1  # inspect.CO_OPTIMIZED


def attributes(thing):
    found, near = {}, gc.get_referents(thing)
    near += [value for names in near if type(names) is dict for value in names.values()]
    for name in ATTRIBUTES:
        place = next((vars(base)[name] for base in type(thing).__mro__ if name in vars(base)), None)
        if isinstance(place, property):
            continue
        try:
            value = object.__getattribute__(thing, name)
        except AttributeError:
            continue
        if any(value is other for other in near):
            found[name] = value
    return found


def held(thing):
    """How its contents are told, and these: a list, a list of pairs, or a dictionary by label."""
    kind = type(thing)
    if kind in SIMPLE:
        return "value", repr(thing)
    if kind in (list, tuple):
        return "items", list(thing)
    if kind in (set, frozenset):
        return "members", list(thing)
    if kind is dict:
        return "pairs", list(thing.items())
    if kind is types.MethodType:
        return "fields", {"__self__": thing.__self__, "__func__": thing.__func__}
    if kind is types.FunctionType:
        parts = {"__defaults__": thing.__defaults__, "__kwdefaults__": thing.__kwdefaults__}
        parts.update(zip(thing.__code__.co_freevars, thing.__closure__ or ()))
        return "fields", {name: part for name, part in parts.items() if part is not None}
    if kind is types.CellType:
        return "fields", {"contents": thing.cell_contents} if gc.get_referents(thing) else {}
    if kind.__module__ == "__main__" and kind.__flags__ & 1 << 9 and not isinstance(thing, (type, tuple)):  # (a heap type)
        return "fields", attributes(thing)
    return "nothing", []


def look():
    frames, objects, queue = [], {}, []
    frame = sys._getframe(2)
    while frame is not None:
        module = frame.f_code.co_name == "<module>"
        names = frame.f_globals if module else frame.f_locals
        shown = {name: thing for name, thing in list(names.items()) if not name.startswith("__")}
        optimised = bool(frame.f_code.co_flags & OPTIMISED)
        if isinstance(names, dict) and optimised:
            names.clear()  # a copy that the frame keeps
        queue += shown.values()
        frames.insert(0, [frame.f_code.co_name, {name: id(thing) for name, thing in shown.items() if name != ".0"}, optimised])
        frame = frame.f_back
    while queue:
        thing = queue.pop()
        if id(thing) in objects:
            continue
        sort, parts = held(thing)
        if sort == "pairs":
            queue += [part for pair in parts for part in pair]
            parts = [[id(key), id(value)] for key, value in parts]
        elif sort == "fields":
            queue += parts.values()
            parts = {name: id(part) for name, part in parts.items()}
        elif sort != "value":
            queue += parts
            parts = [id(part) for part in parts]
        objects[id(thing)] = [type(thing).__qualname__, sort, parts]
    return frames, objects


def living():
    """Instances of the programs' own classes.  (The collector does not know those that are about to die.)"""
    return [id(thing) for thing in gc.get_objects() if type(thing).__module__ == "__main__" and not isinstance(thing, tuple)]


def tell():
    frames, objects = look()
    for number, told in objects.items():
        told.append(COUNT.from_address(number).value)
    print(MARKER + json.dumps([frames, objects, living()]))
