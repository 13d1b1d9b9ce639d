-- FAIL: an outcome like COMMIT, but of the latest k only. After a final failure in a run that does
-- not go on, the task keeps its claim: a resumption issues it anew.
--
-- Step: epoch; worker; claim's task; its k; execution; error (bytes); number of the attempt;
--   whether the error is the task's last; delay before the next attempt, or -1 if there will be
--   none; whether the run ends even if it goes on after failures; edges (edge, child, 2 · in-degree +
--   fenced, …); number of the first incoming edge; inputs (parent, out-degree, …); number of this
--   part of the edges; whether it is the last; highest task named; highest edge named.
-- Answer: OVER | GONE | REFUSED, reason | RECORDED, again, grants, next deadline, status, when
--   it ended.

local REFUSED, RECORDED = 3, 4

-- Of the present step.
local epoch, worker, number, k, execution, failure, attempt, isLast, delay, isFatal
local out, firstEdge, inputs, part, isLastPart
local task

local function noEdges()
    return newPublication(0, worker)
end

local function publishEdges()
    local publication = noEdges()
    publishSkipping(publication, task, out)
    return publication
end

local function recorded(again, publication)
    parking.letIn(publication, number, execution)
    local granted = run.status == STATUS.RUNNING and grants(publication) or {}
    flush()
    return answer(RECORDED, again, granted, nextDeadline(), run.status, run.ended)
end

local function closeClaim()
    task.open = false
    closeParts(task)
    withdraw(task)
end

local function settledBefore()
    if task.outcome ~= OUTCOME.FAILED or task.execution ~= execution then
        return answer(REFUSED, REASON.DUPLICATE)
    end
    if epoch ~= run.epoch then
        return recorded(true, noEdges())
    end
    local publication = publishEdges()
    if not isClaimed(task) then
        parking.letInAgain(publication, number, execution)
    end
    if not (isClaimed(task) and published(number, part, isLastPart)) then
        return recorded(not publication.anyNew, publication)
    end
    closeClaim()
    return recorded(false, publication)
end

local function objectionToFailure()
    local reason = objection(task, k)
    local claim = task.claim
    if not reason and (k ~= claim.k or isBackingOff(claim) or parking.isParked(claim)) then
        return REASON.UNKNOWN
    end
    return reason
end

-- A child whose edges have not all arrived comes back with the last one.
local function waitForNextAttempt()
    local time = now + delay
    if isReady(task) then
        backOff(task, time)
    else
        withdraw(task)
        task.claim.notBefore = time
    end
    task.claim.delay = delay
    if run.expires < time + run.retention then
        arm(time + run.retention)
    end
end

-- The claim stays with the task, in nobody's hands: a resumption issues it anew.
local function settleFailed()
    settle(task, OUTCOME.FAILED, number, k, execution, KIND.NONE, 0, NONE)
    call('SADD', touched('failed'), number)
    if part == 0 and isLastPart then
        withdraw(task)
    else
        task.open = true
        openParts(task, number, part, isLastPart)
        lease(task)
    end
    call('SETBIT', key('edges'), settledBit(number), 1)
    withhold(firstEdge, inputs)
    local publication = publishEdges()
    if number == run.sink then
        finish(STATUS.FAILED, EVENT.FAILED)
    end
    return recorded(false, publication)
end

local function recordFailure()
    local claim = task.claim
    keepError(failure, isLast)
    -- Attempts that failed under this claim without a step of their own count too.
    claim.failures = max(claim.failures + 1, attempt)
    claim.failedK = k
    claim.failedExecution = execution
    change(task)
    record(delay >= 0 and EVENT.ATTEMPT_FAILED or EVENT.TASK_FAILED, number, claim.k, 1)
    local retries = delay >= 0 and claim.failures or claim.failures - 1
    if retries > 0 then
        call('HSET', touched('retries'), number, retries)
    end
    if delay >= 0 then
        waitForNextAttempt()
    elseif run.status == STATUS.RUNNING and run.goesOn and not isFatal then
        return settleFailed()
    elseif run.status == STATUS.RUNNING then
        finish(STATUS.FAILED, EVENT.FAILED)
    end
    return recorded(false, noEdges())
end

local function decide()
    if task.settled then
        -- What is left of its edges may be what is lost.
        local isOpen = task.claim and task.claim.k == k and epoch == run.epoch
        if isFatal and isOpen and run.status == STATUS.RUNNING then
            keepError(failure, isLast)
            finish(STATUS.FAILED, EVENT.FAILED)
            return recorded(false, noEdges())
        end
        return settledBefore()
    end
    local claim = task.claim
    if claim and claim.failedK == k and claim.failedExecution == execution then
        local publication = noEdges()
        parking.letInAgain(publication, number, execution)
        return recorded(true, publication)
    end
    if epoch ~= run.epoch or run.status == STATUS.CANCELLED then
        return answer(OVER)
    end
    local reason = objectionToFailure()
    if reason then
        return answer(REFUSED, reason)
    end
    return recordFailure()
end

register('fail', {'allow-oom'}, unpacked(function(...)
    local highestTask, highestEdge
    epoch, worker, number, k, execution, failure, attempt, isLast, delay, isFatal, out, firstEdge,
        inputs, part, isLastPart, highestTask, highestEdge = ...
    if not begin() then
        return answer(GONE)
    end
    if isBad(highestTask, max(highestEdge, part - 1)) then
        return bad()
    end
    if run.status == STATUS.DONE then
        return answer(OVER)
    end
    load({number})
    task = get(number)
    return decide()
end))
