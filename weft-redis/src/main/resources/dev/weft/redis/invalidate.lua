-- INVALIDATE: un-commits a task whose output is lost, so that it is made again. Children that have
-- settled stay: they have used the output, and the task's next commit is compared with it. The
-- unsettled ones wait for the task once more; whatever was begun of them is void, since it may have
-- read the lost output.
--
-- Step: epoch; worker; reader's claim's task; its k; parent; execution of its record; its edges (edge,
--   child, 2 · in-degree + fenced, …); its inputs (first edge, parent, out-degree, …) or nothing;
--   whether it is fenced; most losses of one task; highest task named; highest edge named.
-- Answer: OVER | GONE | BAD | REFUSED, reason | CHANGED | INVALIDATED_IT, again, grants, next deadline,
--   status, when it ended.

local REFUSED, CHANGED, INVALIDATED_IT = 3, 4, 5
-- The execution whose output was lost last, its digest, the claim by which it was missed, and how often
-- an output of the task was lost since the run was last resumed.
local LOST = '<c8c8I4I8I4'

-- Of the present step.
local epoch, worker, claimTask, claimK, number, execution, out, inputs, fenced, mostLosses
local parent

local function invalidated(again)
    local claim = parent.claim
    local isGranted = run.status == RUNNING and not parent.settled and isClaimed(parent)
        and not isBackingOff(claim) and claim.mode == INVOKE and claim.owner == ''
    local granted = isGranted and {grant(parent)} or {}
    flush()
    return answer(
        INVALIDATED_IT, again, granted, nextDeadline(), run.status, run.ended)
end

local function objectionToReader()
    local reader = get(claimTask)
    if reader.settled then
        return DUPLICATE
    end
    local reason = objection(reader, claimK)
    if reason then
        return reason
    end
    if reader.claim.k ~= claimK or isBackingOff(reader.claim) then
        return UNKNOWN
    end
    return reader.claim.owner ~= worker and TAKEN or nil
end

local function giveUp(times)
    keepError(storeError(number, 'DATA_LOSS', times, mostLosses, true), true)
    finish(FAILED, RUN_FAILED)
    return invalidated(false)
end

-- Nobody publishes what is left of the edges, if some were.
local function stopPublishing()
    if parent.open then
        load({parent.segment})
        local claimed = get(parent.segment)
        claimed.claim.openTask = -1
        release(claimed)
    end
end

local function unsettle()
    local isSpread = parent.kind == SPREAD
    takeBack(parent)
    if parent.kind == INLINE then
        redis.call('HDEL', key('values'), number)
    end
    parent.settled = false
    parent.open = false
    parent.lastK = parent.segmentK
    run.settled = run.settled - 1
    change(parent)
    if isSpread then
        freeOrphan(parent, execution) -- maybe it is only out of the reader's sight
    end
end

-- Sets or clears the bits of edges, and changes the counts for those that were not so before.
local function turn(bits, value, counts)
    local sets, adds = {}, {}
    for i = 1, #bits do
        push(sets, 'SET', 'u1', bits[i], value)
    end
    local before = #sets > 0 and inPortions('BITFIELD', key('bits'), sets, 4) or {}
    for i = 1, #before do
        if before[i] ~= value then
            push(adds, 'INCRBY', 'u32', counts[i], value == 1 and 1 or -1)
        end
    end
    if #adds > 0 then
        inPortions('BITFIELD', key('counts'), adds, 4)
    end
end

local function takeBackEdges()
    local children = {}
    for i = 2, #out, 3 do
        children[#children + 1] = out[i]
    end
    load(children)
    local bits, counts = {}, {}
    for i, child in ipairs(children) do
        if not get(child).settled then
            bits[#bits + 1] = out[3 * i - 2] * 2
            counts[#counts + 1] = child * 64
            annul(get(child), math.floor(out[3 * i] / 2), out[3 * i] % 2 == 1)
        end
    end
    turn(bits, 0, counts)
end

-- Takes back that the task has consumed an input.
local function takeBackConsumption(from, edge, outDegree)
    local place = from.number * 64 + 32
    local count = redis.call('BITFIELD', key('counts'), 'GET', 'u32', place)[1]
    if count == ALL then
        takeBack(from)
        count = outDegree
    end
    local was = redis.call('BITFIELD', key('bits'), 'SET', 'u1', edge * 2 + 1, 0)[1]
    if was == 1 then
        redis.call('BITFIELD', key('counts'), 'SET', 'u32', place, count - 1)
    end
end

-- Within a segment edges do not arrive; and an input may be in the making again itself.
local function takeBackInputs()
    for i = 2, #inputs, 2 do
        local edge = inputs[1] + i / 2 - 1
        load({inputs[i]})
        local from = get(inputs[i])
        takeBackConsumption(from, edge, inputs[i + 1])
        turn({edge * 2}, from.settled and 1 or 0, {number * 64})
    end
end

local function claimAgain()
    local inDegree = math.floor(#inputs / 2)
    annul(parent, inDegree, fenced)
    endBackOff(parent.claim)
    if isReady(parent) then
        dispatch(parent)
    end
    record(INVALIDATED, number, parent.claim.k, 1)
end

local function makeAgain()
    stopPublishing()
    unsettle()
    takeBackEdges()
    takeBackInputs()
    claimAgain()
    return invalidated(false)
end

local function decide()
    local lost = redis.call('HGET', key('lost'), number)
    local lostExecution, lostDigest, lostTask, lostK, times = NONE, NONE, -1, 0, 0
    if lost then
        lostExecution, lostDigest, lostTask, lostK, times = struct.unpack(LOST, lost)
    end
    if lostExecution == execution and lostTask == claimTask and lostK == claimK then
        return invalidated(true)
    end
    local reason = objectionToReader()
    if reason then
        return answer(REFUSED, reason)
    end
    if not parent.settled or parent.outcome ~= COMMITTED or parent.execution ~= execution then
        return answer(CHANGED)
    end
    if times >= mostLosses then
        return giveUp(times + 1)
    end
    local digest = parent.digest ~= NONE and parent.digest or lostDigest
    redis.call(
        'HSET', touched('lost'), number,
        struct.pack(LOST, execution, digest, claimTask, claimK, times + 1))
    run.losing = true
    return makeAgain()
end

register('invalidate', {'allow-oom'}, function(...)
    local highestTask, highestEdge
    epoch, worker, claimTask, claimK, number, execution, out, inputs, fenced, mostLosses,
        highestTask, highestEdge = ...
    if not begin() then
        return answer(GONE)
    end
    if isBad(highestTask, highestEdge) then
        return bad()
    end
    if run.status ~= RUNNING or epoch ~= run.epoch then
        return answer(OVER)
    end
    load({claimTask, number})
    parent = get(number)
    return decide()
end)
