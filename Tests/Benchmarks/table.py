"""The table: one figure a row, beside what must be reached and what is aimed at."""


def figure(value, unit):
    if value is None:
        return ""
    if unit == "B/s":
        return f"{value / 1e9:.2f} GB/s" if value >= 1e9 else f"{value / 1e6:.0f} MB/s"
    if unit == "B":
        return f"{value:.1f} B"
    if unit == "%":
        return f"{value:.2f} %"
    if unit == "x":
        return f"{value:.2f}x"
    for scale, name in ((1, "s"), (1e-3, "ms")):
        if value >= scale:
            return f"{value / scale:.2f} {name}" if value < 100 * scale else f"{value / scale:.0f} {name}"
    return f"{value * 1e6:.1f} us"


def ratio(row):
    """How many times better than required."""
    if not row.get("must") or not row.get("value"):
        return None
    return row["value"] / row["must"] if row["better"] == "higher" else row["must"] / row["value"]


def row(what, value, unit, must=None, aim=None, better="lower", note=""):
    return {"what": what, "value": value, "unit": unit, "must": must, "aim": aim, "better": better, "note": note}


def text(rows):
    lines, width = [], max(len(r["what"]) for r in rows)
    lines.append(f"{'what':{width}} {'measured':>11} {'must reach':>11} {'aim':>11} {'ratio':>8}")
    for r in rows:
        times = ratio(r)
        # What is not there to be measured is said, not left out.
        measured = figure(r["value"], r["unit"]) if r["value"] is not None else "-"
        line = (f"{r['what']:{width}} {measured:>11} {figure(r['must'], r['unit']):>11} {figure(r['aim'], r['unit']):>11} "
                f"{'' if times is None else f'{times:.2f}x':>8}")
        lines.append((line + ("   " + r["note"] if r.get("note") else "")).rstrip())
    return "\n".join(lines)


def markdown(rows):
    """For a README: only what is held against something."""
    rows = [r for r in rows if r.get("must") or r.get("aim")]
    lines = ["| what | measured | must reach | aim | ratio |", "|---|---|---|---|---|"]
    for r in rows:
        times = ratio(r)
        cells = [r["what"].strip(), "-" if r["value"] is None else figure(r["value"], r["unit"]), figure(r["must"], r["unit"]),
                 figure(r["aim"], r["unit"]), "" if times is None else f"{times:.2f}"]
        if r.get("note"):
            cells[0] += f" ({r['note']})"
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)
