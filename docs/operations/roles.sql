-- Three roles with least rights (PostgreSQL 15 or newer). Run once as a superuser, with three passwords of your own:
--   psql -v owner_password=... -v app_password=... -v replica_password=... -f roles.sql
-- The owner migrates and does nothing else; the portal, its worker and the backup run without the right to change the
-- schema, or the log of acts (rights.sql); the replica takes base backups for the continuous archive.
CREATE ROLE sendero_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE sendero_app LOGIN PASSWORD :'app_password';
CREATE ROLE sendero_replica LOGIN REPLICATION PASSWORD :'replica_password';
CREATE DATABASE sendero OWNER sendero_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE sendero FROM PUBLIC;
GRANT CONNECT ON DATABASE sendero TO sendero_app;
\connect sendero
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO sendero_owner;
GRANT USAGE ON SCHEMA public TO sendero_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sendero_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sendero_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sendero_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO sendero_app;
-- A query that runs away ends by itself.
ALTER ROLE sendero_app SET statement_timeout = '60s';
ALTER ROLE sendero_app SET idle_in_transaction_session_timeout = '120s';
