#!/bin/sh
# Wraps each page of $1 into HTML in $2.
set -eu
mkdir -p "$2"
for page in "$1"/*.txt; do
  name=$(basename "$page" .txt)
  printf '<!doctype html><title>%s</title><p>%s</p>\n' "$name" "$(cat "$page")" > "$2/$name.html"
  echo "wrote $2/$name.html"
done
test -e "$2/missing.html" || echo "warning: no missing.html, the server's own error page is shown" >&2
