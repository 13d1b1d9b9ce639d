-- RESUME: lets a failed, cancelled or abandoned run go on from what is committed. A running run
-- counts as abandoned when no deadline of a claim lies ahead. A run past its hard end cannot go on:
-- its values may have expired.
--
-- Step: shape hash; epoch that the caller saw; archive; graph; constants; who
--   resumes.
-- Answer: GONE | OTHER_SHAPE, record | NOTHING_TO_DO, record | RESUMED_IT, epoch, grants, next
-- deadline.

local OTHER_SHAPE, NOTHING_TO_DO, RESUMED_IT = 3, 4, 5

-- All claims, in the order of their tasks.
local function claims()
    local list = indexed('leases', '(+inf')
    for _, number in ipairs(indexed('waiting', '(+inf')) do
        list[#list + 1] = number
    end
    table.sort(list)
    return list
end

-- Answers with all claims that somebody is to be invoked for.
local function resumed()
    local numbers, granted = claims(), {}
    load(numbers)
    for _, number in ipairs(numbers) do
        local claim = get(number).claim
        if not isBackingOff(claim) and claim.owner == '' then
            granted[#granted + 1] = grant(get(number))
        end
    end
    return answer(RESUMED_IT, run.epoch, granted, nextDeadline())
end

local function anyAlive()
    local later = '(' .. string.format('%.0f', now)
    return call('ZCOUNT', key('leases'), later, '(+inf') > 0
        or call('ZCOUNT', key('waiting'), later, '(+inf') > 0
end

-- Takes back every outcome other than COMMITTED, with what it has published and consumed. Nothing
-- is looked through but the tasks that failed themselves: they are claimed again.
local function unsettleFailures()
    local failed = call('SMEMBERS', key('failed'))
    if run.failing then
        run.settled = run.settled - call('HLEN', key('failures'))
        call('BITOP', 'XOR', key('edges'), key('edges'), key('faults'))
        for _, name in ipairs({'failures', 'failed', 'faults', 'skips', 'withheld'}) do
            call('UNLINK', key(name))
        end
        run.failing = false
        raw, failures, tasks = {}, {}, {}
    end
    for i = 1, #failed do
        failed[i] = tonumber(failed[i])
    end
    table.sort(failed)
    return failed
end

-- Lets every output be lost as often as before.
local function forgiveLosses()
    local lost = call('HGETALL', key('lost'))
    for i = 1, #lost, 2 do
        local forgiven = sub(lost[i + 1], 1, -5) .. pack('<I4', 0)
        call('HSET', key('lost'), lost[i], forgiven)
    end
end

local function again(task, arrived)
    local claim = task.claim
    if not task.settled then
        closeParts(task)
    end
    claim.failures = 0
    claim.losses = 0
    claim.notBefore = 0
    claim.delay = 0
    if not isOpen(claim) and arrived < claim.inDegree then
        withdraw(task)
    elseif parking.isParked(claim) then
        change(task) -- its k is nobody's yet
    elseif not isClaimed(task) and parking.mustWait(task.number) then
        parking.reissue(task)
    else
        reissue(task)
    end
end

local function goOn(archive, graph, constants, by)
    local failed = unsettleFailures()
    forgiveLosses()
    local numbers = claims()
    for _, number in ipairs(run.parallelism > 0 and call('ZRANGE', key('parked'), 0, -1) or {}) do
        numbers[#numbers + 1] = parse('>I4', number)
    end
    for i = 1, #failed do
        numbers[#numbers + 1] = failed[i]
    end
    load(numbers)
    for i = 1, #failed do
        get(failed[i]).failuresBefore = 0 -- a settled task's are not counted
    end
    local arrived = arrivals(numbers)
    run.failures = 0
    for i = 1, #numbers do
        run.failures = run.failures + get(numbers[i]).failuresBefore -- until `flush`
        again(get(numbers[i]), arrived[i])
    end
    parking.letIn(newPublication(0, ''))
    run.status = STATUS.RUNNING
    run.epoch = run.epoch + 1
    run.ended = 0
    record(EVENT.RESUMED, -1, 0, 0)
    call('UNLINK', key('bell'))
    call('HSET', key('run'), 'archive', archive, 'graph', graph, 'constants', constants,
        'resumedBy', by)
    arm(max(run.expires, now + lifetime()))
    flush()
    return resumed()
end

-- Whether all is still there that the run stands on.
local function isWhole()
    for _, name in ipairs(PERMANENT) do
        if call('EXISTS', key(name)) == 0 then
            return false
        end
    end
    return true
end

register('resume', {'allow-oom'}, unpacked(function(shape, fromEpoch, archive, graph, constants, by)
    if not begin() then
        return answer(GONE)
    end
    local found = call('HMGET', key('run'), 'shape', 'resumedBy')
    if found[1] ~= shape then
        return answer(OTHER_SHAPE, recordOf())
    end
    if run.status == STATUS.DONE then
        return answer(NOTHING_TO_DO, recordOf())
    end
    if run.hardEnd <= now or not isWhole() then
        return answer(GONE)
    end
    if run.status == STATUS.RUNNING and run.epoch == fromEpoch + 1 and found[2] == by then
        return resumed() -- this call is repeated
    end
    if run.epoch ~= fromEpoch or (run.status == STATUS.RUNNING and anyAlive()) then
        return answer(NOTHING_TO_DO, recordOf())
    end
    load({run.sink})
    if get(run.sink).settled and get(run.sink).outcome == OUTCOME.COMMITTED then
        done() -- its commit came after the run had failed or was cancelled
        return answer(NOTHING_TO_DO, recordOf())
    end
    return goOn(archive, graph, constants, by)
end))
