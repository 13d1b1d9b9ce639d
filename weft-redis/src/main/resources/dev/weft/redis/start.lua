-- START: adopts claims for a worker, which then holds their leases.
--
-- A claim that waits for the end of a back-off is UNKNOWN: its k is spent with the attempt that
-- failed, and whoever reaps it when it is due issues the next.
--
-- Step: epoch; worker; claims (task, k, execution, …); inputs; highest task named.
-- Answer: OVER | GONE | BAD | ADOPTED_SOME, verdicts, inputs (false if not settled), next deadline.

local ADOPTED_SOME = 3
local ADOPTED, PUBLISH_ONLY, REFUSED, NOT_READY = 0, 1, 2, 3

-- Unlike an outcome, an execution begins under the latest k only.
local function objectionToStart(claim, k)
    if not claim or k ~= claim.k or isBackingOff(claim) then
        local isFenced = claim and k >= claim.firstK and k < fence(claim)
        return isFenced and FENCED or UNKNOWN
    end
    return nil
end

local function adopted(task)
    if isOpen(task.claim) then
        local open = task.claim.openTask
        load({open})
        return {PUBLISH_ONLY, resultOf(get(open))}
    end
    return {ADOPTED, grant(task)}
end

local function adopt(task, execution, worker)
    local claim = task.claim
    local isMine = claim.owner == worker
    if isMine and claim.execution == execution then
        return adopted(task)
    end
    -- The keeper of a child may adopt it once, to name its execution.
    local isKept = isMine and claim.mode == CONTINUE and claim.execution == NONE
    if claim.owner ~= '' and not isKept then
        return {REFUSED, TAKEN}
    end
    keep(task, claim.mode, worker)
    claim.execution = execution
    record(STARTED, task.number, claim.k, 1)
    return adopted(task)
end

local function verdict(task, k, execution, worker, arrived)
    local claim = task.claim
    if task.settled and not (claim and isOpen(claim)) then
        return {REFUSED, DUPLICATE}
    end
    local reason = objectionToStart(claim, k)
    if reason then
        return {REFUSED, reason}
    end
    if task.settled or arrived >= claim.inDegree then
        return adopt(task, execution, worker)
    end
    if claim.owner ~= '' and claim.owner ~= worker then
        return {REFUSED, TAKEN}
    end
    withdraw(task)
    return {NOT_READY}
end

register('start', {'allow-oom'}, function(epoch, worker, claims, inputs, highestTask)
    if not begin() then
        return answer(GONE)
    end
    if run.status ~= RUNNING or epoch ~= run.epoch then
        return answer(OVER)
    end
    if isBad(highestTask, -1) then
        return bad()
    end
    local numbers = {}
    for i = 1, #claims, 3 do
        numbers[#numbers + 1] = claims[i]
    end
    load(numbers)
    local arrived = arrivals(numbers)
    local verdicts = {}
    for i = 1, #numbers do
        local task, k, execution = get(numbers[i]), claims[3 * i - 1], claims[3 * i]
        verdicts[i] = verdict(task, k, execution, worker, arrived[i])
    end
    load(inputs)
    local results = {}
    for i = 1, #inputs do
        local input = get(inputs[i])
        results[i] = input.settled and resultOf(input)
    end
    flush()
    return answer(ADOPTED_SOME, verdicts, results, nextDeadline())
end)
