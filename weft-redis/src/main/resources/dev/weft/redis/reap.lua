#!lua flags=allow-oom
-- REAP: issues claims anew whose deadline has passed. Only if the store has been answering for a full
-- lease: after an outage all leases have passed, and their workers renew them first.
--
-- KEYS: the record
-- step: most claims; for how long the store has been answering the caller
-- answer: OVER | GONE | REAPED, grants, garbage, next deadline, epoch, status, when it
--   ended
-- needs: run tasks trash reissue

local REAPED = 3

local most, answering = unpack(step)

if not begin() then
    return answer(GONE)
end
if run.status ~= RUNNING then
    return answer(OVER)
end
if answering < run.lease then
    return answer(REAPED, {}, '', math.max(nextDeadline(), now + run.lease - answering), run.epoch,
        run.status, run.ended)
end

-- Cuts deadlines that no step would have set: the clock has gone back.
local function cutDeadlines()
    local far = redis.call(
        'ZRANGEBYSCORE', key('deadlines'), '(' .. string.format('%.0f', now + run.longest), '(+inf',
        'WITHSCORES', 'LIMIT', 0, most)
    local numbers = {}
    for i = 1, #far, 2 do
        numbers[#numbers + 1] = tonumber(far[i])
    end
    load(numbers)
    for _, number in ipairs(numbers) do
        local task = get(number)
        local claim = task.claim
        if not isBackingOff(claim) then
            deadlines[number] = now + run.longest
        elseif claim.notBefore > now + claim.delay then
            claim.notBefore = now + claim.delay
            deadlines[number] = claim.notBefore
            change(task)
        end
    end
end

local issued = {}
if run.hardEnd <= now then
    keepError(storeError(run.sink, 'EXPIRED', 1, 1, '', ''))
    finish(FAILED, RUN_FAILED)
else
    cutDeadlines()
    local due = redis.call(
        'ZRANGEBYSCORE', key('deadlines'), '-inf', string.format('%.0f', now), 'LIMIT', 0, most)
    for i = 1, #due do
        due[i] = tonumber(due[i])
    end
    issued = reissueAll(due, '')
end
local ids = run.status == RUNNING and garbage() or ''
flush()
return answer(REAPED, issued, ids, nextDeadline(), run.epoch, run.status, run.ended)
