-- COMMIT: makes the outcome of a segment final. All questions come before the first write, in the
-- order of the protocol: committed before; over; the claim; the inputs.
--
-- A refused step changes nothing but the trash: what the caller has deleted leaves it, and what the
-- caller has stored in vain enters it.
--
-- Step: epoch; worker; claim's task; its k; tasks; whether all edges are published; how many children
--   to keep; wanted inputs (child, parents; …); hand-overs (task, k, …); deleted values (task,
--   execution, …); work (attempts, seconds, nanoseconds, bytes, trips); highest task named; highest
--   edge named
-- Of each task: number; execution; outcome; where its output is; bytes; digest; value or false; edges
--   (edge, child, 2 · in-degree + fenced, …); inputs (first edge, parent, out-degree, …), or nothing;
--   execution and digest of each input that did not come from the store, or an empty string
-- Answer: OVER | GONE | BAD | REFUSED, reason, winner or false | NOT_READY, what is missing
--   | COMMITTED, again, grants, inputs, garbage, next deadline, status, when it ended

local REFUSED, NOT_READY, COMMITTED_ANSWER = 3, 4, 5
local VALUE_MISSING, CHILDREN_OPEN = 0, 1
local MOST_INPUT_BYTES = 262144

-- Of the present step.
local epoch, worker, claimTask, claimK, segment, last, kept, wanted, handOvers, deleted, work

-- Names for what is said of each task.
local function named(entry)
    return {
        number = entry[1], execution = entry[2], outcome = entry[3], kind = entry[4],
        bytes = entry[5], digest = entry[6], value = entry[7], out = entry[8], inputs = entry[9],
        used = entry[10],
    }
end

-- Reads all tasks that the step may have to do with.
local function loadAll()
    local numbers = {claimTask}
    for _, entry in ipairs(segment) do
        numbers[#numbers + 1] = entry.number
        for i = 2, #entry.inputs, 2 do
            numbers[#numbers + 1] = entry.inputs[i]
        end
        for i = 2, #entry.out, 3 do
            numbers[#numbers + 1] = entry.out[i]
        end
    end
    for i = 1, #handOvers, 2 do
        numbers[#numbers + 1] = handOvers[i]
    end
    load(numbers)
end

-- Of a run that is done only the sink's outcome is known.
local function afterDone()
    local result = redis.call('HMGET', key('run'), 'result', 'value')
    local sink = get(run.sink)
    decodeResult(sink, result[1], 1)
    for _, entry in ipairs(segment) do
        if entry.number == run.sink then
            if entry.execution == sink.execution then
                return answer(COMMITTED_ANSWER, true, {}, {}, leftovers(), -1, run.status,
                    run.ended)
            end
            local value = sink.kind == INLINE and result[2]
            return answer(REFUSED, DUPLICATE, {run.sink, result[1], value})
        end
    end
    return answer(OVER)
end

-- Has the values deleted that were stored for this step.
local function discard()
    for _, entry in ipairs(segment) do
        if entry.kind == SPREAD then
            freeOrphan(get(entry.number), entry.execution)
        end
    end
end

-- A claim that is unknown may only be withdrawn: when its last parent has committed it is there again,
-- and late but good work is accepted. So its values stay.
local function refuse(reason, winner)
    if reason ~= UNKNOWN and reason ~= TAKEN then
        discard()
    end
    flush()
    return answer(REFUSED, reason, winner and resultOf(winner))
end

-- The task of the segment before a place that an input may come from.
local function inSegment(number, place)
    for i = place - 1, 1, -1 do
        if segment[i].number == number then
            return segment[i]
        end
    end
    return nil
end

-- Calls back for each input that did not come from the store: its task, execution, digest, and the
-- place of its reader in the segment.
local function eachUsed(visit)
    for place, entry in ipairs(segment) do
        for i = 1, #entry.used / 16 do
            local execution = string.sub(entry.used, 16 * i - 15, 16 * i - 8)
            if execution ~= NONE then
                local digest = string.sub(entry.used, 16 * i - 7, 16 * i)
                if visit(entry.inputs[2 * i], execution, digest, place) then
                    return true
                end
            end
        end
    end
    return false
end

-- Whether an input was committed by another execution, and not known to be the same value.
local function isStale(number, execution, digest, place)
    local parent = get(number)
    if parent.settled then
        local same = digest ~= NONE and parent.digest == digest
        return parent.execution ~= execution and not same
    end
    local inside = inSegment(number, place)
    return inside ~= nil and inside.execution ~= execution
end

-- An output that was never stored must be needed by nobody any more. A child that failed or was
-- skipped needs it if the run is resumed.
local function missing()
    for _, entry in ipairs(segment) do
        if entry.kind == ELIDED then
            if entry.number == run.sink then
                return VALUE_MISSING
            end
            for i = 2, #entry.out, 3 do
                local child = get(entry.out[i])
                if not child.settled or child.outcome ~= COMMITTED then
                    return CHILDREN_OPEN
                end
            end
        end
    end
    return nil
end

-- Whether an output differs from what a child has used before it was committed.
local function differsFromUsed(entry)
    local used = run.uses and redis.call('HGET', key('used'), entry.number)
    if not used or string.sub(used, 1, 8) == entry.execution then
        return false
    end
    local digest = string.sub(used, 9)
    return digest ~= NONE and digest ~= entry.digest
end

-- Whether an output differs from what was committed and lost, and a child that is committed has used.
local function differsFromLost(entry)
    local lost = run.losing and redis.call('HGET', key('lost'), entry.number)
    if not lost then
        return false
    end
    local digest = string.sub(lost, 9, 16)
    return digest ~= NONE and digest ~= entry.digest and isUsed(entry.number)
end

-- A task whose output is known not to be the one that its children have used.
local function diverged()
    for _, entry in ipairs(segment) do
        if entry.digest ~= NONE and (differsFromUsed(entry) or differsFromLost(entry)) then
            return entry
        end
    end
    return nil
end

-- Writes down which outputs were used before they are committed.
local function rememberUses()
    eachUsed(function(number, execution, digest, place)
        if not get(number).settled and not inSegment(number, place) then
            run.uses = true
            redis.call('HSETNX', touched('used'), number, execution .. digest)
        end
    end)
end

local function settleAll()
    local values = {}
    for _, entry in ipairs(segment) do
        local task = get(entry.number)
        settle(task, entry.outcome, claimTask, claimK, entry.execution, entry.kind, entry.bytes,
            entry.digest)
        if entry.kind == INLINE then
            values[#values + 1] = entry.number
            values[#values + 1] = entry.value
        elseif entry.kind == SPREAD then
            note(task)
        end
        if run.uses then
            redis.call('HDEL', key('used'), entry.number)
        end
        if task.claim and not isClaimed(task) then
            release(task)
        end
    end
    if #values > 0 then
        inPortions('HSET', key('values'), values, 2)
    end
end

-- Keeps the claim in the index until all edges are published.
local function leaveOpen(claimed)
    local claim = claimed.claim
    local ending = get(segment[#segment].number)
    ending.open = true
    claim.openTask = ending.number
    claim.byTask = -1
    endBackOff(claim)
    change(claimed)
    if claim.k == claimK then
        keep(claimed, claim.mode, worker)
    end
end

-- A repeated step that has grown must not publish what it did not commit.
local function publishAll()
    local publication = newPublication(kept, worker)
    for _, entry in ipairs(segment) do
        local task = get(entry.number)
        if task.settled and task.execution == entry.execution then
            publish(publication, task, entry.out)
        end
    end
    return publication
end

local function consumeAll()
    local used, withheld, settledNow = {}, {}, {}
    for _, entry in ipairs(segment) do
        local list = entry.outcome == COMMITTED and used or withheld
        list[#list + 1] = entry.inputs
        if entry.kind == INLINE or entry.kind == SPREAD then
            settledNow[#settledNow + 1] = get(entry.number)
        end
    end
    consume(used, settledNow)
    withhold(withheld)
end

-- The results that are wanted for granted children which the caller keeps, each once. A value that
-- would make the answer too large stays out.
local function carried(publication)
    local parentsOf, list, seen, bytes = {}, {}, {}, 0
    for i = 1, #wanted, 2 do
        parentsOf[wanted[i]] = wanted[i + 1]
    end
    for _, child in ipairs(publication.granted) do
        local parents = child.claim.mode == CONTINUE and parentsOf[child.number] or {}
        load(parents)
        for _, number in ipairs(parents) do
            local parent = get(number)
            local more = parent.kind == INLINE and parent.bytes or 0
            if parent.settled and not seen[number] and bytes + more <= MOST_INPUT_BYTES then
                list[#list + 1] = resultOf(parent)
                bytes = bytes + more
            end
            seen[number] = true
        end
    end
    return list
end

local function committed(again, publication)
    for i = 1, #handOvers, 2 do
        handOver(get(handOvers[i]), handOvers[i + 1], worker)
    end
    local ids = run.status == RUNNING and garbage() or ''
    local granted = grants(publication)
    local inputs = #wanted > 0 and carried(publication) or {}
    flush()
    return answer(
        COMMITTED_ANSWER, again, granted, inputs, ids, nextDeadline(), run.status, run.ended)
end

-- Any chunk of the execution that committed is accepted, in any order, repeated or not.
local function goOn()
    if epoch ~= run.epoch then
        return committed(true, newPublication(0, worker))
    end
    local publication = publishAll()
    local ending = get(segment[#segment].number)
    if not ending.open then
        return committed(not publication.anyNew, publication)
    end
    load({ending.segment})
    local claimed = get(ending.segment)
    if last then
        ending.open = false
        change(ending)
        release(claimed)
    elseif claimed.claim.owner == worker then
        lease(claimed)
    end
    return committed(not last and not publication.anyNew, publication)
end

local function hasSink()
    for _, entry in ipairs(segment) do
        if entry.number == run.sink then
            return true
        end
    end
    return false
end

local function take(claimed)
    run.attempts = run.attempts + work[1]
    run.seconds = run.seconds + work[2]
    run.nanos = run.nanos + work[3]
    run.bytes = run.bytes + work[4]
    run.trips = run.trips + work[5]
    settleAll()
    if last then
        release(claimed)
    else
        leaveOpen(claimed)
    end
    local kind = segment[1].outcome == SKIPPED and TASKS_SKIPPED or TASKS_COMMITTED
    record(kind, segment[1].number, claimK, #segment)
    local ends = run.status == RUNNING and hasSink()
    if ends and get(run.sink).outcome == COMMITTED then
        done()
        return answer(COMMITTED_ANSWER, false, {}, {}, leftovers(), -1, run.status,
            run.ended)
    end
    local publication = publishAll()
    consumeAll()
    if ends then
        finish(FAILED, RUN_FAILED)
    end
    return committed(false, publication)
end

local function afterInputs(claimed)
    if eachUsed(isStale) then
        return refuse(STALE_INPUT)
    end
    local what = missing()
    if what then
        flush()
        return answer(NOT_READY, what)
    end
    local wrong = diverged()
    if wrong then -- mixing two different outputs of one task is never silent
        discard()
        if run.status == RUNNING then
            keepError(storeError(wrong.number, 'DIVERGED', 1, 1, true), true)
            finish(FAILED, RUN_FAILED)
        end
        flush()
        return answer(OVER)
    end
    rememberUses()
    return take(claimed)
end

-- Whether all of the segment but its first task may be committed; else why not.
local function objectionToOthers()
    for i = 2, #segment do
        local task = get(segment[i].number)
        if task.settled then
            return DUPLICATE, task
        end
        if isClaimed(task) then
            return TAKEN
        end
        if task.claim and claimK < task.claim.fence then
            return STALE_INPUT -- annulled since the segment was claimed
        end
    end
    return nil
end

local function decide()
    local first = get(segment[1].number)
    if first.settled then
        if first.execution == segment[1].execution then
            return goOn()
        end
        return refuse(DUPLICATE, first)
    end
    if epoch ~= run.epoch then
        discard()
        flush()
        return answer(OVER)
    end
    local reason = objection(get(claimTask), claimK)
    if reason or claimTask ~= segment[1].number then
        return refuse(reason or UNKNOWN)
    end
    local other, winner = objectionToOthers()
    if other then
        return refuse(other, winner)
    end
    return afterInputs(get(claimTask))
end

register('commit', {'allow-oom'}, function(...)
    local highestTask, highestEdge
    epoch, worker, claimTask, claimK, segment, last, kept, wanted, handOvers, deleted, work,
        highestTask, highestEdge = ...
    if not begin() then
        return answer(GONE)
    end
    if isBad(highestTask, highestEdge) then
        return bad()
    end
    for i, entry in ipairs(segment) do
        segment[i] = named(entry)
    end
    if run.status == DONE then
        return afterDone()
    end
    loadAll()
    acknowledge(deleted)
    return decide()
end)
