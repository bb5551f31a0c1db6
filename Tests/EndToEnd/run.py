#!/usr/bin/env python3
"""Runs the end-to-end tests on a binary: every function called `test_...` in the files `test_*.py` (`soak_...` with --soak).

    run.py --binary .build/debug/tailrace [--soak] [NAME...]
"""
import argparse, glob, importlib, os, shutil, sys, time, traceback
from concurrent.futures import ThreadPoolExecutor

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
sys.dont_write_bytecode = True
from harness import Failed, Place, Skipped


def run(name, test, binary):
    place, started = Place(binary), time.monotonic()
    try:
        # What it has measured, if it says so.
        outcome, detail = "passed", test(place) or ""
    except Skipped as reason:
        outcome, detail = "skipped", str(reason)
    except Failed as reason:
        outcome, detail = "failed", str(reason)
    except Exception:
        outcome, detail = "failed", traceback.format_exc()
    place.close()
    return name, outcome, detail, time.monotonic() - started


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--soak", action="store_true")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("names", nargs="*")
    options = arguments.parse_args()
    if not shutil.which("tmux"):
        sys.exit("tmux is needed: make setup-test installs it")
    prefix, tests = "soak_" if options.soak else "test_", []
    for path in sorted(glob.glob(os.path.join(here, "test_*.py"))):
        module = importlib.import_module(os.path.basename(path)[:-3])
        tests += [(n, f) for n, f in vars(module).items() if n.startswith(prefix) and callable(f)]
    tests = [(n, f) for n, f in tests if not options.names or n in options.names]
    counts, failures = {"passed": 0, "failed": 0, "skipped": 0}, []
    with ThreadPoolExecutor(options.jobs) as pool:
        for name, outcome, detail, seconds in pool.map(lambda t: run(*t, options.binary), tests):
            counts[outcome] += 1
            line = f"{outcome:8}{name} ({seconds:.1f} s)" + (f"\n{detail}" if detail else "")
            print(line, flush=True)
            if outcome == "failed":
                failures.append(line)
    # Once more at the end, where somebody who sees only that will find them.
    print("".join(line + "\n" for line in failures), end="")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(1 if counts["failed"] or not counts["passed"] else 0)


main()
