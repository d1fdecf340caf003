#!/usr/bin/env bash
# install-parts.sh POLICY_FILE PACKAGE...: installs Debian packages, as root.
# No service of theirs is started, now or at boot: tests and benchmarks start their own, on ports of their own.
set -eu
policy=$1
shift

if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  # It forbids something only as long as this process lives, in case a kill leaves it behind.
  printf '#!/bin/sh\n[ ! -d /proc/%s ] || exit 101\n' "$$" > "$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
limits=(-o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -o Acquire::http::Timeout=30)
apt-get "${limits[@]}" update
apt-get "${limits[@]}" install -y --no-install-recommends "$@"

for package in "$@"; do
  case "$package" in nginx | haproxy | caddy) ;; *) continue ;; esac
  # A policy that was there before may have let it start.
  service "$package" stop > /dev/null 2>&1 || true
  systemctl disable "$package" > /dev/null 2>&1 || update-rc.d "$package" disable > /dev/null 2>&1 || true
done
