-- How claims are issued anew whose worker is gone.

-- Fails the run for a task that has lost its workers again and again.
local function poison(task, words)
    local claim = task.claim
    keepError(
        storeError(claim.executing, 'POISON', claim.losses, run.poisonLimit, claim.owner, words))
    dispatch(task)
    record(TASK_FAILED, task.number, claim.k, 1)
    finish(FAILED, RUN_FAILED)
end

-- Issues one claim anew; false if there is nothing to invoke for.
local function reissueOne(task, arrived, words)
    local claim = task.claim
    if arrived < claim.inDegree and not isOpen(claim) then
        withdraw(task)
        return false
    end
    if claim.started and not isOpen(claim) then
        claim.losses = claim.losses + 1
        if claim.losses >= run.poisonLimit then
            poison(task, words)
            return false
        end
    end
    if claim.started or isBackingOff(claim) then
        reissue(task)
    else
        dispatchAgain(task)
    end
    record(REISSUED, task.number, claim.k, 1)
    return true
end

-- Issues claims anew, until the run fails.
local function reissueAll(numbers, words)
    local issued = {}
    load(numbers)
    local arrived = arrivals(numbers)
    for i = 1, #numbers do
        if run.status == RUNNING and reissueOne(get(numbers[i]), arrived[i], words) then
            issued[#issued + 1] = grant(get(numbers[i]))
        end
    end
    return run.status == RUNNING and issued or {}
end
