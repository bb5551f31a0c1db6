#!/bin/sh
# Files a totalled invoice: one line a message of the batch, which is one message here.
set -eu
event=$(cat)
id=$(printf '%s' "$event" | sed -n 's/.*\\"id\\":\\"\([^\\]*\)\\".*/\1/p')
total=$(printf '%s' "$event" | sed -n 's/.*\\"total\\":\([0-9]*\).*/\1/p')
if [ -e "$CABINET/locked" ]; then
    echo "{\"errorType\":\"CabinetLocked\",\"errorMessage\":\"$id can not be filed: $CABINET is locked\"}" >&2
    exit 1
fi
mkdir -p "$CABINET"
echo "$id $total" >>"$CABINET/invoices.txt"
echo "filed $id" >&2
