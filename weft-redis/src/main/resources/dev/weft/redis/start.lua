-- START: adopts claims for a worker, which then holds their leases.
--
-- A claim that waits for the end of a back-off is UNKNOWN: its k is spent with the attempt that
-- failed, and whoever reaps it when it is due issues the next.
--
-- Step, packed: epoch, number of claims, of inputs, highest task named; worker; claims (task, k,
--   execution); inputs.
-- Answer, packed: OVER | GONE | ADOPTED_SOME, next deadline, verdicts, inputs (0 if not settled,
--   else 1 and the result).

local ADOPTED_SOME = 3
local ADOPTED, PUBLISH_ONLY, REFUSED, NOT_READY = 0, 1, 2, 3
local OVER_ANSWER, GONE_ANSWER = '\0', '\1'

-- Unlike an outcome, an execution begins under the latest k only.
local function objectionToStart(claim, k)
    if not claim or k ~= claim.k or isBackingOff(claim) then
        local isFenced = claim and k >= claim.firstK and k < fence(claim)
        return isFenced and REASON.FENCED or REASON.UNKNOWN
    end
    return nil
end

local function refused(reason)
    return string.char(REFUSED, reason)
end

local function adopted(task)
    if isOpen(task.claim) then
        local open = task.claim.openTask
        load({open})
        return string.char(PUBLISH_ONLY) .. packResult(get(open))
    end
    return string.char(ADOPTED) .. packGrant(task)
end

local function adopt(task, execution, worker)
    local claim = task.claim
    local isMine = claim.owner == worker
    if isMine and claim.execution == execution then
        return adopted(task)
    end
    -- The keeper of a child may adopt it once, to name its execution.
    local isKept = isMine and claim.mode == MODE.CONTINUE and claim.execution == NONE
    if claim.owner ~= '' and not isKept then
        return refused(REASON.TAKEN)
    end
    keep(task, claim.mode, worker)
    claim.execution = execution
    record(EVENT.STARTED, task.number, claim.k, 1)
    return adopted(task)
end

local function verdict(task, k, execution, worker, arrived)
    local claim = task.claim
    if task.settled and not (claim and isOpen(claim)) then
        return refused(REASON.DUPLICATE)
    end
    local reason = objectionToStart(claim, k)
    if reason then
        return refused(reason)
    end
    if task.settled or arrived >= claim.inDegree then
        return adopt(task, execution, worker)
    end
    if claim.owner ~= '' and claim.owner ~= worker then
        return refused(REASON.TAKEN)
    end
    withdraw(task)
    return string.char(NOT_READY)
end

-- Reads claims: their tasks, ks and executions.
local function readClaims(count)
    local numbers, ks, executions = {}, {}, {}
    for i = 1, count do
        numbers[i], ks[i], executions[i], at = parse('<I4I8c8', bytes, at)
    end
    return numbers, ks, executions
end

register('start', {'allow-oom'}, function(argument)
    local epoch, claims, inputs, highestTask, worker
    bytes = argument
    epoch, claims, inputs, highestTask, worker, at = parse('<I4I4I4I4I4c0', bytes)
    if not begin() then
        return GONE_ANSWER
    end
    if run.status ~= STATUS.RUNNING or epoch ~= run.epoch then
        return OVER_ANSWER
    end
    if isBad(highestTask, -1) then
        return bad()
    end
    local numbers, ks, executions = readClaims(claims)
    load(numbers)
    local arrived = arrivals(numbers)
    local parts = {}
    for i = 1, claims do
        parts[i] = verdict(get(numbers[i]), ks[i], executions[i], worker, arrived[i])
    end
    local wanted = readNumbers(inputs)
    load(wanted)
    loadValues(wanted)
    for i = 1, inputs do
        local input = get(wanted[i])
        parts[claims + i] = input.settled and '\1' .. packResult(input) or '\0'
    end
    flush()
    return pack('<Bi8', ADOPTED_SOME, nextDeadline()) .. table.concat(parts)
end)
