#!lua flags=allow-oom
-- LOST: issues all claims of a dead worker anew, whatever their deadline. A second report finds none.
--
-- KEYS: the record
-- step: worker; its last words; whether it ended for want of memory; most errors
-- answer: OVER | GONE | REAPED (3), grants, garbage, next deadline, epoch, status, when it ended
-- needs: run records claims trash reissue

local worker, words, outOfMemory, mostErrors = unpack(step)

if not begin() then
    return answer(GONE)
end
if run.status ~= RUNNING then
    return answer(OVER)
end

local function heldByWorker()
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

endIfTooOld()
return reaped(reissueAll(heldByWorker(), words, outOfMemory, mostErrors))
