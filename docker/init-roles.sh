#!/bin/sh
# Runs once, when the database's volume is empty: the two roles, their passwords, and the database.
set -eu
sql() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

sql --dbname template1 --file /srv/roles.sql
sql --dbname postgres --set owner="$OWNER_DB_PASSWORD" --set app="$APP_DB_PASSWORD" <<'SQL'
ALTER ROLE safeloop_owner PASSWORD :'owner';
ALTER ROLE safeloop_app PASSWORD :'app';
CREATE DATABASE safeloop OWNER safeloop_owner;
SQL
