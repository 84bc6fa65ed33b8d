-- version: 1
-- Which entries were posted, and how often: once, whatever happens.
CREATE TABLE seen (
  position INTEGER PRIMARY KEY,
  times    INTEGER NOT NULL
) STRICT;
