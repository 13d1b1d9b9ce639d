-- CANCEL: ends a run that goes on. What a resumption stands on is kept.
--
-- Answer: GONE | FOUND, the status before, when it ended.

local FOUND = 3

register('cancel', {'allow-oom'}, unpacked(function()
    if not begin() then
        return answer(GONE)
    end
    local found = run.status
    if found == STATUS.RUNNING then
        finish(STATUS.CANCELLED, EVENT.CANCELLED)
        saveRun()
    end
    return answer(FOUND, found, run.ended)
end))
