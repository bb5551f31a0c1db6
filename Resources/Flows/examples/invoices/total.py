#!/usr/bin/env python3
"""Totals an invoice: the event comes on standard input, the result goes to standard output, standard error is telemetry."""
import json
import sys

invoice = json.load(sys.stdin)["detail"]
if not isinstance(invoice["quantity"], int):
    error = {"errorType": "BadQuantity", "errorMessage": f"{invoice['id']}: quantity is {invoice['quantity']!r}, not a number"}
    sys.exit(json.dumps(error))
total = invoice["quantity"] * invoice["price"]
print(json.dumps({"severity": "INFO", "message": "invoice totalled", "invoice": invoice["id"], "total": total}), file=sys.stderr)
print(json.dumps({"id": invoice["id"], "total": total}))
