-- What happens to claims and results. Nothing is written before `flush`.
--
-- A claim is in one of two indexes by deadline: in `leases` if somebody holds it, in `waiting` if
-- it is to be adopted, or waits for its next attempt. If it is in none it is *withdrawn*: nobody
-- holds it, but it remembers the task's counts until the task is claimed again.
--
-- In a run whose parallelism is bounded no more than so many are in these two. A ready task beyond is in
-- `parked` without a deadline: those that were parked last are first, those of one time in the order of
-- their tasks. That index, unlike the others, is written at once.

do
    local TASK = '>I4' -- so that equal times are sorted by task

    -- A claim goes from one index to another, or from or to none.
    function parking.recount(number, from, to)
        local wasClaimed = from == 'leases' or from == 'waiting'
        local isClaimed = to == 'leases' or to == 'waiting'
        run.claimed = run.claimed + (isClaimed and 1 or 0) - (wasClaimed and 1 or 0)
        if from == 'parked' then
            call('ZREM', key('parked'), pack(TASK, number))
        elseif to == 'parked' then
            call('ZADD', touched('parked'), -now, pack(TASK, number))
        end
    end
end

-- Puts a claim into an index, or with `false` into none.
local function place(task, index, deadline)
    local claim = task.claim
    if moved[task.number] == nil then
        moved[task.number] = claim.index
    end
    if claim.index ~= index then
        if run.parallelism > 0 then
            parking.recount(task.number, claim.index, index)
        end
        claim.index = index
        change(task)
    end
    claim.deadline = deadline
end

-- The edges of a settled task are published in parts. It stays open until those from 0 to the last
-- one have all arrived: a store that has lost some must not take the last for all.

local function closeParts(task)
    task.claim.openTask = -1
    call('HDEL', key('parts'), task.number)
end

-- Takes note of a part; true if none is missing. Kept are the number of the last part, or -1, and a
-- byte for each part.
local function published(number, part, isLast)
    local stored = call('HGET', key('parts'), number)
    local last = stored and parse('<i4', stored) or -1
    local seen = stored and sub(stored, 5) or ''
    if isLast then
        last = part
    end
    seen = seen .. string.rep('\0', part + 1 - #seen)
    seen = sub(seen, 1, part) .. '\1' .. sub(seen, part + 2)
    if last >= 0 and #seen > last and not string.find(seen, '%z') then
        call('HDEL', key('parts'), number)
        return true
    end
    call('HSET', touched('parts'), number, pack('<i4', last) .. seen)
    return false
end

-- Leaves a settled task open, under the claim of its segment, after the first part to come.
local function openParts(claimed, ending, part, isLast)
    claimed.claim.openTask = ending
    claimed.claim.byTask = -1
    call('HDEL', key('parts'), claimed.number)
    published(claimed.number, part, isLast)
end

-- Numbers the next right to try: it only grows, also if the store lost its last second.
local function nextK(task)
    local last = task.claim and task.claim.k or task.lastK
    return max(last + 1, now)
end

-- Claims a task that is neither settled nor claimed; it has no deadline yet.
local function issue(task, inDegree, fenced)
    local k = nextK(task)
    if task.claim then
        task.claim.k = k
        if task.claim.fenced then -- an attempt under the former claim may still be going on
            task.claim.fence = k
        end
    else
        task.claim = setmetatable({
            k = k, firstK = k, mode = MODE.INVOKE, inDegree = inDegree, executing = task.number,
            byTask = -1, openTask = -1, execution = NONE, byExecution = NONE, started = false,
            fenced = fenced, index = false, owner = '', deadline = 0,
        }, UNTROUBLED)
    end
    change(task)
end

local function disown(task)
    local claim = task.claim
    claim.mode = MODE.INVOKE
    claim.owner = ''
    claim.execution = NONE
    claim.started = false
    claim.executing = task.number
    change(task)
end

-- Extends the lease of whoever holds the claim.
local function lease(task)
    place(task, 'leases', now + run.lease)
end

-- Lets a worker hold the claim.
local function keep(task, mode, owner)
    local claim = task.claim
    claim.mode = mode
    claim.owner = owner
    claim.started = true
    lease(task)
    change(task)
end

-- Lets somebody be invoked for the claim.
local function dispatch(task)
    disown(task)
    local time = min(run.dispatch * 2 ^ task.claim.doublings, run.longest)
    place(task, 'waiting', now + time)
end

-- Lets a claim that its owner gives up be invoked for; false if it was not the owner's to give up.
local function handOver(task, k, owner)
    local claim = task.claim
    local isHeld = claim and claim.index and claim.openTask < 0 and claim.k == k
        and claim.mode ~= MODE.HELD and claim.owner == owner
    if isHeld then
        dispatch(task)
    end
    return isHeld
end

-- Lets somebody be invoked again for a claim that was not adopted: the same k, and no attempt.
local function dispatchAgain(task)
    local claim = task.claim
    claim.dispatches = claim.dispatches + 1
    claim.doublings = min(claim.doublings + 1, 60)
    dispatch(task)
end

local function endBackOff(claim)
    if claim.notBefore ~= 0 or claim.doublings ~= 0 then
        claim.notBefore, claim.delay, claim.doublings = 0, 0, 0
    end
end

local reissue
do
    local function renumber(task)
        local claim = task.claim
        claim.k = nextK(task)
        claim.byTask = -1
        endBackOff(claim)
        if claim.fenced then
            claim.fence = claim.k
        end
    end

    -- Gives the task its next k, for somebody to be invoked.
    function reissue(task)
        renumber(task)
        dispatch(task)
    end

    -- Lets a claim wait for the time when fewer tasks are claimed.
    function parking.park(task)
        disown(task)
        task.claim.byTask = -1
        place(task, 'parked', 0)
    end

    -- Gives the task its next k, to wait for a place.
    function parking.reissue(task)
        renumber(task)
        parking.park(task)
    end
end

-- Lets the next attempt wait.
local function backOff(task, time)
    disown(task)
    task.claim.byTask = -1
    task.claim.notBefore = time
    place(task, 'waiting', time)
end

-- Takes the claim of a task away that is not ready; it remembers the task's counts.
local function withdraw(task)
    disown(task)
    task.claim.byTask = -1
    place(task, false)
end

-- Takes back every claim of a task that was issued so far: no attempt under one of them, nor one
-- inside of a segment that was claimed earlier, is accepted any more.
local function annul(task, inDegree, fenced)
    issue(task, inDegree, fenced)
    task.claim.fence = task.claim.k
    withdraw(task)
end

-- Forgets the claim of a settled task.
local function release(task)
    if task.claim then
        place(task, false)
        task.lastK = task.claim.k
        task.claim = nil
        change(task)
    end
end

-- Questions about claims.

local function isClaimed(task)
    return task.claim ~= nil and task.claim.index ~= false
end

-- Whether the end of a back-off is waited for: its k is spent, and reaping issues the next.
local function isBackingOff(claim)
    return claim.notBefore ~= 0
end

-- Whether it waits for a place: its k is nobody's yet.
function parking.isParked(claim)
    return claim.index == 'parked'
end

-- Whether a ready task has to wait for a place. One that is made again has not: what waits for it has a
-- place itself, and gives it to nobody meanwhile.
function parking.mustWait(number)
    return run.parallelism > 0 and run.claimed >= run.parallelism
        and not (run.losing and call('HEXISTS', key('lost'), number) == 1)
end

local function isOpen(claim)
    return claim.openTask >= 0
end

-- The lowest k that may still commit.
local function fence(claim)
    return claim.fence ~= 0 and claim.fence or claim.firstK
end

-- Why a k is of no use for an outcome; nil if it is.
local function objection(task, k)
    local claim = task.claim
    if not isClaimed(task) or k < claim.firstK or k > claim.k then
        return REASON.UNKNOWN
    end
    if k < fence(claim) then
        return REASON.FENCED
    end
    return nil
end

-- How many edges have arrived at each of some tasks, skipped ones included.
local function arrivals(numbers)
    local gets = {}
    for i = 1, #numbers do
        gets[#gets + 1] = 'GET'
        gets[#gets + 1] = 'u32'
        gets[#gets + 1] = countPlace(numbers[i])
    end
    local found = inPortions('BITFIELD_RO', key('edges'), gets, 3)
    if run.failing then
        for i = 1, #numbers do
            gets[3 * i] = skipsPlace(numbers[i])
        end
        local skips = inPortions('BITFIELD_RO', key('skips'), gets, 3)
        for i = 1, #numbers do
            found[i] = found[i] + skips[i]
        end
    end
    return found
end

-- Whether all parents of a claimed task have arrived.
local function isReady(task)
    return task.claim.inDegree == 0 or arrivals({task.number})[1] >= task.claim.inDegree
end

-- Whether a parent of the task failed or was skipped.
local function skips(number)
    return run.failing
        and call('BITFIELD_RO', key('skips'), 'GET', 'u32', skipsPlace(number))[1] > 0
end

local function grant(task)
    local claim = task.claim
    return {
        task.number, claim.k, claim.mode, skips(task.number), claim.failures, claim.losses,
    }
end

local function valueOf(task)
    if task.kind ~= KIND.INLINE then
        return false
    end
    local number = task.number
    local value = values[number]
    if value == nil then
        value = read[number]
        if value == nil then
            value = call('HGET', key('values'), number)
            read[number] = value
        end
    end
    return value
end

-- Reads the values of tasks at once.
local function loadValues(numbers)
    local missing, n = {}, 0
    for i = 1, #numbers do
        local number = numbers[i]
        if get(number).kind == KIND.INLINE and values[number] == nil and read[number] == nil then
            n = n + 1
            missing[n] = number
            read[number] = false
        end
    end
    if n > 0 then
        local found = inPortions('HMGET', key('values'), missing, 1)
        for i = 1, n do
            read[missing[i]] = found[i]
        end
    end
end

-- A result as answers carry it: with its value, if the store has that.
local function resultOf(task)
    return {task.number, encodeResult(task), valueOf(task) or false}
end

-- Settles a task. Its claim and its bit are the caller's matter.
local function settle(task, outcome, claimTask, claimK, execution, kind, bytes, digest)
    task.settled = true
    task.open = false
    task.outcome, task.segment, task.segmentK = outcome, claimTask, claimK
    task.execution, task.kind, task.bytes, task.digest = execution, kind, bytes, digest
    run.settled = run.settled + 1
    if outcome ~= OUTCOME.COMMITTED then
        run.failing = true
        call('SETBIT', touched('faults'), settledBit(task.number), 1)
    end
    change(task)
end

local flush
do
    local function flushTasks()
        local records, results = {}, {}
        for number, task in pairs(changed) do
            local failures = task.claim and not task.settled and task.claim.failures or 0
            run.failures = run.failures + failures - task.failuresBefore
            task.failuresBefore = failures
            records[#records + 1] = number
            records[#records + 1] = encode(task)
            if task.settled and task.outcome ~= OUTCOME.COMMITTED then
                results[#results + 1] = number
                results[#results + 1] = encodeResult(task)
            end
        end
        if #records > 0 then
            inPortions('HSET', key('tasks'), records, 2)
        end
        if #results > 0 then
            inPortions('HSET', touched('failures'), results, 2)
        end
    end

    local function flushValues()
        local added, gone = {}, {}
        for number, value in pairs(values) do
            if value then
                added[#added + 1] = number
                added[#added + 1] = value
            else
                gone[#gone + 1] = number
            end
        end
        if #added > 0 then
            inPortions('HSET', key('values'), added, 2)
        end
        if #gone > 0 then
            inPortions('HDEL', key('values'), gone, 1)
        end
    end

    local function flushConsumptions()
        local ends = {}
        for number in pairs(allConsumed) do
            local n = #ends
            ends[n + 1], ends[n + 2], ends[n + 3], ends[n + 4] =
                'SET', 'u32', countPlace(number) + 32, '4294967295'
        end
        if #ends > 0 then
            inPortions('BITFIELD', key('edges'), ends, 4)
        end
    end

    local function flushIndex(index)
        local added, removed = {}, {}
        for number, before in pairs(moved) do
            local claim = tasks[number].claim
            if claim and claim.index == index then
                added[#added + 1] = claim.deadline
                added[#added + 1] = number
            elseif before == index then
                removed[#removed + 1] = number
            end
        end
        if #added > 0 then
            inPortions('ZADD', key(index), added, 2)
        end
        if #removed > 0 then
            inPortions('ZREM', key(index), removed, 1)
        end
    end

    -- Writes what the step has changed.
    function flush()
        flushTasks()
        flushValues()
        flushConsumptions()
        flushIndex('leases')
        flushIndex('waiting')
        changed, moved, values, allConsumed = {}, {}, {}, {}
        saveRun()
    end
end

-- Leases that end earlier are not taken for deaths before then: their owners have had no lease's
-- time in which to renew them.
local function leasesFrom()
    return run.answeringSince == 0 and 0 or run.answeringSince + run.lease
end

local nextDeadline
do
    -- The earliest deadline in an index; at its end is a pin at infinity.
    local function earliest(index)
        return tonumber(call('ZRANGE', key(index), 0, 0, 'WITHSCORES')[2])
    end

    -- When somebody may have to reap; -1 if never. Asked for after `flush`.
    function nextDeadline(leasesNotBefore)
        if run.status ~= STATUS.RUNNING then
            return -1
        end
        local lease = max(earliest('leases'), leasesNotBefore or leasesFrom())
        return min(lease, earliest('waiting'), run.hardEnd)
    end
end

-- The tasks in an index, up to a deadline, but not the pin.
local function indexed(index, latest, most)
    local list = call(
        'ZRANGEBYSCORE', key(index), '-inf', latest, 'LIMIT', 0, most or -1)
    for i = 1, #list do
        list[i] = tonumber(list[i])
    end
    return list
end

-- Ends the run with the sink's result; all else that the run was made of goes at once.
local function done()
    local sink = get(run.sink)
    call(
        'HSET', key('run'), 'result', encodeResult(sink), 'value', valueOf(sink) or '')
    call('ZREM', key('trash'), pack('<I4c8', sink.number, sink.execution))
    unlink(FOR_GOING_ON)
    if run.parallelism > 0 then
        unlink(parking.KEYS)
    end
    changed, moved, values, allConsumed = {}, {}, {}, {}
    finish(STATUS.DONE, EVENT.DONE)
    saveRun()
end
