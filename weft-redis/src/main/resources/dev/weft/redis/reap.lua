-- REAP: issues claims anew whose deadline has passed. A lease that has passed is no sign of a death
-- if the run, or this caller, could not reach the store for a while: leases are spared then for a
-- lease's time, in which their owners can renew them.
--
-- Step: most claims; for how long the store has been answering the caller.
-- Answer: OVER | GONE | REAPED, grants, garbage, next deadline, epoch, status, when it ended.

-- Cuts deadlines that no step would have set: the clock has gone back.
local function cutDeadlines(index, longest, most)
    local far = call(
        'ZRANGEBYSCORE', key(index), '(' .. string.format('%.0f', now + longest), '(+inf',
        'LIMIT', 0, most)
    for i = 1, #far do
        far[i] = tonumber(far[i])
    end
    load(far)
    for _, number in ipairs(far) do
        local task = get(number)
        local claim = task.claim
        if not isBackingOff(claim) then
            place(task, index, now + longest)
        elseif claim.notBefore > now + claim.delay then
            claim.notBefore = now + claim.delay
            place(task, index, claim.notBefore)
            change(task)
        end
    end
end

-- Tasks whose deadline has passed.
local function due(most, isSparing)
    local time = string.format('%.0f', now)
    local list = indexed('waiting', time, most)
    if not isSparing and #list < most then
        for _, number in ipairs(indexed('leases', time, most - #list)) do
            list[#list + 1] = number
        end
    end
    return list
end

register('reap', {'allow-oom'}, unpacked(function(most, answering)
    if not begin() then
        return answer(GONE)
    end
    if run.status == STATUS.DONE then -- its last worker may not have deleted all values
        local isSure = run.ended + run.lossWindow <= now
        return answer(
            REAPED, {}, isSure and leftovers() or '', -1, run.epoch, run.status, run.ended)
    end
    if run.status ~= STATUS.RUNNING then
        return answer(OVER)
    end
    local from = leasesFrom()
    if answering < run.lease then
        from = max(from, now + run.lease - answering)
    end
    endIfTooOld()
    local issued = {}
    if run.status == STATUS.RUNNING then
        cutDeadlines('leases', run.lease, most)
        cutDeadlines('waiting', run.longest, most)
        issued = reissueAll(due(most, from > now), false)
    end
    return reaped(issued, from)
end))
