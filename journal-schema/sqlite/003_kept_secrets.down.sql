DROP TRIGGER erased_is_said;

CREATE TRIGGER erased_is_said BEFORE INSERT ON erased
WHEN EXISTS (SELECT 1 FROM erased WHERE position = new.position)
  OR EXISTS (
       SELECT 1 FROM entry JOIN stream ON stream.id = entry.stream
       WHERE entry.position = new.position AND stream.category IN ('journal', 'rollout', 'access'))
  OR NOT EXISTS (
       SELECT 1 FROM entry JOIN type ON type.id = entry.type, json_each(
         CASE WHEN type.name = 'journal.erased' THEN CAST(entry.payload AS TEXT) ELSE '{}' END, '$.positions') AS named
       WHERE entry.position = new.fact AND type.category = 'journal' AND named.value = new.position)
BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
