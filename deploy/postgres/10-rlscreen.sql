-- Run once by the image of PostgreSQL, in a new data folder: the service gets a
-- role that owns its own database and may do nothing else.
\set ON_ERROR_STOP on
\set password `cat /run/secrets/rlscreen-password`
CREATE ROLE rlscreen LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE rlscreen OWNER rlscreen ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE rlscreen FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
