-- How claims are issued anew whose worker is gone.

local REAPED = 3

-- Fails a run that has lasted too long.
local function endIfTooOld()
    if run.hardEnd <= now then
        keepError(storeError(run.sink, 'EXPIRED', 1, 1, true), true)
        finish(STATUS.FAILED, EVENT.FAILED)
    end
end

-- An error of a task whose worker was lost. Words and want of memory are what is known of the
-- worker's end; false if nothing is.
local function lossError(claim, code, last, words, outOfMemory)
    return cmsgpack.pack({
        1, claim.executing, code, claim.losses, run.poisonLimit, now, last, claim.owner,
        words and {words, outOfMemory},
    })
end

-- Fails the run for a task that has lost its workers again and again.
local function poison(task, words, outOfMemory)
    local claim = task.claim
    local code = outOfMemory and 'OUT_OF_MEMORY' or 'POISON'
    keepError(lossError(claim, code, true, words, outOfMemory), true)
    dispatch(task)
    record(EVENT.TASK_FAILED, task.number, claim.k, 1)
    finish(STATUS.FAILED, EVENT.FAILED)
end

-- Issues claims anew, until the run fails. Words and want of memory are what is known of the end of
-- their worker; each of the first `mostErrors` tasks gets an error then.
--
-- Returns the tasks for which somebody is to be invoked.
local function reissueAll(numbers, words, outOfMemory, mostErrors)
    local issued, errors = {}, 0
    load(numbers)
    local arrived = arrivals(numbers)
    for i, number in ipairs(numbers) do
        local task = get(number)
        local claim = task.claim
        local isLoss = claim.started and not isOpen(claim)
        if run.status ~= STATUS.RUNNING then
            break
        elseif arrived[i] < claim.inDegree and not isOpen(claim) then
            withdraw(task)
        elseif isLoss and claim.losses + 1 >= run.poisonLimit then
            claim.losses = claim.losses + 1
            poison(task, words, outOfMemory)
        else
            if isLoss then
                claim.losses = claim.losses + 1
                if words and errors < mostErrors then
                    errors = errors + 1
                    keepError(lossError(claim, 'WORKER_LOST', false, words, outOfMemory), false)
                end
            end
            if claim.started or isBackingOff(claim) then
                reissue(task)
            else
                dispatchAgain(task)
            end
            record(EVENT.REISSUED, number, claim.k, 1)
            issued[#issued + 1] = task
        end
    end
    return issued
end

-- Ends the step with what was issued.
local function reaped(issued, leasesNotBefore)
    local granted, ids = {}, ''
    parking.letIn({kept = 0, granted = issued})
    if run.status == STATUS.RUNNING then
        for i, task in ipairs(issued) do
            granted[i] = grant(task)
        end
        ids = garbage()
    end
    flush()
    return answer(
        REAPED, granted, ids, nextDeadline(leasesNotBefore), run.epoch, run.status, run.ended)
end
