-- RENEW: extends leases, and gives claims up. A lease whose deadline has passed can be renewed as
-- long as nobody has reaped it.
--
-- Step: epoch; worker; claims (task, k, task being executed, …); hand-overs (task, k, …); highest
--   task named.
-- Answer: OVER | GONE | RENEWED, lost claims and hand-overs (their places), next deadline.

local RENEWED = 3

local function renew(task, k, executing, worker)
    local claim = task.claim
    if not isClaimed(task) or claim.k ~= k or claim.owner ~= worker then
        return false
    end
    lease(task)
    if claim.executing ~= executing then
        claim.executing = executing
        change(task)
    end
    return true
end

register('renew', {'allow-oom'}, unpacked(function(epoch, worker, claims, handOvers, highestTask)
    if not begin() then
        return answer(GONE)
    end
    if run.status ~= STATUS.RUNNING or epoch ~= run.epoch then
        return answer(OVER)
    end
    if isBad(highestTask, -1) then
        return bad()
    end
    local numbers = {}
    for i = 1, #claims, 3 do
        numbers[#numbers + 1] = claims[i]
    end
    local renewed = #numbers
    for i = 1, #handOvers, 2 do
        numbers[#numbers + 1] = handOvers[i]
    end
    load(numbers)
    local lost = {}
    for i, number in ipairs(numbers) do
        local task, isKept = get(number), false
        if run.hardEnd <= now then
            isKept = false
        elseif i <= renewed then
            isKept = renew(task, claims[3 * i - 1], claims[3 * i], worker)
        else
            isKept = handOver(task, handOvers[2 * (i - renewed)], worker)
        end
        if not isKept then
            lost[#lost + 1] = i - 1
        end
    end
    flush()
    return answer(RENEWED, lost, nextDeadline())
end))
