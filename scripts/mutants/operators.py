"""The mistakes that are planted: small changes of one line that compile and mean something else.

Each operator takes a line of C++ or TypeScript and gives the lines that it can become. Comments,
strings and lines that are no behaviour (declarations of templates, includes, assertions) are left
alone.
"""
import re

COMPARISONS = {"<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"], "==": ["!="], "!=": ["=="],
               "===": ["!=="], "!==": ["==="]}
SWAPS = {
    "logic": {"&&": "||", "||": "&&"},
    "arithmetic": {"+": "-", "-": "+", "*": "/", "/": "*", "+=": "-=", "-=": "+="},
    "bits": {"&": "|", "|": "&", "<<": ">>", ">>": "<<"},
}
# What no test can cause: failures of the machine, and what only saves time.
NOT_TESTABLE = re.compile(r"\b(ec|errno\w*|internal_error|reserve|noexcept)\b")
LEFT_ALONE = re.compile(
    r"^\s*(#|//|\*|/\*|using |template|namespace |static_assert|assert\(|friend |import |export \* |"
    r"public:|private:|protected:|case |default:|type |interface |declare )"
)
STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`(?:\\.|[^`\\])*`')
COMMENT = re.compile(r"//.*$|/\*.*?\*/")
CALL_STATEMENT = re.compile(r"^(\s*)([A-Za-z_][\w.>()\[\]-]*(?:->|\.))?[a-z_]\w*\([^;]*\);\s*$")
GUARD = re.compile(r"^(\s*)if \(.*\) (return\b[^;]*|continue|break);\s*$")
NUMBER = re.compile(r"(?<![\w.'])(\d+)(?![\w.'xX])")


def masked(line):
    """The line with strings and comments blanked out, so that positions stay."""
    blank = lambda match: " " * len(match.group())
    return COMMENT.sub(blank, STRING.sub(lambda m: m.group()[0] + " " * (len(m.group()) - 2) + m.group()[-1], line))


def tokens(mask, table):
    """Binary operators of the table that stand between blanks: no template brackets, no pointers."""
    for match in re.finditer(r"(?<=[\w)\]'\"}] )([<>=!&|+*/-]+)(?= [\w(\[{'\"!~+*&-])", mask):
        if match.group(1) in table:
            yield match


def replaced(line, match, text, group=1):
    return line[: match.start(group)] + text + line[match.end(group):]


def compare(line, mask):
    for match in tokens(mask, COMPARISONS):
        for other in COMPARISONS[match.group(1)]:
            yield replaced(line, match, other)


def swap(line, mask):
    for table in SWAPS.values():
        for match in tokens(mask, table):
            before = mask[: match.start(1)].rstrip()
            # Texts are only ever put together, and "Type * name" is no product.
            if match.group(1) in ("+", "+=") and '"' in mask:
                continue
            if match.group(1) in "*&" and re.search(r"(^|[(,<]\s*)(const\s+)?[A-Z][\w:]*$", before):
                continue
            yield replaced(line, match, table[match.group(1)])


def number(line, mask):
    # Tuning constants are the benches' business, and so are sizes of large buffers.
    if re.match(r"\s*(static )?(inline )?(constexpr|const [A-Z])", mask):
        return
    for match in NUMBER.finditer(mask):
        if mask[: match.start()].endswith("<") or int(match.group(1)) > 9:
            continue
        yield replaced(line, match, str(int(match.group(1)) + 1))


def truth(line, mask):
    for match in re.finditer(r"\b(true|false)\b", mask):
        yield replaced(line, match, "false" if match.group(1) == "true" else "true")


def bound(line, mask):
    for match in re.finditer(r"\b(?:std::|Math\.)(min|max)\b(?=[(<])", mask):
        yield replaced(line, match, "max" if match.group(1) == "min" else "min")


def leave_out(line, mask):
    """A call whose result nobody takes, or a guard, is not there."""
    if CALL_STATEMENT.match(mask) and not re.match(r"\s*(return|throw|delete|super)\b", mask):
        yield re.match(r"\s*", line).group() + ";"
    elif GUARD.match(mask):
        yield re.match(r"\s*", line).group() + ";"


def negate(line, mask):
    match = re.match(r"^\s*(?:\} else )?(?:if|while) \(", mask)
    if match and mask.rstrip().endswith(("{", ";")):
        depth, start = 1, match.end()
        for end in range(start, len(mask)):
            depth += {"(": 1, ")": -1}.get(mask[end], 0)
            if depth == 0:
                condition = line[start:end]
                # A declaration inside the condition cannot be negated as a whole.
                if ";" not in condition and not re.match(r"(const )?[\w:<>*&]+ [*&]?\w+ = ", condition):
                    yield f"{line[:start]}!({condition}){line[end:]}"
                return


OPERATORS = {"compare": compare, "swap": swap, "number": number, "truth": truth, "bound": bound,
             "leave out": leave_out, "negate": negate}


def mutations(line):
    """(operator, new line) for every change of this line."""
    mask = masked(line)
    if LEFT_ALONE.match(line) or NOT_TESTABLE.search(mask) or not line.strip():
        return
    for name, operator in OPERATORS.items():
        for changed in operator(line, mask):
            if changed != line:
                yield name, changed
