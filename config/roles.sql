-- The roles of design.md section 3, and what the application may do with whatever the owner creates. PostgreSQL 16 or newer.
-- Run by a superuser in template1 (config/services.py, docker/init-roles.sh) or in the database itself; safe to repeat.
-- The owner migrates and may take the application's role; the application owns nothing and cannot step around the wall.
-- Within a transaction the application takes a narrower role where the scope is only a region, or only enterprises: the wall
-- then asks one question of a row instead of several, and an index answers it (core/wall.py).
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safeloop_owner') THEN
    CREATE ROLE safeloop_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safeloop_app') THEN
    CREATE ROLE safeloop_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safeloop_by_region') THEN
    CREATE ROLE safeloop_by_region NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safeloop_by_enterprise') THEN
    CREATE ROLE safeloop_by_enterprise NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
  END IF;
END $$;
GRANT safeloop_app TO safeloop_owner;
GRANT safeloop_by_region, safeloop_by_enterprise TO safeloop_app WITH INHERIT FALSE, SET TRUE;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO safeloop_app, safeloop_by_region, safeloop_by_enterprise;
ALTER DEFAULT PRIVILEGES FOR ROLE safeloop_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO safeloop_app, safeloop_by_region, safeloop_by_enterprise;
ALTER DEFAULT PRIVILEGES FOR ROLE safeloop_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO safeloop_app, safeloop_by_region, safeloop_by_enterprise;
ALTER DEFAULT PRIVILEGES FOR ROLE safeloop_owner IN SCHEMA public
  GRANT EXECUTE ON FUNCTIONS TO safeloop_app, safeloop_by_region, safeloop_by_enterprise;
