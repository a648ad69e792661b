"""Asks the running interpreter what refers to what.  A program tells it with the line

    __import__("truth").tell()

which binds no name.  What tell() prints is one line: a marker, and JSON with the frames' names, and for every object that
a picture should have a box for: its class, what it refers to by label, and what gc.get_referents finds in it.
"""
import gc
import inspect
import json
import re
import sys
import types

MARKER = "truth: "
INLINE_MAX = 24  # characters; model/value.h
SIMPLE = (int, float, complex, bool, str, bytes, type(None), type(Ellipsis), type(NotImplemented))
# What a class's namespace has beside what its body says.
CLASS_INTERNALS = {"__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__firstlineno__",
                   "__static_attributes__", "__annotate_func__", "__annotations_cache__"}


def is_learners(thing):
    """What the library makes for a class (by exec, for a dataclass) says that it is of the class's module."""
    made = isinstance(thing, types.FunctionType) and thing.__code__.co_filename != sys.modules["__main__"].__file__
    return getattr(thing, "__module__", None) == "__main__" and not made


def is_inline(thing):
    """Whether it is drawn inside the slot that refers to it."""
    if type(thing) in SIMPLE:
        return len(repr(thing)) <= INLINE_MAX
    return isinstance(thing, types.ModuleType) or isinstance(thing, (type, types.FunctionType)) and not is_learners(thing)


def reference(thing):
    if is_inline(thing):
        return {"value": repr(thing) if type(thing) in SIMPLE else None}
    return {"id": id(thing)}


def is_constant(thing):
    return is_inline(thing) or type(thing) in (tuple, frozenset) and all(map(is_constant, thing))


def is_plain_function(thing):
    """It holds nothing of its own that can change, or that others may hold as well."""
    return (isinstance(thing, types.FunctionType) and is_learners(thing) and is_constant(thing.__defaults__) and
            all(map(is_constant, (thing.__kwdefaults__ or {}).values())) and
            set(thing.__code__.co_freevars if thing.__closure__ else ()) <= {"__class__"} and
            all(is_dunder(name) and is_constant(value) for name, value in thing.__dict__.items()))


def is_dunder(name):
    return name.startswith("__") and name.endswith("__")


def is_written(holder, label, thing):
    """Whether a class's entry is written in the class's box, instead of being a reference to a box of its own."""
    if not isinstance(holder, type) or is_inline(thing) or isinstance(thing, type):
        return False
    if isinstance(thing, types.FunctionType):
        return is_plain_function(thing)
    if isinstance(thing, property):
        return all(part is None or is_plain_function(part) for part in (thing.fget, thing.fset, thing.fdel))
    if isinstance(thing, (staticmethod, classmethod)):
        return is_inline(thing.__func__) or is_plain_function(thing.__func__)
    kept = is_dunder(label) and label != "__bases__" or re.fullmatch("_[^_].*[^_]_|_fields|_field_defaults", label)
    return kept or type(thing).__name__ in ("member_descriptor", "_tuplegetter")


def reference_from(holder, label, thing):
    if is_written(holder, label, thing):
        return {"written": id(thing), "type": type(thing).__name__, "text": repr(thing) if type(thing) is tuple else None}
    return reference(thing)


def own_slots(thing):
    for base in reversed(type(thing).__mro__):
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(thing, name):
                yield name, getattr(thing, name)


def labelled(thing):
    """(label, object) for each slot of the thing's box, or None when its kind of box has none."""
    kind = type(thing)
    if isinstance(thing, tuple) and hasattr(kind, "_fields"):
        return list(zip(kind._fields, thing))
    if isinstance(thing, (list, tuple)):
        return [(str(index), item) for index, item in enumerate(thing)]
    if isinstance(thing, dict):
        return [(repr(key), value) for key, value in thing.items()]
    if isinstance(thing, (set, frozenset)):
        return [("", item) for item in thing]
    if kind is types.FunctionType:
        cells = zip(thing.__code__.co_freevars, thing.__closure__ or ())
        fields = [("__defaults__", thing.__defaults__), ("__kwdefaults__", thing.__kwdefaults__)]
        return [field for field in fields if field[1] is not None] + list(cells) + list(thing.__dict__.items())
    if kind is types.CellType:
        try:
            return [("contents", thing.cell_contents)]
        except ValueError:  # its variable is unbound
            return []
    if kind is types.MethodType:
        return [("__self__", thing.__self__), ("__func__", thing.__func__)]
    if isinstance(thing, type):
        bases = [("__bases__", base) for base in thing.__bases__ if base is not object]
        return bases + [(name, value) for name, value in vars(thing).items() if name not in CLASS_INTERNALS]
    if is_learners(kind):
        return list(own_slots(thing)) + list(getattr(thing, "__dict__", {}).items())
    return None


def referents(thing):
    """What the collector finds in the thing, as ids of objects that have boxes: without what is deliberately not drawn."""
    found = gc.get_referents(thing)
    if is_learners(type(thing)) or isinstance(thing, types.FunctionType):
        # An instance's, or a function's, dictionary is not an object to the reader: its values are the attributes.
        names = getattr(thing, "__dict__", {})
        found = [other for other in found if other is not names] + list(names.values())
    not_drawn = {id(type(thing))} - {id(value) for value in getattr(thing, "__dict__", {}).values()}
    # (the class of an instance: its name is the box's title, unless an attribute refers to it)
    if isinstance(thing, types.FunctionType):
        # The code, its texts, and where it looks names up are the same for every function of the module.
        not_drawn |= {id(part) for part in (thing.__globals__, thing.__code__, thing.__builtins__, thing.__name__,
                                            thing.__qualname__, thing.__module__, thing.__doc__,
                                            thing.__annotations__, thing.__closure__)}
        found += list(thing.__closure__ or ())  # the tuple of cells is not drawn: each cell is, by its variable
    if isinstance(thing, type):
        # How CPython keeps a class: the tuples of its bases and of its order of lookup, its namespace's object (the values
        # are drawn), what stands for __dict__ and __weakref__; and object, the base of all.
        not_drawn |= {id(thing.__mro__), id(thing.__bases__), id(object)}
        not_drawn |= {id(value) for name, value in vars(thing).items() if name in CLASS_INTERNALS}
        not_drawn |= {id(base) for base in thing.__mro__[1:] if base not in thing.__bases__}
        not_drawn |= {id(value) for name, value in vars(thing).items() if is_written(thing, name, value)}
        found = [other for other in found if type(other) is not dict or
                 any(other is value for value in vars(thing).values())] + [*vars(thing).values(), *thing.__bases__]
    if isinstance(thing, dict):
        found += thing.values()  # from 3.13 on an instance's are found in the instance alone
        not_drawn |= {id(key) for key in thing}  # a key is written as text, even when it is a tuple
        not_drawn -= {id(value) for value in thing.values()}
    return sorted({id(other) for other in found if not is_inline(other) and id(other) not in not_drawn})


def describe(thing, objects):
    if is_inline(thing) or id(thing) in objects:
        return
    slots = labelled(thing)
    objects[id(thing)] = {
        "type": "type" if isinstance(thing, type) else type(thing).__name__,
        "length": len(slots or ()),
        "slots": None if slots is None else [[label, reference_from(thing, label, other)] for label, other in slots],
        # Of kinds without slots the picture says nothing of what they hold: a generator's frame is drawn beside it, ...
        "referents": None if slots is None else referents(thing),
    }
    for label, other in slots or ():
        if not is_written(thing, label, other):
            describe(other, objects)


def refer_to_boxes(objects):
    """What is written in its class and is referred to from elsewhere too has a box, and its class refers to that."""
    for described in objects.values():
        for slot in described["slots"] or ():
            number = slot[1].get("written")
            if number in objects:
                slot[1] = {"id": number}
                described["referents"] = sorted({*described["referents"], number})


def describe_frame(frame, objects):
    names = {}
    for name, value in frame.f_locals.items():
        module = frame.f_code.co_name == "<module>"
        if module and name.startswith("__") and name.endswith("__"):
            continue  # what the interpreter put there
        names[name] = reference(value)
        describe(value, objects)
    return names


def is_waiting(thing):
    """Whether it is a generator that has begun and will go on."""
    return isinstance(thing, types.GeneratorType) and inspect.getgeneratorstate(thing) == inspect.GEN_SUSPENDED


def title(code):
    return "module" if code.co_name == "<module>" else code.co_qualname.rpartition("<locals>.")[2]


def tell():
    frames, objects = [], {}
    frame = sys._getframe(1)
    while frame is not None:
        frames.insert(0, {"title": title(frame.f_code),
                          "names": describe_frame(frame, objects)})
        frame = frame.f_back
    waiting = [{"title": title(generator.gi_code), "names": describe_frame(generator.gi_frame, objects)}
               for generator in gc.get_objects() if id(generator) in objects and is_waiting(generator)]
    refer_to_boxes(objects)
    print(MARKER + json.dumps({"frames": frames, "waiting": waiting, "objects": objects}))
