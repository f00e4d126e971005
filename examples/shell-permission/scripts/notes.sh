#!/bin/sh
# One line for each chapter.
for chapter in chapters/*.md; do
  sed -n '1s/^# //p' "$chapter"
done
