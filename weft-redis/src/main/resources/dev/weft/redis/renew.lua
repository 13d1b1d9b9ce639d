#!lua flags=allow-oom
-- RENEW: extends leases. A lease whose deadline has passed can be renewed as long as nobody has reaped
-- it.
--
-- KEYS: the record
-- step: epoch; worker; claims (task, k, task being executed, …); hand-overs (task, k, …); highest task
--   named
-- answer: OVER | GONE | BAD | RENEWED, lost claims and hand-overs (their places), next deadline
-- needs: run records claims

local RENEWED = 3

local epoch, worker, claims, handOvers, highestTask = unpack(step)

if not begin() then
    return answer(GONE)
end
if run.status ~= RUNNING or epoch ~= run.epoch then
    return answer(OVER)
end
if isBad(highestTask, -1) then
    return bad()
end

local function isHeld(task, k)
    return isClaimed(task) and task.claim.k == k and task.claim.owner == worker
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
for i = 1, renewed do
    local task = get(numbers[i])
    if run.hardEnd <= now or not isHeld(task, claims[3 * i - 1]) then
        lost[#lost + 1] = i - 1
    else
        lease(task)
        if task.claim.executing ~= claims[3 * i] then
            task.claim.executing = claims[3 * i]
            change(task)
        end
    end
end
for i = renewed + 1, #numbers do
    local k = handOvers[2 * (i - renewed)]
    if run.hardEnd <= now or not handOver(get(numbers[i]), k, worker) then
        lost[#lost + 1] = i - 1
    end
end
flush()
return answer(RENEWED, lost, nextDeadline())
