-- LOST: issues all claims of a dead worker anew, whatever their deadline. A second report finds
-- none.
--
-- Step: worker; its last words; whether it ended for want of memory; most errors.
-- Answer: OVER | GONE | REAPED, grants, garbage, next deadline, epoch, status, when it ended.

local function heldBy(worker)
    local held, list = indexed('leases', '(+inf'), {}
    table.sort(held)
    load(held)
    for _, number in ipairs(held) do
        if get(number).claim.owner == worker then
            list[#list + 1] = number
        end
    end
    return list
end

register('lost', {'allow-oom'}, unpacked(function(worker, words, outOfMemory, mostErrors)
    if not begin() then
        return answer(GONE)
    end
    if run.status ~= STATUS.RUNNING then
        return answer(OVER)
    end
    endIfTooOld()
    return reaped(reissueAll(heldBy(worker), words, outOfMemory, mostErrors))
end))
