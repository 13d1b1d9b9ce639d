-- HOLD: an output is kept in memory, and its holder claims children that wait for it alone. A child
-- is claimed only if the caller's is its last missing edge, and has one holder at a time.
--
-- Step: epoch; worker; claim's task; its k; the task whose output is held; its execution; edges
--   (edge, child, 2 · in-degree + fenced, …); highest task named; highest edge named.
-- Answer: OVER | GONE | REFUSED, reason | HELD_SOME, grants, unready, contended.

local REFUSED, HELD_SOME = 3, 4
local HOLDER = '<I4c8I4I8' -- the task that is held, its execution, task and k of its claim

-- Who holds the last missing input of each child; nil where nobody does.
local function holdersOf(children)
    local holders, numbers = {}, {}
    local found = inPortions('HMGET', key('holders'), children, 1)
    for i = 1, #children do
        if found[i] then
            local task, _, claim, k = parse(HOLDER, found[i])
            holders[i] = {bytes = found[i], task = task, claim = claim, k = k}
            numbers[#numbers + 1] = task
            numbers[#numbers + 1] = claim
        end
    end
    load(numbers)
    return holders
end

local function stands(holder)
    local task = get(holder.claim)
    return not get(holder.task).settled and isClaimed(task) and task.claim.k == holder.k
end

-- Whether each edge has arrived, skipped or not.
local function arrivedEdges(out)
    local bits, skipped = {}, {}
    for i = 1, #out, 3 do
        push(bits, 'GET', 'u1', arrivalBit(out[i]))
        push(skipped, 'GET', 'u1', skippingBit(out[i]))
    end
    local arrived = inPortions('BITFIELD_RO', key('edges'), bits, 3)
    local others = run.failing and inPortions('BITFIELD_RO', key('skips'), skipped, 3)
    for i = 1, #arrived do
        arrived[i] = arrived[i] == 1 or (others and others[i] == 1) or false
    end
    return arrived
end

-- Claims a child that waits for the held output alone. Returns its grant; nil if it has to wait.
local function claimChild(child, held, execution, worker, inDegree, fenced)
    local claim = child.claim
    if isClaimed(child) then
        local isMine = claim.mode == MODE.HELD and claim.byTask == held
            and claim.byExecution == execution
        return isMine and grant(child) or nil
    end
    issue(child, inDegree, fenced)
    endBackOff(child.claim)
    child.claim.byTask = held
    child.claim.byExecution = execution
    keep(child, MODE.HELD, worker)
    return grant(child)
end

local function hold(held, execution, worker, out, self)
    local granted, unready, contended, children = {}, 0, 0, {}
    for i = 2, #out, 3 do
        children[#children + 1] = out[i]
    end
    load(children)
    local holders, arrived, counts = holdersOf(children), arrivedEdges(out), arrivals(children)
    for i, number in ipairs(children) do
        local child, holder = get(number), holders[i]
        local inDegree = floor(out[3 * i] / 2)
        local waits = not child.settled and not arrived[i]
        if waits and holder and holder.bytes ~= self and stands(holder) then
            contended = contended + 1
        elseif waits and counts[i] + 1 >= inDegree and not isClaimed(child) and parking.mustWait(number) then
            contended = contended + 1 -- nobody knows when there will be a place
        elseif waits then
            call('HSET', touched('holders'), number, self)
            local claim = child.claim
            -- If its next attempt waits, that is made by whoever is invoked then.
            local backsOff = claim and not isClaimed(child) and claim.notBefore > now
            if counts[i] + 1 < inDegree or backsOff then
                unready = unready + 1
            else
                granted[#granted + 1] = claimChild(
                    child, held, execution, worker, inDegree, out[3 * i] % 2 == 1)
            end
        end
    end
    flush()
    return answer(HELD_SOME, granted, unready, contended)
end

register('hold', {'allow-oom'}, unpacked(function(
    epoch, worker, claimTask, claimK, held, execution, out, highestTask, highestEdge)
    if not begin() then
        return answer(GONE)
    end
    if isBad(highestTask, highestEdge) then
        return bad()
    end
    if run.status ~= STATUS.RUNNING or epoch ~= run.epoch then
        return answer(OVER)
    end
    load({held, claimTask})
    local claimed = get(claimTask)
    if get(held).settled or claimed.settled then
        return answer(REFUSED, REASON.DUPLICATE)
    end
    local reason = objection(claimed, claimK)
    if not reason and (claimed.claim.k ~= claimK or parking.isParked(claimed.claim)) then
        reason = REASON.UNKNOWN -- only what the lease covers is held
    end
    if reason then
        return answer(REFUSED, reason)
    end
    local self = pack(HOLDER, held, execution, claimTask, claimK)
    return hold(held, execution, worker, out, self)
end))
