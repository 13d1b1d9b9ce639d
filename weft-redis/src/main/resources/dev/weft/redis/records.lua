-- What the store keeps of tasks. A record has a result (the task is settled), a claim (somebody is
-- to execute it, or its edges are not all published), or both. A step reads records into tables,
-- changes these, and writes them with `flush` (in claims.lua), after everything was checked.

local OUTCOME = {COMMITTED = 0, FAILED = 1, SKIPPED = 2}
local KIND = {NONE = 0, INLINE = 1, SPREAD = 2, ELIDED = 3, COLLECTED = 4} -- where an output is
local MODE = {CONTINUE = 0, INVOKE = 1, HELD = 2} -- of a claim
local REASON = {DUPLICATE = 0, FENCED = 1, UNKNOWN = 2, TAKEN = 3, STALE_INPUT = 4} -- superseded by
local PORTION = 1000 -- most operations in one command: Lua passes no more than 8,000 arguments

-- By task: its record as the store has it, its result if that is kept apart, what was made of both.
local raw, failures, tasks
-- By task: whether it has changed; the index that it was in, false if in none.
local changed, moved
-- By task: its value that is about to be written, or false for one that goes; what was read.
local values, read
-- By task: whether its children have all consumed its output now.
local allConsumed

-- What most tasks and claims do not have. Small tables are half of a step's cost: what they are
-- made of has to be collected again.
local UNSETTLED = {
    __index = {settled = false, open = false, lastK = 0, failuresBefore = 0, digest = NONE},
}
local UNTROUBLED = {
    __index = {
        failures = 0, losses = 0, dispatches = 0, doublings = 0, fence = 0, notBefore = 0,
        delay = 0, failedK = 0, failedExecution = NONE,
    },
}

local forgetTurns -- see edges.lua

function forget()
    raw, failures, tasks, changed, moved, values, read = {}, {}, {}, {}, {}, {}, {}
    allConsumed = {}
    forgetTurns()
end

-- Runs a command on a list of arguments in portions; results are appended to one list. An operation
-- has `width` of them, and the list may be longer than the operations, if their count is given.
local function inPortions(command, name, arguments, width, count)
    local length = count and count * width or #arguments
    local found = {}
    local most = PORTION * width
    for from = 1, length, most do
        local to = min(length, from + most - 1)
        local some = call(command, name, unpack(arguments, from, to))
        if length <= most then
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
    local missing, n = {}, 0
    for i = 1, #numbers do
        local number = numbers[i]
        if raw[number] == nil then
            raw[number] = false
            n = n + 1
            missing[n] = number
        end
    end
    if n == 0 then
        return
    end
    local found = inPortions('HMGET', key('tasks'), missing, 1)
    for i = 1, n do
        raw[missing[i]] = found[i]
    end
    if run.failing then
        found = inPortions('HMGET', key('failures'), missing, 1)
        for i = 1, n do
            failures[missing[i]] = found[i]
        end
    end
end

local get, encode, encodeResult, decodeResult
do
    -- The form of a record: a first byte that says which parts it has, then these.

    -- Task and k of the segment's claim, outcome, where the output is, whether open, bytes,
    -- execution, digest.
    local RESULT = '<I4I8BBBI8c8c8'
    local RESULT_BYTES = 39
    -- k, first k, mode, flags, in-degree, task being executed, task by whose outcome it was issued,
    -- task whose edges are not all published, the execution that adopted it, the execution by which
    -- it was issued.
    local CLAIM = '<I8I8BBI4I4i4i4c8c8'
    local CLAIM_BYTES = 50
    -- Failures, losses, dispatches, doublings of the dispatch deadline, fence, start of the next
    -- attempt, how long that was to wait, k and execution of the latest failure; the epoch of all
    -- that, since a resumption forgets failures, losses and waits of claims that it does not know.
    local TROUBLE = '<I4I4I4BI8I8I8I8c8I4'
    local TROUBLE_BYTES = 57
    -- First byte of a record: which of these it has.
    local HAS_RESULT, HAS_CLAIM, HAS_TROUBLE = 1, 2, 4
    local IS_STARTED, IS_FENCED, IS_LEASED, IS_WAITING, IS_PARKED = 1, 2, 4, 8, 16

    local function flag(flags, bit)
        return flags % (2 * bit) >= bit
    end

    function decodeResult(task, bytes, at)
        local open
        task.settled = true
        task.segment, task.segmentK, task.outcome, task.kind, open, task.bytes, task.execution,
            task.digest = parse(RESULT, bytes, at)
        task.open = open == 1
    end

    local function decodeClaim(bytes, at, hasTrouble)
        local k, firstK, mode, flags, inDegree, executing, byTask, openTask, execution,
            byExecution = parse(CLAIM, bytes, at)
        local claim = setmetatable({
            k = k, firstK = firstK, mode = mode, inDegree = inDegree, executing = executing,
            byTask = byTask, openTask = openTask, execution = execution, byExecution = byExecution,
            started = flag(flags, IS_STARTED), fenced = flag(flags, IS_FENCED),
            index = flag(flags, IS_LEASED) and 'leases' or flag(flags, IS_WAITING) and 'waiting'
                or flag(flags, IS_PARKED) and 'parked',
            owner = sub(bytes, at + CLAIM_BYTES + (hasTrouble and TROUBLE_BYTES or 0)),
            deadline = 0,
        }, UNTROUBLED)
        if hasTrouble then
            local epoch
            claim.failures, claim.losses, claim.dispatches, claim.doublings, claim.fence,
                claim.notBefore, claim.delay, claim.failedK, claim.failedExecution, epoch =
                parse(TROUBLE, bytes, at + CLAIM_BYTES)
            if epoch ~= run.epoch then
                claim.failures, claim.losses, claim.notBefore, claim.delay = 0, 0, 0, 0
            end
        end
        return claim
    end

    -- A task that was loaded.
    function get(number)
        local task = tasks[number]
        if task then
            return task
        end
        local bytes = raw[number]
        if bytes or failures[number] then
            task = {
                number = number, settled = false, open = false, claim = nil, lastK = 0,
                failuresBefore = 0, segment = 0, segmentK = 0, outcome = 0, kind = 0, bytes = 0,
                execution = NONE, digest = NONE,
            }
        else
            task = setmetatable({number = number, claim = nil}, UNSETTLED)
        end
        tasks[number] = task
        if bytes then
            local flags = string.byte(bytes)
            local at = 2
            if flag(flags, HAS_RESULT) then
                decodeResult(task, bytes, at)
                at = at + RESULT_BYTES
            end
            if flag(flags, HAS_CLAIM) then
                task.claim = decodeClaim(bytes, at, flag(flags, HAS_TROUBLE))
            elseif flags == 0 then
                task.lastK = parse('<I8', bytes, at)
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

    function encodeResult(task)
        return pack(
            RESULT, task.segment, task.segmentK, task.outcome, task.kind, task.open and 1 or 0,
            task.bytes, task.execution, task.digest)
    end

    local function encodeClaim(claim)
        local index = claim.index
        local flags = (claim.started and IS_STARTED or 0) + (claim.fenced and IS_FENCED or 0)
            + (index == 'leases' and IS_LEASED or index == 'waiting' and IS_WAITING
                or index == 'parked' and IS_PARKED or 0)
        return pack(
            CLAIM, claim.k, claim.firstK, claim.mode, flags, claim.inDegree, claim.executing,
            claim.byTask, claim.openTask, claim.execution, claim.byExecution)
    end

    local function hasTrouble(claim)
        return claim.failures + claim.losses + claim.dispatches + claim.doublings + claim.fence
            + claim.notBefore + claim.failedK > 0
    end

    local function encodeTrouble(claim)
        return pack(
            TROUBLE, claim.failures, claim.losses, claim.dispatches, claim.doublings, claim.fence,
            claim.notBefore, claim.delay, claim.failedK, claim.failedExecution, run.epoch)
    end

    -- A record: of other outcomes than COMMITTED the result is kept apart, so that a resumption can
    -- forget them all at once.
    function encode(task)
        local isCommitted = task.settled and task.outcome == OUTCOME.COMMITTED
        local claim = task.claim
        if not claim then
            return isCommitted and '\1' .. encodeResult(task)
                or pack('<BI8', 0, task.lastK)
        end
        local result = isCommitted and encodeResult(task) or ''
        local trouble = hasTrouble(claim) and encodeTrouble(claim) or ''
        local parts = (isCommitted and HAS_RESULT or 0) + HAS_CLAIM
            + (trouble ~= '' and HAS_TROUBLE or 0)
        return string.char(parts) .. result .. encodeClaim(claim) .. trouble .. claim.owner
    end
end

local function change(task)
    changed[task.number] = task
end
