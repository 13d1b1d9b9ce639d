#!lua flags=allow-oom
-- HOLD: an output is kept in memory, and its holder claims children that wait for it alone. A child is
-- claimed only if the caller's is its last missing edge, and has one holder at a time.
--
-- KEYS: the record
-- step: epoch; worker; claim's task; its k; the task whose output is held; its execution; edges (edge,
--   child, 2 · in-degree + fenced, …); highest task named; highest edge named
-- answer: OVER | GONE | BAD | REFUSED, reason | HELD, grants, unready, contended
-- needs: run records claims

local REFUSED, HELD_ANSWER = 3, 4
local HOLDER = '<I4c8I4I8' -- the task that is held, its execution, task and k of its claim

local epoch, worker, claimTask, claimK, held, execution, out, highestTask, highestEdge = unpack(step)

if not begin() then
    return answer(GONE)
end
if isBad(highestTask, highestEdge) then
    return bad()
end
if run.status ~= RUNNING or epoch ~= run.epoch then
    return answer(OVER)
end

local function children()
    local list = {}
    for i = 2, #out, 3 do
        list[#list + 1] = out[i]
    end
    return list
end

-- Who holds the last missing input of each child: false where nobody does.
local function holdersOf(list)
    local holders, numbers = {}, {}
    local found = #list > 0 and inPortions('HMGET', key('holders'), list, 1) or {}
    for i = 1, #list do
        if found[i] then
            local task, exec, claim, k = struct.unpack(HOLDER, found[i])
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
local function arrivedEdges()
    local bits, skipped = {}, {}
    for i = 1, #out, 3 do
        for _, word in ipairs({'GET', 'u1', out[i] * 2}) do
            bits[#bits + 1] = word
        end
        for _, word in ipairs({'GET', 'u1', out[i]}) do
            skipped[#skipped + 1] = word
        end
    end
    if #bits == 0 then
        return {}
    end
    local arrived = inPortions('BITFIELD_RO', key('bits'), bits, 3)
    local others = run.failing and inPortions('BITFIELD_RO', key('skipped'), skipped, 3)
    for i = 1, #arrived do
        arrived[i] = arrived[i] == 1 or (others and others[i] == 1) or false
    end
    return arrived
end

local granted, unready, contended = {}, 0, 0

-- Claims a child that waits for the held output alone.
local function claimChild(child, inDegree, fenced)
    local claim = child.claim
    if isClaimed(child) then
        if claim.mode == HELD and claim.byTask == held and claim.byExecution == execution then
            granted[#granted + 1] = grant(child)
        end
        return
    end
    if claim and claim.notBefore > now then
        unready = unready + 1 -- its next attempt waits, and is then made by whoever is invoked
        return
    end
    issue(child, inDegree, fenced)
    endBackOff(child.claim)
    child.claim.byTask = held
    child.claim.byExecution = execution
    keep(child, HELD, worker)
    granted[#granted + 1] = grant(child)
end

local function hold()
    local list = children()
    load(list)
    local holders = holdersOf(list)
    local arrived = arrivedEdges()
    local counts = arrivals(list)
    local self = struct.pack(HOLDER, held, execution, claimTask, claimK)
    for i, number in ipairs(list) do
        local child = get(number)
        local inDegree = math.floor(out[3 * i] / 2)
        local holder = holders[i]
        if child.settled or arrived[i] then
            -- it does not wait for this output
        elseif holder and holder.bytes ~= self and stands(holder) then
            contended = contended + 1
        else
            redis.call('HSET', touched('holders'), number, self)
            if counts[i] + 1 < inDegree then
                unready = unready + 1
            else
                claimChild(child, inDegree, out[3 * i] % 2 == 1)
            end
        end
    end
end

load({held, claimTask})
local claimed = get(claimTask)
if get(held).settled or claimed.settled then
    return answer(REFUSED, DUPLICATE)
end
local reason = objection(claimed, claimK)
if not reason and claimed.claim.k ~= claimK then
    reason = UNKNOWN -- only what the lease covers is held
end
if reason then
    return answer(REFUSED, reason)
end
hold()
flush()
return answer(HELD_ANSWER, granted, unready, contended)
