-- Only an empty journal is ever undone: the migrator refuses it otherwise.
DROP TABLE blob;
DROP TABLE entry;
DROP TABLE source;
DROP TABLE actor;
DROP TABLE type;
DROP TABLE stream;
