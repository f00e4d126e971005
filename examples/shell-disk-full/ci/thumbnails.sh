#!/bin/sh
# Makes three sizes of each picture; noise stands for the pictures.
set -eu
for size in 64 256 1024; do
  mkdir -p "release/$size"
  for picture in harbour bridge market tower; do
    echo "scaling $picture to $size pixels"
    head -c "$((size * 512))" /dev/urandom > "release/$size/$picture.jpg"
  done
done
