#!/usr/bin/env bash
# Tailcall's binary needs a newer C library than Debian 12 has. This unpacks the one of Debian 13 into the folder `glibc` here, from the
# mirror that apt is set up for; the system itself stays as it is.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | awk '$2 !~ /security/ { print $1; exit }')
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
options=(-qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State=$work/state" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=)
apt-get "${options[@]}" update
(cd "$work" && apt-get "${options[@]}" download libc6)
rm -rf glibc
mkdir glibc
dpkg-deb --fsys-tarfile "$work"/libc6_*.deb | tar -x -C glibc --strip-components=4 --wildcards './usr/lib/*-linux-gnu/*.so*'
ls glibc/ld-linux-x86-64.so.2 >/dev/null
echo "unpacked into $PWD/glibc"
