#!/bin/sh
# Writes the password of PostgreSQL to the file, for docker-compose.yml: what POSTGRES_PASSWORD says, else a random one,
# once. Only the containers that mount the file's volume can read it.
set -eu
file=$1

if [ -n "${POSTGRES_PASSWORD:-}" ]; then
  password=$POSTGRES_PASSWORD
elif [ -s "$file" ]; then
  exit 0
else
  password=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
fi
# A file that is there whole or not at all, and whose owner needs no right to write over it.
printf '%s' "$password" >"$file.new"
chmod 444 "$file.new"
mv -f "$file.new" "$file"
