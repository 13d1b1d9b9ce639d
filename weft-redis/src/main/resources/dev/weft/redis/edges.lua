-- Edges: which have arrived and which are consumed, a bit each, so that saying it twice changes
-- nothing, and counts that change only together with a bit.
--
-- `bits` has two bits an edge (arrived, consumed), `counts` two numbers of 32 bits a task (edges that
-- have arrived, edges that its children have consumed). What failed and skipped tasks publish and
-- consume is kept apart (`skipped`, `skips`, `withheld`), so that a resumption forgets it at once.

local ALL = 4294967295 -- number of consumed edges, once none is left

-- Appends an operation for BITFIELD; one that reads has no value.
local function push(operations, what, width, at, value)
    local n = #operations
    operations[n + 1] = what
    operations[n + 2] = width
    operations[n + 3] = at
    operations[n + 4] = value
end

-- Lets the edges of one task arrive. `out` is edge, child, and twice the child's in-degree plus
-- whether it is fenced, for each edge.
--
-- Returns, for each edge that is new, how many edges have arrived at its child.
local function arrive(out, skipping)
    local bits, bit, counts, count = key('bits'), 2, key('counts'), 64
    local others, other = key('skips'), 32
    if skipping then
        bits, bit, counts, count = touched('skipped'), 1, touched('skips'), 32
        others, other = key('counts'), 64
    end
    local sets, adds, gets = {}, {}, {}
    for i = 1, #out, 3 do
        push(sets, 'SET', 'u1', out[i] * bit, 1)
    end
    local before = inPortions('BITFIELD', bits, sets, 4)
    local new = {}
    for i = 1, #before do
        if before[i] == 0 then
            local child = out[3 * i - 1]
            new[#new + 1] = i
            push(adds, 'INCRBY', 'u32', child * count, 1)
            push(gets, 'GET', 'u32', child * other)
        end
    end
    local arrived = {}
    if #new > 0 then
        local here = inPortions('BITFIELD', counts, adds, 4)
        local there = run.failing and inPortions('BITFIELD_RO', others, gets, 3)
        for n, i in ipairs(new) do
            arrived[i] = here[n] + (there and there[n] or 0)
        end
    end
    return arrived
end

-- Whether an outcome of the caller made the task ready and issued this very claim.
local function isOf(child, task, caller)
    local claim = child.claim
    return isClaimed(child) and claim.byTask == task.number
        and claim.byExecution == task.execution
        and (claim.mode == INVOKE or claim.owner == caller)
end

-- Claims a child that became ready; false if its next attempt has to wait.
local function cover(child, task, keeping, caller)
    local claim = child.claim
    if claim.notBefore > now then
        backOff(child, claim.notBefore)
        return false
    end
    endBackOff(claim)
    claim.byTask = task.number
    claim.byExecution = task.execution
    if keeping then
        keep(child, CONTINUE, caller)
    else
        dispatch(child)
    end
    return true
end

-- Lets edges arrive for one step and claims the children that become ready: the first `kept` for the
-- caller, the rest for whoever is invoked. An edge that has arrived before is no news; if the
-- caller's own outcome made its child ready then, that grant is given again.
local function newPublication(kept, caller)
    local running = run.status == RUNNING
    return {kept = running and kept or 0, caller = caller, granting = running, granted = {},
        anyNew = false}
end

local function publish(publication, task, out)
    if #out == 0 then
        return
    end
    local children = {}
    for i = 2, #out, 3 do
        children[#children + 1] = out[i]
    end
    load(children)
    local arrived = arrive(out, task.outcome ~= COMMITTED)
    for i = 1, #children do
        local child = get(children[i])
        local inDegree = math.floor(out[3 * i] / 2)
        local granted = false
        if not arrived[i] then
            granted = isOf(child, task, publication.caller)
        else
            publication.anyNew = true
            if arrived[i] == inDegree and not child.settled and not isClaimed(child) then
                issue(child, inDegree, out[3 * i] % 2 == 1)
                granted = cover(child, task, publication.kept > 0, publication.caller)
                if granted and child.claim.mode == CONTINUE then
                    publication.kept = publication.kept - 1
                end
            end
        end
        if granted and publication.granting then
            publication.granted[#publication.granted + 1] = child
        end
    end
end

local function grants(publication)
    local list = {}
    for i, child in ipairs(publication.granted) do
        list[i] = grant(child)
    end
    return list
end

-- Whether some child that committed has used a task's output.
local function isUsed(number)
    return redis.call('BITFIELD_RO', key('counts'), 'GET', 'u32', number * 64 + 32)[1] > 0
end

local function keepsValue(task)
    return task.settled and (task.kind == INLINE or task.kind == SPREAD)
end

-- Sets the bits of edges whose child has settled. An input list is the number of its first edge, then
-- parent and out-degree for each parent.
--
-- Returns the parents and out-degrees of edges that were not consumed before.
local function consumeEdges(inputLists)
    local sets, parents, degrees = {}, {}, {}
    for _, inputs in ipairs(inputLists) do
        for i = 2, #inputs, 2 do
            push(sets, 'SET', 'u1', (inputs[1] + i / 2 - 1) * 2 + 1, 1)
            parents[#parents + 1] = inputs[i]
            degrees[#degrees + 1] = inputs[i + 1]
        end
    end
    if #sets == 0 then
        return parents, degrees
    end
    local before = inPortions('BITFIELD', key('bits'), sets, 4)
    local newParents, newDegrees = {}, {}
    for i = 1, #before do
        if before[i] == 0 then
            newParents[#newParents + 1] = parents[i]
            newDegrees[#newDegrees + 1] = degrees[i]
        end
    end
    return newParents, newDegrees
end

-- Records that committed tasks have used their inputs for the last time, and throws away what nobody
-- needs any more: of these inputs, and of the outputs of the tasks that were settled just now.
local function consume(inputLists, settledNow)
    local parents, degrees = consumeEdges(inputLists)
    local counting, ending = {}, {}
    for i = 1, #settledNow do
        push(counting, 'INCRBY', 'u32', settledNow[i].number * 64 + 32, 0)
    end
    for i = 1, #parents do
        local last = degrees[i] == 1
        push(counting, last and 'SET' or 'INCRBY', 'u32', parents[i] * 64 + 32, last and ALL or 1)
    end
    if #counting == 0 then
        return
    end
    local counts = inPortions('BITFIELD', key('counts'), counting, 4)
    for i = 1, #settledNow do
        if counts[i] == ALL and keepsValue(settledNow[i]) then
            free(settledNow[i])
        end
    end
    load(parents)
    for i = 1, #parents do
        if degrees[i] == 1 or counts[#settledNow + i] == degrees[i] then
            if degrees[i] > 1 then
                push(ending, 'SET', 'u32', parents[i] * 64 + 32, ALL)
            end
            if keepsValue(get(parents[i])) then
                free(get(parents[i]))
            end
        end
    end
    if #ending > 0 then
        inPortions('BITFIELD', key('counts'), ending, 4)
    end
end

-- Records that tasks which failed or were skipped do not use their inputs.
local function withhold(inputLists)
    local sets = {}
    for _, inputs in ipairs(inputLists) do
        for i = 2, #inputs, 2 do
            push(sets, 'SET', 'u1', inputs[1] + i / 2 - 1, 1)
        end
    end
    if #sets > 0 then
        inPortions('BITFIELD', touched('withheld'), sets, 4)
    end
end
