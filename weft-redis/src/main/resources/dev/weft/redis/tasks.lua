-- What a step knows of tasks. A record has a result (the task is settled), a claim (somebody is to
-- execute it, or was; or its edges are not all published), or both. Steps change tables; `flush`
-- writes them, all at once and after everything was checked.

local COMMITTED, FAILED_FOR_GOOD, SKIPPED = 0, 1, 2 -- outcomes
local NO_OUTPUT, INLINE, SPREAD, ELIDED, COLLECTED = 0, 1, 2, 3, 4 -- where an output is
local CONTINUE, INVOKE, HELD = 0, 1, 2 -- modes of a claim
local DUPLICATE, FENCED, UNKNOWN, TAKEN, STALE_INPUT = 0, 1, 2, 3, 4 -- why a claim is superseded
local PORTION = 1000 -- most operations in one command: Lua passes so many arguments and not many more

-- Task and k of the segment's claim, outcome, where the output is, whether open, bytes, execution,
-- digest.
local RESULT = '<I4I8BBBI8c8c8'
local RESULT_BYTES = 39
-- k, first k, mode, flags, in-degree, task being executed, task by whose outcome it was issued, task
-- whose edges are not all published, the execution that adopted it, the execution by which it was
-- issued.
local CLAIM = '<I8I8BBI4I4i4i4c8c8'
local CLAIM_BYTES = 50
-- Failures, losses, dispatches, doublings of the dispatch deadline, fence, start of the next attempt,
-- how long that was to wait, k and execution of the latest failure.
local TROUBLE = '<I4I4I4BI8I8I8I8c8'
local TROUBLE_BYTES = 53
-- First byte of a record: which of these it has.
local HAS_RESULT, HAS_CLAIM, HAS_TROUBLE = 1, 2, 4
local IS_STARTED, IS_FENCED, IS_WITHDRAWN = 1, 2, 4

local raw, failures, tasks, changed = {}, {}, {}, {}
local deadlines = {} -- by task: its new deadline, or false if it has none any more
local marks = {} -- by task: 0 waiting, 1 started, 2 settled

local function flag(flags, bit)
    return flags % (2 * bit) >= bit
end

-- Runs a command on a list of arguments in portions; results are appended to one list.
local function inPortions(command, name, arguments, width)
    local found = {}
    local most = PORTION * width
    for from = 1, #arguments, most do
        local to = math.min(#arguments, from + most - 1)
        local some = redis.call(command, name, unpack(arguments, from, to))
        if #arguments <= most then
            return some
        end
        if type(some) == 'table' then
            for i = 1, #some do
                found[#found + 1] = some[i]
            end
        end
    end
    return found
end

-- Reads the records of tasks, those that were not read yet.
local function load(numbers)
    local missing = {}
    for i = 1, #numbers do
        if raw[numbers[i]] == nil then
            raw[numbers[i]] = false
            missing[#missing + 1] = numbers[i]
        end
    end
    if #missing == 0 then
        return
    end
    local found = inPortions('HMGET', key('tasks'), missing, 1)
    for i = 1, #missing do
        raw[missing[i]] = found[i]
    end
    if run.failing then
        found = inPortions('HMGET', key('failures'), missing, 1)
        for i = 1, #missing do
            failures[missing[i]] = found[i]
        end
    end
end

local function decodeResult(task, bytes, at)
    local open
    task.settled = true
    task.segment, task.segmentK, task.outcome, task.kind, open, task.bytes, task.execution,
        task.digest = struct.unpack(RESULT, bytes, at)
    task.open = open == 1
end

local function decodeClaim(number, bytes, at, hasTrouble)
    local claim = {
        failures = 0, losses = 0, dispatches = 0, doublings = 0, fence = 0, notBefore = 0, delay = 0,
        failedK = 0, failedExecution = NONE,
    }
    local flags
    claim.k, claim.firstK, claim.mode, flags, claim.inDegree, claim.executing, claim.byTask,
        claim.openTask, claim.execution, claim.byExecution = struct.unpack(CLAIM, bytes, at)
    claim.started = flag(flags, IS_STARTED)
    claim.fenced = flag(flags, IS_FENCED)
    claim.withdrawn = flag(flags, IS_WITHDRAWN)
    at = at + CLAIM_BYTES
    if hasTrouble then
        claim.failures, claim.losses, claim.dispatches, claim.doublings, claim.fence,
            claim.notBefore, claim.delay, claim.failedK, claim.failedExecution =
            struct.unpack(TROUBLE, bytes, at)
        at = at + TROUBLE_BYTES
    end
    claim.owner = string.sub(bytes, at)
    return claim
end

-- A task that was loaded.
local function get(number)
    local task = tasks[number]
    if task then
        return task
    end
    task = {number = number, settled = false, lastK = 0, failuresBefore = 0}
    tasks[number] = task
    local bytes = raw[number]
    if bytes then
        local flags = string.byte(bytes)
        local at = 2
        if flag(flags, HAS_RESULT) then
            decodeResult(task, bytes, at)
            at = at + RESULT_BYTES
        end
        if flag(flags, HAS_CLAIM) then
            task.claim = decodeClaim(number, bytes, at, flag(flags, HAS_TROUBLE))
        elseif flags == 0 then
            task.lastK = struct.unpack('<I8', bytes, at)
        end
    end
    if failures[number] then
        decodeResult(task, failures[number], 1)
    end
    if task.claim and not task.settled then
        task.failuresBefore = task.claim.failures
    end
    return task
end

local function encodeResult(task)
    return struct.pack(
        RESULT, task.segment, task.segmentK, task.outcome, task.kind, task.open and 1 or 0,
        task.bytes, task.execution, task.digest)
end

local function encodeClaim(claim)
    local flags = (claim.started and IS_STARTED or 0) + (claim.fenced and IS_FENCED or 0)
        + (claim.withdrawn and IS_WITHDRAWN or 0)
    return struct.pack(
        CLAIM, claim.k, claim.firstK, claim.mode, flags, claim.inDegree, claim.executing,
        claim.byTask, claim.openTask, claim.execution, claim.byExecution)
end

local function hasTrouble(claim)
    return claim.failures + claim.losses + claim.dispatches + claim.doublings + claim.fence
        + claim.notBefore + claim.failedK > 0
end

local function encodeTrouble(claim)
    return struct.pack(
        TROUBLE, claim.failures, claim.losses, claim.dispatches, claim.doublings, claim.fence,
        claim.notBefore, claim.delay, claim.failedK, claim.failedExecution)
end

local function encode(task)
    local result = task.settled and task.outcome == COMMITTED and encodeResult(task) or ''
    local claim = task.claim
    if claim then
        local trouble = hasTrouble(claim)
        return string.char((result ~= '' and HAS_RESULT or 0) + HAS_CLAIM
                + (trouble and HAS_TROUBLE or 0))
            .. result .. encodeClaim(claim) .. (trouble and encodeTrouble(claim) or '')
            .. claim.owner
    elseif result ~= '' then
        return string.char(HAS_RESULT) .. result
    end
    return struct.pack('<BI8', 0, task.lastK)
end

local function change(task)
    changed[task.number] = task
end

-- Changes of claims. None of them writes before `flush`.

-- Numbers the next right to try: it only grows, also if the store lost its last second.
local function nextK(task)
    local last = task.claim and task.claim.k or task.lastK
    return math.max(last + 1, now)
end

-- Claims a task that is neither settled nor claimed; it has no deadline yet.
local function issue(task, inDegree, fenced)
    local k = nextK(task)
    if task.claim then
        task.claim.k = k
    else
        task.claim = {
            k = k, firstK = k, mode = INVOKE, started = false, fenced = fenced, withdrawn = true,
            inDegree = inDegree, executing = task.number, byTask = -1, openTask = -1,
            execution = NONE, byExecution = NONE, owner = '',
            failures = 0, losses = 0, dispatches = 0, doublings = 0, fence = 0, notBefore = 0,
            delay = 0, failedK = 0, failedExecution = NONE,
        }
    end
    change(task)
end

local function disown(task)
    local claim = task.claim
    claim.mode = INVOKE
    claim.owner = ''
    claim.execution = NONE
    claim.started = false
    claim.executing = task.number
    marks[task.number] = task.settled and 2 or 0
    change(task)
end

-- Extends the lease of whoever holds the claim.
local function lease(task)
    deadlines[task.number] = now + run.lease
end

-- Lets a worker hold the claim.
local function keep(task, mode, owner)
    local claim = task.claim
    claim.mode = mode
    claim.owner = owner
    claim.started = true
    claim.withdrawn = false
    marks[task.number] = task.settled and 2 or 1
    lease(task)
    change(task)
end

-- Lets somebody be invoked for the claim.
local function dispatch(task)
    disown(task)
    task.claim.withdrawn = false
    deadlines[task.number] = now
        + math.min(run.dispatch * 2 ^ task.claim.doublings, run.longest)
end

-- Lets a claim that its owner gives up be invoked for; false if it was not the owner's to give up.
local function handOver(task, k, owner)
    local claim = task.claim
    local isHeld = claim and not claim.withdrawn and claim.openTask < 0 and claim.k == k
        and claim.mode ~= HELD and claim.owner == owner
    if isHeld then
        dispatch(task)
    end
    return isHeld
end

-- Lets somebody be invoked again for a claim that was not adopted: the same k, and no attempt.
local function dispatchAgain(task)
    local claim = task.claim
    claim.dispatches = claim.dispatches + 1
    claim.doublings = math.min(claim.doublings + 1, 60)
    dispatch(task)
end

local function endBackOff(claim)
    claim.notBefore = 0
    claim.delay = 0
    claim.doublings = 0
end

-- Gives the task its next k, for somebody to be invoked.
local function reissue(task)
    local claim = task.claim
    claim.k = nextK(task)
    claim.byTask = -1
    endBackOff(claim)
    if claim.fenced then
        claim.fence = claim.k
    end
    dispatch(task)
end

-- Lets the next attempt wait.
local function backOff(task, time)
    disown(task)
    task.claim.byTask = -1
    task.claim.notBefore = time
    task.claim.withdrawn = false
    deadlines[task.number] = time
end

-- Takes the claim of a task away that is not ready; it remembers the task's counts.
local function withdraw(task)
    disown(task)
    task.claim.byTask = -1
    task.claim.withdrawn = true
    deadlines[task.number] = false
end

-- Forgets the claim of a settled task.
local function release(task)
    if task.claim then
        task.lastK = task.claim.k
        task.claim = nil
    end
    deadlines[task.number] = false
    change(task)
end

-- Questions about claims.

local function isClaimed(task)
    return task.claim ~= nil and not task.claim.withdrawn
end

-- Whether the end of a back-off is waited for: its k is spent, and reaping issues the next.
local function isBackingOff(claim)
    return claim.notBefore ~= 0
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
        return UNKNOWN
    end
    if k < fence(claim) then
        return FENCED
    end
    return nil
end

-- How many edges have arrived at each of some tasks, skipped ones included.
local function arrivals(numbers)
    local gets = {}
    for i = 1, #numbers do
        gets[#gets + 1] = 'GET'
        gets[#gets + 1] = 'u32'
        gets[#gets + 1] = numbers[i] * 64
    end
    local found = inPortions('BITFIELD_RO', key('counts'), gets, 3)
    if run.failing then
        for i = 1, #numbers do
            gets[3 * i] = numbers[i] * 32
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
        and redis.call('BITFIELD_RO', key('skips'), 'GET', 'u32', number * 32)[1] > 0
end

local function grant(task)
    local claim = task.claim
    return {
        task.number, claim.k, claim.mode, skips(task.number), claim.failures, claim.losses,
    }
end

-- A result as answers carry it: with its value, if the store has that.
local function resultOf(task)
    local value = task.kind == INLINE and redis.call('HGET', key('values'), task.number)
    return {task.number, encodeResult(task), value or false}
end

-- Settles a task. Its claim is the caller's matter.
local function settle(task, outcome, claimTask, claimK, execution, kind, bytes, digest)
    task.settled = true
    task.open = false
    task.outcome, task.segment, task.segmentK, task.execution = outcome, claimTask, claimK, execution
    task.kind, task.bytes, task.digest = kind, bytes, digest
    marks[task.number] = 2
    run.settled = run.settled + 1
    if outcome ~= COMMITTED then
        run.failing = true
        redis.call('BITFIELD', touched('faults'), 'SET', 'u2', '#' .. task.number, 2)
    end
    change(task)
end

local function flushTasks()
    local records, results = {}, {}
    for number, task in pairs(changed) do
        local failures = task.claim and not task.settled and task.claim.failures or 0
        run.failures = run.failures + failures - task.failuresBefore
        task.failuresBefore = failures
        records[#records + 1] = number
        records[#records + 1] = encode(task)
        if task.settled and task.outcome ~= COMMITTED then
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

local function flushDeadlines()
    local added, removed = {}, {}
    for number, deadline in pairs(deadlines) do
        if deadline then
            added[#added + 1] = deadline
            added[#added + 1] = number
        else
            removed[#removed + 1] = number
        end
    end
    if #added > 0 then
        inPortions('ZADD', key('deadlines'), added, 2)
    end
    if #removed > 0 then
        inPortions('ZREM', key('deadlines'), removed, 1)
    end
end

local function flushMarks()
    local sets = {}
    for number, mark in pairs(marks) do
        sets[#sets + 1] = 'SET'
        sets[#sets + 1] = 'u2'
        sets[#sets + 1] = '#' .. number
        sets[#sets + 1] = mark
    end
    if #sets > 0 then
        inPortions('BITFIELD', key('marks'), sets, 4)
    end
end

-- Writes what the step has changed.
local function flush()
    flushTasks()
    flushDeadlines()
    flushMarks()
    changed, deadlines, marks = {}, {}, {}
    saveRun()
end

-- When somebody may have to reap; -1 if never. Asked for after `flush`.
local function nextDeadline()
    if run.status ~= RUNNING then
        return -1
    end
    local first = redis.call('ZRANGE', key('deadlines'), 0, 0, 'WITHSCORES')
    return math.min(tonumber(first[2]), run.hardEnd) -- the last entry is a pin at infinity
end

-- Ends the run with the sink's result; all else that the run was made of goes at once.
local function done()
    local sink = get(run.sink)
    local value = sink.kind == INLINE and redis.call('HGET', key('values'), run.sink)
    redis.call('HSET', key('run'), 'result', encodeResult(sink), 'value', value or '')
    redis.call('ZREM', key('trash'), struct.pack('<I4c8', sink.number, sink.execution))
    for _, name in ipairs(RESULTS_ONLY) do
        redis.call('UNLINK', key(name))
    end
    changed, deadlines, marks = {}, {}, {}
    finish(DONE, RUN_DONE)
    saveRun()
end
