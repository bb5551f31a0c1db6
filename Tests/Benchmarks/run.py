#!/usr/bin/env python3
"""Measures tailrace and, where they are installed, lnav, ripgrep and jq on the same file in the same run, and prints one table.

    run.py --binary .build/release/tailrace [--records 1000000] [--runs 5] [--json FILE] [--markdown] [NAME...]

NAME is ingest, inside, trace, first_frame, flow, keys, idle: nothing stands for all. The file is in the page cache throughout: a cold
start is that of a process, not of a disk. Medians, because machines change their speed from minute to minute; ratios are of runs
that took turns.
"""
import argparse, json, os, platform, shutil, signal, sys, tempfile, time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
sys.dont_write_bytecode = True
from measurements import Bench
from peers import timed, version
import table

NAMES = ["ingest", "inside", "trace", "first_frame", "flow", "keys", "idle"]


def machine():
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    return f"{len(os.sched_getaffinity(0))} cores, {model}, {platform.system()} {platform.release()}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--records", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--json", help="write the rows here too")
    arguments.add_argument("--markdown", action="store_true", help="print the table for a README")
    arguments.add_argument("names", nargs="*", choices=[[], *NAMES])
    options = arguments.parse_args()
    binary, started = os.path.abspath(options.binary), time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    folder = tempfile.mkdtemp(prefix="tailrace-bench-")
    rows, failed, load = [], [], os.getloadavg()[0]
    try:
        path = os.path.join(folder, "sample.jsonl")
        print(f"== writing {options.records:,} records", flush=True)
        timed([binary, "bench", "generate", path, "--records", str(options.records)])
        # Read once, so that the first to be measured does not pay for the disk.
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
        bench = Bench(binary, path, options.records, folder, options.runs)
        for name in options.names or NAMES:
            print(f"== measuring {name.replace('_', ' ')}", flush=True)
            try:
                rows += getattr(bench, name)()
            except Exception as reason:
                failed.append(f"{name}: {type(reason).__name__}: {reason}")
        size = os.path.getsize(path)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    peers = ", ".join(version(p) or f"{p} not installed" for p in ("lnav", "rg", "jq"))
    print(f"\n{options.records:,} records, {size / 1e6:,.0f} MB; {machine()}\nbeside {peers}; {time.monotonic() - started:.0f} s\n")
    if load > 0.5:
        print(f"The machine was busy when this began (load {load:.1f}): of these figures only the ratios of runs in turns mean much.\n")
    if rows:
        print(table.markdown(rows) if options.markdown else table.text(rows))
        print("\nratio: how many times better than required; below 1 it is missed")
    for line in failed:
        print(f"not measured: {line}", file=sys.stderr)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"machine": machine(), "records": options.records, "bytes": size, "rows": rows}, file, indent=1)
    sys.exit(1 if failed else 0)


main()
