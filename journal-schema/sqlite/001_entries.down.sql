-- Only an empty journal is ever undone: the migrator refuses it otherwise.
DROP TABLE head;
DROP TABLE blob;
DROP TABLE entry;
DROP TABLE actor;
DROP TABLE source;
DROP TABLE type;
DROP TABLE stream;
