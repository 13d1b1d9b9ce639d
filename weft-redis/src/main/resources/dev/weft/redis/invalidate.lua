-- INVALIDATE: un-commits a task whose output is lost, so that it is made again. Children that have
-- settled stay: they have used the output, and the task's next commit is compared with it. The
-- unsettled ones wait for the task once more; whatever was begun of them is void, since it may have
-- read the lost output.
--
-- Step: epoch; worker; reader's claim's task; its k; parent; execution of its record; tasks of the same
--   segment that go along; their edges
--   (edge, child, 2 · in-degree + fenced, …); number of its first incoming edge; its inputs
--   (parent, out-degree, …); whether it is fenced; most losses of one task; highest task named;
--   highest edge named.
-- Answer: OVER | GONE | REFUSED, reason | CHANGED | INVALIDATED_IT, again, grants, next deadline,
--   status, when it ended.

local REFUSED, CHANGED, INVALIDATED_IT = 3, 4, 5
-- The execution whose output was lost last, its digest, the claim by which it was missed, and how
-- often an output of the task was lost since the run was last resumed.
local LOST = '<c8c8I4I8I4'

-- Of the present step.
local epoch, worker, claimTask, claimK, number, execution, along, out, firstEdge, inputs, fenced
local mostLosses, parent

local function invalidated(again)
    local claim = parent.claim
    local isGranted = run.status == STATUS.RUNNING and not parent.settled and isClaimed(parent)
        and not parking.isParked(claim) and not isBackingOff(claim) and claim.mode == MODE.INVOKE and claim.owner == ''
    -- Others may have places now instead of the claims that were dropped.
    local publication = newPublication(0, '')
    if isGranted then
        publication.granted[1] = parent
    end
    local letIn = again and parking.letInAgain or parking.letIn
    letIn(publication, number, execution)
    local granted = grants(publication)
    flush()
    return answer(
        INVALIDATED_IT, again, granted, nextDeadline(), run.status, run.ended)
end

local function objectionToReader()
    local reader = get(claimTask)
    if reader.settled then
        return REASON.DUPLICATE
    end
    local reason = objection(reader, claimK)
    if reason then
        return reason
    end
    if reader.claim.k ~= claimK or isBackingOff(reader.claim) then
        return REASON.UNKNOWN
    end
    return reader.claim.owner ~= worker and REASON.TAKEN or nil
end

local function giveUp(times)
    keepError(storeError(number, 'DATA_LOSS', times, mostLosses, true), true)
    finish(STATUS.FAILED, EVENT.FAILED)
    return invalidated(false)
end

-- Nobody publishes what is left of the edges, if some were.
local function stopPublishing()
    if parent.open then
        load({parent.segment})
        local claimed = get(parent.segment)
        closeParts(claimed)
        release(claimed)
    end
end

local function unsettle(task)
    local isSpread = task.kind == KIND.SPREAD
    takeBack(task)
    if task.kind == KIND.INLINE then
        call('HDEL', key('values'), task.number)
    end
    task.settled = false
    task.open = false
    task.lastK = task.segmentK
    run.settled = run.settled - 1
    call('SETBIT', key('edges'), settledBit(task.number), 0)
    change(task)
    if isSpread then
        freeOrphan(task, task.execution) -- maybe it is only out of the reader's sight
    end
end

-- What the task has added, if that was executed in the same segment.
local function unsettleGrown()
    local growth = run.grew and parent.kind == KIND.NONE
        and call('HGET', key('growths'), pack('<I4c8', number, execution))
    if growth then
        turnSettled(growth, 13, false)
    end
end

-- The tasks that were committed in the segment of the lost one.
local function others()
    load(along)
    local found = {}
    for i = 1, #along do
        local task = get(along[i])
        if task.settled and task.segment == parent.segment then
            found[#found + 1] = task
        end
    end
    return found
end

local takeBackEdges, takeBackInputs
do
    -- Sets or clears the bit of an edge's arrival, and changes the count if it was not so before.
    local function turnArrival(edge, child, value)
        if call('SETBIT', key('edges'), arrivalBit(edge), value) ~= value then
            local change = value == 1 and 1 or -1
            call('BITFIELD', key('edges'), 'INCRBY', 'u32', countPlace(child), change)
        end
    end

    function takeBackEdges()
        loadChildren(out)
        for i = 1, #out, 3 do
            local child = get(out[i + 1])
            if not child.settled then
                turnArrival(out[i], child.number, 0)
                annul(child, floor(out[i + 2] / 2), out[i + 2] % 2 == 1)
                if isReady(child) then -- it waits for some parents only
                    endBackOff(child.claim)
                    dispatch(child)
                end
            end
        end
    end

    -- Takes back that the task has consumed an input.
    local function takeBackConsumption(from, edge, outDegree)
        local count = consumptions(from.number)
        if count == ALL then
            takeBack(from)
            count = outDegree
        end
        if call('SETBIT', key('edges'), consumptionBit(edge), 0) == 1 then
            call('BITFIELD', key('edges'), 'SET', 'u32', countPlace(from.number) + 32, count - 1)
        end
    end

    -- Within a segment edges do not arrive; and an input may be in the making again itself.
    function takeBackInputs()
        for i = 1, #inputs, 2 do
            local edge = firstEdge + (i - 1) / 2
            load({inputs[i]})
            local from = get(inputs[i])
            takeBackConsumption(from, edge, inputs[i + 1])
            turnArrival(edge, number, from.settled and 1 or 0)
        end
    end
end

local function claimAgain()
    local inDegree = #inputs / 2
    annul(parent, inDegree, fenced)
    endBackOff(parent.claim)
    if isReady(parent) then
        dispatch(parent)
    end
    record(EVENT.INVALIDATED, number, parent.claim.k, 1)
end

local function makeAgain()
    stopPublishing()
    for _, task in ipairs(others()) do
        unsettle(task)
    end
    unsettleGrown()
    unsettle(parent)
    takeBackEdges()
    takeBackInputs()
    claimAgain()
    return invalidated(false)
end

-- Execution and digest of the output that was lost last, task and k of the claim by which it was
-- missed, and how often one was.
local function lastLoss(of)
    local lost = call('HGET', key('lost'), of)
    if lost then
        return parse(LOST, lost)
    end
    return NONE, NONE, -1, 0, 0
end

local function rememberLoss(task, lostDigest, times)
    local digest = task.digest ~= NONE and task.digest or lostDigest
    call(
        'HSET', touched('lost'), task.number,
        pack(LOST, task.execution, digest, claimTask, claimK, times))
end

local function decide()
    local lostExecution, lostDigest, lostTask, lostK, times = lastLoss(number)
    if lostExecution == execution and lostTask == claimTask and lostK == claimK then
        return invalidated(true)
    end
    local reason = objectionToReader()
    if reason then
        return answer(REFUSED, reason)
    end
    local isCommitted = parent.settled and parent.outcome == OUTCOME.COMMITTED
    if not isCommitted or parent.execution ~= execution then
        return answer(CHANGED)
    end
    if times >= mostLosses then
        return giveUp(times + 1)
    end
    rememberLoss(parent, lostDigest, times + 1)
    for _, task in ipairs(others()) do
        local _, before, _, _, timesBefore = lastLoss(task.number)
        rememberLoss(task, before, timesBefore)
    end
    run.losing = true
    return makeAgain()
end

register('invalidate', {'allow-oom'}, unpacked(function(...)
    local highestTask, highestEdge
    epoch, worker, claimTask, claimK, number, execution, along, out, firstEdge, inputs, fenced,
        mostLosses, highestTask, highestEdge = ...
    if not begin() then
        return answer(GONE)
    end
    if isBad(highestTask, highestEdge) then
        return bad()
    end
    if run.status ~= STATUS.RUNNING or epoch ~= run.epoch then
        return answer(OVER)
    end
    load({claimTask, number})
    parent = get(number)
    return decide()
end))
