#!lua flags=allow-oom
-- CANCEL: ends a run that goes on. What a resumption stands on is kept.
--
-- KEYS: the record
-- step: nothing
-- answer: GONE | FOUND, the status before, when it ended
-- needs: run

local FOUND = 3

if not begin() then
    return answer(GONE)
end
local found = run.status
if found == RUNNING then
    finish(CANCELLED, RUN_CANCELLED)
    saveRun()
end
return answer(FOUND, found, run.ended)
