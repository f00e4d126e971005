#!/bin/sh
# Packs the release for each mirror.
set -eu
for mirror in north south; do
  echo "packing for mirror $mirror"
  tar --create --verbose --file "release/$mirror.tar" --directory release 64 256 1024
  sha256sum "release/$mirror.tar"
done
echo "bundles are ready"
