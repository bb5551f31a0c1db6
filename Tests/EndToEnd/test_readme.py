"""The README: every command, flag and target that it names is there under that name."""
import os, re
from harness import check

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
# Of other programs.
OTHERS = {"--filter"}
FLAG = re.compile(r"(?<![\w-])(--[a-z][a-z-]+|-[a-zA-Z])(?![\w-])")


def commands(place):
    """What `--help` says, by command."""
    found, left = {}, [()]
    while left:
        path = left.pop()
        text = found[path] = place.run(*path, "--help")
        listed = re.search(r"SUBCOMMANDS:\n(.*?)(?:\n\n  See|\Z)", text, re.S)
        names = re.findall(r"^  ([a-z][a-z-]*)\b", listed.group(1), re.M) if listed else []
        left += [path + (name,) for name in names if name != "help"]
    return found


def has(text, flag):
    return re.search(r"(?<![\w-])" + re.escape(flag) + r"(?![\w-])", text) is not None


def test_what_the_readme_names_is_there(place):
    known = commands(place)
    check(len(known) > 40, f"only {len(known)} commands were found")
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    named = 0
    for line in readme.splitlines():
        # A line of a block is one command with remarks; elsewhere a command stands between backquotes.
        code = [line] if line.startswith("tailrace ") else [part for part in line.split("`")[1::2]]
        for text in code:
            words = re.match(r"(?:tailrace )?([a-z]+(?: [a-z]+)*)", text)
            path = tuple(words.group(1).split()) if words else ()
            while path and path not in known:
                path = path[:-1]
            if not path:
                check(not text.startswith("tailrace "), f"no command: {text}")
                continue
            named += 1
            for flag in FLAG.findall(text):
                check(has(known[path], flag), f"`{' '.join(path)}` has no {flag}: {text}")
    check(named > 30, f"only {named} commands were read")
    every = "\n".join(known.values())
    for flag in FLAG.findall(readme):
        if flag.startswith("--"):
            check(flag in OTHERS or has(every, flag), f"nothing has {flag}")


def test_the_targets_that_the_readme_names_are_there(place):
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        targets = set(re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z-]+)`|^make ([a-z]+)", file.read(), re.M))
    with open(os.path.join(ROOT, "Makefile"), encoding="utf-8") as file:
        makefile = file.read()
    targets = {a or b for a, b in targets}
    check(len(targets) > 5, f"only {targets} were read")
    for target in targets:
        check(re.search(rf"^{target}:", makefile, re.M), f"no target {target}")
