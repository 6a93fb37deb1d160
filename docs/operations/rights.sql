-- After every `sendero migrate`, as sendero_owner: psql -d sendero -U sendero_owner -f rights.sql
-- The log of acts is written and read; nobody who runs changes it, and nobody who runs changes the schema.
REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON event FROM sendero_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM sendero_app;
