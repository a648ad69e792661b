"""What CPython's own `dis` says of a program's code, run by the interpreter that is to be asked:

    python3 disassembly.py PROGRAM.py      JSON, a list of code objects in the order in which they are written

Each has its name, and of each instruction what the recording's table has too: code unit, opcode, argument, what the argument
means, the constant that it means, where it jumps to, the depth of the value stack before it, and its place in the source.
"""
import dis
import json
import opcode
import struct
import sys
import types

CUT = 256  # bytes of a value that are recorded
JUMPS = {*opcode.hasjrel, *opcode.hasjabs} - {opcode.opmap["END_ASYNC_FOR"]}  # 3.14 has it say where an exception comes from
ENDS = {"RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"}


def told(value):
    """A constant, as the recording tells of it."""
    if isinstance(value, str):
        kept = value.encode("utf-8", "surrogatepass")[:CUT + 1]
        while len(kept) > CUT or len(kept) < CUT and kept[-1:] >= b"\x80" and not is_whole(kept):
            kept = kept[:-1]
        return ["str", kept.hex(), len(value)]
    if isinstance(value, bytes):
        return ["bytes", value[:CUT].hex(), len(value)]
    if isinstance(value, bool) or value is None or value is Ellipsis:
        return ["constant", repr(value)]
    if isinstance(value, int):
        size = (value.bit_length() + 7) // 8
        return ["int", value < 0, abs(value).to_bytes(size, "little")[:CUT].hex(), value.bit_length()]
    if isinstance(value, float):
        return ["float", struct.pack("<d", value).hex()]
    if isinstance(value, complex):
        return ["complex", struct.pack("<dd", value.real, value.imag).hex()]
    if isinstance(value, tuple):
        return ["tuple", [told(item) for item in value]]
    if isinstance(value, slice):
        return ["slice", [told(item) for item in (value.start, value.stop, value.step)]]
    if isinstance(value, frozenset):
        return ["frozenset", sorted((told(item) for item in value), key=json.dumps)]
    raise ValueError(f"a constant of {type(value)}")


def is_whole(text):
    try:
        text.decode("utf-8", "surrogatepass")
        return True
    except UnicodeDecodeError:
        return False


def effect(instruction, jump):
    """As dis.stack_effect has it, which is not what CPython does in two places: on 3.11 PRECALL takes nothing away, CALL does;
    and before 3.13 nobody told that RETURN_GENERATOR leaves on the stack what the generator is first resumed with."""
    if instruction.opname == "RETURN_GENERATOR":
        return 1
    if sys.version_info < (3, 12) and instruction.opname == "PRECALL":
        return 0
    if sys.version_info < (3, 12) and instruction.opname == "CALL":
        return -1 - instruction.arg
    return dis.stack_effect(instruction.opcode, instruction.arg, jump=jump)


def exception_table(code):
    """(first unit, unit behind the last, handler's, depth, with the instruction's own place): bytes of six bits each, the most
    significant first, of which all but the last of a number have bit 6."""
    numbers, number = [], 0
    for byte in code.co_exceptiontable:
        number = number << 6 | byte & 63
        if not byte & 64:
            numbers.append(number)
            number = 0
    for start, length, target, rest in zip(*[iter(numbers)] * 4):
        yield start, start + length, target, rest >> 1, rest & 1


def depths(code, instructions):
    """The value stack's depth before each instruction that can be reached, by unit."""
    by_unit = {instruction.offset // 2: index for index, instruction in enumerate(instructions)}
    handlers, found = list(exception_table(code)), {}

    def reach(unit, depth):
        pending = [(unit, depth)]
        while pending:
            unit, depth = pending.pop()
            if unit in found:
                if found[unit] != depth:
                    raise ValueError(f"{code.co_qualname}, {unit}: {found[unit]} or {depth} deep")
                continue
            found[unit] = depth
            index = by_unit[unit]
            instruction = instructions[index]
            if instruction.opcode in JUMPS:
                pending.append((instruction.argval // 2, depth + effect(instruction, True)))
            if instruction.opname not in ENDS:
                pending.append((instructions[index + 1].offset // 2, depth + effect(instruction, False)))

    reach(0, 0)
    while True:
        reached = [(target, depth + own_place + 1) for start, end, target, depth, own_place in handlers
                   if target not in found and any(start <= unit < end for unit in found)]
        if not reached:
            return found
        reach(*reached[0])


def jumps_over(instruction):
    """From 3.12 on a loop's end leaves END_FOR out, to which it is written to jump; on 3.13 POP_TOP too."""
    return {11: 0, 12: 1, 13: 2}.get(sys.version_info[1], 1) if instruction.opname == "FOR_ITER" else 0


def meaning(instruction):
    """`dis` writes a jump's target as an offset, from 3.13 on as a label."""
    if instruction.opcode in JUMPS:
        return f"to {instruction.argval}"
    if isinstance(instruction.argval, types.CodeType):
        return f"<code {instruction.argval.co_name}>"
    return "" if instruction.opcode in (*opcode.hasconst, opcode.opmap["END_ASYNC_FOR"]) else instruction.argrepr


def constant(code, instruction):
    """(3.11's `dis` says nothing of those of KW_NAMES.)"""
    value = code.co_consts[instruction.arg] if instruction.opcode in opcode.hasconst else code
    return None if isinstance(value, types.CodeType) else told(value)


def rows(code):
    instructions = list(dis.get_instructions(code))
    deep = depths(code, instructions)
    for instruction in instructions:
        unit, place = instruction.offset // 2, instruction.positions
        yield {"unit": unit, "name": instruction.opname, "argument": instruction.arg or 0, "shown": meaning(instruction),
               "constant": constant(code, instruction),
               "target": instruction.argval // 2 + jumps_over(instruction) if instruction.opcode in JUMPS else None,
               "written": instruction.argval // 2 if instruction.opcode in JUMPS else None, "depth": deep.get(unit),
               "place": [place.lineno or 0, place.end_lineno or 0, place.col_offset, place.end_col_offset]}


def codes(code):
    yield {"name": code.co_name, "qualified": code.co_qualname, "line": code.co_firstlineno, "rows": list(rows(code)),
           "handlers": list(exception_table(code))}
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from codes(inner)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as program:
        json.dump(list(codes(compile(program.read(), sys.argv[1], "exec", dont_inherit=True))), sys.stdout)
