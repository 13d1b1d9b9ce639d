-- Edges: which have arrived and which are consumed, a bit each, so that saying it twice changes
-- nothing, and counts that change only together with a bit.
-- For where they are see places.lua.

local ALL = 4294967295 -- number of consumed edges, once none is left

-- Appends an operation for BITFIELD; one that reads has no value.
local function push(operations, what, width, at, value)
    local n = #operations
    operations[n + 1] = what
    operations[n + 2] = width
    operations[n + 3] = at
    operations[n + 4] = value
end

local addTurn, turn
do
    local IS_ALL = '4294967295'

    -- Bits that are about to be set, and counts to be changed by that; how many, and of how many
    -- operations; by turn its bit, its count's place, whether it ends that, and its first operation.
    -- They are kept from step to step, since to make and to collect them took longer than to fill
    -- them.
    local turns, length = 0, 0
    local bits, places, ends, firsts, operations = {}, {}, {}, {}, {}
    local MOST_KEPT = 4 * PORTION

    function forgetTurns()
        turns, length = 0, 0
        if #operations > MOST_KEPT then
            bits, places, ends, firsts, operations = {}, {}, {}, {}, {}
        end
    end

    local function operate(what, width, at, value)
        local i = 4 * length
        operations[i + 1], operations[i + 2], operations[i + 3], operations[i + 4] =
            what, width, at, value
        length = length + 1
    end

    -- Adds a bit to be set, with the place of a count that changes if the bit was not set before
    -- (or false): it grows by 1, or at its end becomes ALL.
    function addTurn(bit, place, isEnd)
        turns = turns + 1
        bits[turns], places[turns], ends[turns], firsts[turns] = bit, place, isEnd, length + 1
        operate('SET', 'u1', bit, '1')
        if place and isEnd then
            operate('SET', 'u32', place, IS_ALL)
        elseif place then
            operate('INCRBY', 'u32', place, '1')
        end
    end

    -- Takes back what was done in the belief that no bit was set; `found` is what came of it.
    local function undo(name, found)
        local back = {}
        for i = turns, 1, -1 do
            local first = firsts[i]
            if places[i] and ends[i] then
                push(back, 'SET', 'u32', places[i], found[first + 1])
            elseif places[i] then
                push(back, 'INCRBY', 'u32', places[i], '-1')
            end
            push(back, 'SET', 'u1', bits[i], found[first])
        end
        inPortions('BITFIELD', name, back, 4)
    end

    -- First the bits, then the counts of those that were not set.
    local function turnSlowly(name)
        local sets, changes, news = {}, {}, {}
        for i = 1, turns do
            push(sets, 'SET', 'u1', bits[i], '1')
        end
        local found = inPortions('BITFIELD', name, sets, 4)
        for i = 1, turns do
            local isNews = found[i] == 0
            found[i] = isNews
            if isNews and places[i] then
                news[#news + 1] = i
                local what, value = 'INCRBY', '1'
                if ends[i] then
                    what, value = 'SET', IS_ALL
                end
                push(changes, what, 'u32', places[i], value)
            end
        end
        if #news > 0 then
            local after = inPortions('BITFIELD', name, changes, 4)
            for i = 1, #news do
                found[news[i]] = after[i]
            end
        end
        return found
    end

    local function turnAtOnce(name)
        local found = inPortions('BITFIELD', name, operations, 4, length)
        for i = 1, turns do
            if found[firsts[i]] == 1 then
                undo(name, found)
                return nil
            end
        end
        for i = 1, turns do -- a turn's operations never come before its own place
            found[i] = not places[i] or found[firsts[i] + 1]
        end
        return found
    end

    -- Sets the bits that were added. Returns by turn the count after it, or what it was if that is
    -- ALL now, or `true` if there is none; false if it is no news. What is said twice is rare.
    function turn(name)
        local found = turnAtOnce(name) or turnSlowly(name)
        forgetTurns()
        return found
    end
end

-- Settles what an expansion has added, or takes that back: it was executed in the expansion's segment,
-- and nothing is kept of it but that it is settled. `bytes` have the first task and how many at a place.
local turnSettled
do
    local MOST_BITS = 32 -- of a field that BITFIELD sets

    -- Bits of neighbours, as far as they have one page.
    local function turnInPage(operations, first, count, isSettled)
        local from = settledBit(first)
        while count > 0 do
            local some = min(count, MOST_BITS)
            local bits = isSettled and string.format('%.0f', 2 ^ some - 1) or '0'
            push(operations, 'SET', 'u' .. some, from, bits)
            from, count = from + some, count - some
        end
    end

    function turnSettled(bytes, place, isSettled)
        local first, count = parse('<I4I4', bytes, place)
        run.settled = run.settled + (isSettled and count or -count)
        local operations = {}
        while count > 0 do
            local some = min(count, PAGE.TASKS - (first - run.tasks) % PAGE.TASKS)
            turnInPage(operations, first, some, isSettled)
            first, count = first + some, count - some
        end
        if #operations > 0 then
            inPortions('BITFIELD', key('edges'), operations, 4)
        end
    end
end

-- The places of the graph's own numbers are computed in the loops: a call for each takes longer than
-- all else that is done for it here.

-- Adds the edges of one task, which arrive at its children. `out` is edge, child, and twice the
-- child's in-degree plus whether it is fenced, for each edge.
local function addArrivals(out)
    local tasks, edges = run.tasks, run.edges
    local bits = 64 * tasks
    for i = 1, #out, 3 do
        local edge, child = out[i], out[i + 1]
        addTurn(
            edge < edges and bits + 2 * edge or arrivalBit(edge),
            child < tasks and 64 * child or countPlace(child), false)
    end
end

-- Adds the edges into one task, which it consumes. `inputs` is parent and out-degree for each edge.
local function addConsumptions(first, inputs)
    local tasks, edges = run.tasks, run.edges
    local bits, edge = 64 * tasks + 1, first
    for i = 1, #inputs, 2 do
        local parent = inputs[i]
        addTurn(
            edge < edges and bits + 2 * edge or consumptionBit(edge),
            parent < tasks and 64 * parent + 32 or countPlace(parent) + 32, inputs[i + 1] == 1)
        edge = edge + 1
    end
end

-- Lets edges of a task that failed or was skipped arrive. Returns what `turn` does.
local function arriveSkipping(out)
    for i = 1, #out, 3 do
        addTurn(skippingBit(out[i]), skipsPlace(out[i + 1]), false)
    end
    return turn(touched('skips'))
end

-- Adds the arrivals that are counted in the other place: those from committed parents for a task
-- that skips, else those from others. The counts of its edges come after a place among all.
local function withOthers(counts, from, out, skipping)
    local gets = {}
    for i = 2, #out, 3 do
        push(gets, 'GET', 'u32', (skipping and countPlace or skipsPlace)(out[i]))
    end
    local others = inPortions('BITFIELD_RO', key(skipping and 'edges' or 'skips'), gets, 3)
    for i = 1, #others do
        counts[from + i] = counts[from + i] and counts[from + i] + others[i]
    end
end

-- What one step publishes: the first `kept` children that become ready are the caller's, the rest
-- is for whoever is invoked.
local function newPublication(kept, caller)
    local running = run.status == STATUS.RUNNING
    return {
        kept = running and kept or 0, caller = caller, granting = running, granted = {},
        anyNew = false,
    }
end

local publish
do
    -- Whether an outcome of the caller made the task ready and issued this very claim.
    local function isOf(child, number, execution, caller)
        local claim = child.claim
        return isClaimed(child) and claim.byTask == number and claim.byExecution == execution
            and (claim.mode == MODE.INVOKE or claim.owner == caller)
    end

    -- Claims a child that became ready; false if its next attempt has to wait.
    local function cover(child, number, execution, publication)
        local claim = child.claim
        if claim.notBefore > now then
            backOff(child, claim.notBefore)
            return false
        end
        endBackOff(claim)
        claim.byTask, claim.byExecution = number, execution
        if publication.kept > 0 then
            publication.kept = publication.kept - 1
            keep(child, MODE.CONTINUE, publication.caller)
        else
            dispatch(child)
        end
        return true
    end

    -- Claims those children of a task that are ready. After a place in `counts` is, by edge, how
    -- many have arrived at the child; false if the edge had arrived before: that is no news, but if
    -- the caller's own outcome made its child ready then, that grant is given again.
    function publish(publication, task, out, counts, from)
        local granted, caller = publication.granted, publication.caller
        for i = 1, #out / 3 do
            local child, count = get(out[3 * i - 1]), counts[from + i]
            local isGranted = false
            if not count then
                isGranted = isOf(child, task.number, task.execution, caller)
            else
                publication.anyNew = true
                local inDegree = floor(out[3 * i] / 2)
                if count == inDegree and not child.settled and not isClaimed(child) then
                    issue(child, inDegree, out[3 * i] % 2 == 1)
                    if run.parallelism > 0 and parking.mustWait(child.number) then
                        parking.park(child)
                    else
                        isGranted = cover(child, task.number, task.execution, publication)
                    end
                end
            end
            if isGranted and publication.granting then
                granted[#granted + 1] = child
            end
        end
    end

    -- Takes the parked task that is to be let in now; nil if there is none, or no place for it.
    local function takeParked()
        if run.parallelism == 0 or run.claimed >= run.parallelism then
            return nil
        end
        local first = call('ZPOPMIN', key('parked'))[1]
        if not first then
            return nil
        end
        local number = parse('>I4', first)
        load({number})
        return get(number)
    end

    local function grantIfRunning(publication, child)
        if run.status == STATUS.RUNNING then
            publication.granted[#publication.granted + 1] = child
        end
    end

    -- Lets parked tasks in as long as there are places for them, in the name of an outcome, if there is
    -- one. Every step that may have made a place ends with this: what an outcome itself makes ready comes
    -- first.
    function parking.letIn(publication, number, execution)
        local child = takeParked()
        while child do
            if cover(child, number or -1, execution or NONE, publication) then
                grantIfRunning(publication, child)
            end
            child = takeParked()
        end
    end

    -- Grants again what an outcome has let in when it came first.
    function parking.letInAgain(publication, by, execution)
        if run.parallelism == 0 then
            return
        end
        local numbers, known = indexed('leases', '(+inf'), {}
        for _, number in ipairs(indexed('waiting', '(+inf')) do
            numbers[#numbers + 1] = number
        end
        for _, child in ipairs(publication.granted) do
            known[child.number] = true
        end
        load(numbers)
        for _, number in ipairs(numbers) do
            if not known[number] and isOf(get(number), by, execution, publication.caller) then
                grantIfRunning(publication, get(number))
            end
        end
    end
end

local function loadChildren(out)
    local children = {}
    for i = 2, #out, 3 do
        children[#children + 1] = out[i]
    end
    load(children)
end

-- Publishes edges of a task that failed or was skipped.
local function publishSkipping(publication, task, out)
    if #out > 0 then
        loadChildren(out)
        local counts = arriveSkipping(out)
        withOthers(counts, 0, out, true)
        publish(publication, task, out, counts, 0)
    end
end

local function grants(publication)
    local list = {}
    for i, child in ipairs(publication.granted) do
        list[i] = grant(child)
    end
    return list
end

-- How often the children of a task have consumed its output; ALL if all have.
local function consumptions(number)
    return allConsumed[number] and ALL
        or call('BITFIELD_RO', key('edges'), 'GET', 'u32', countPlace(number) + 32)[1]
end

-- Throws a task's output away, if it has one.
local function freeValue(task)
    if task.settled and (task.kind == KIND.INLINE or task.kind == KIND.SPREAD) then
        free(task)
    end
end

-- Throws away the inputs that nobody needs any more. After a place in `counts` is, by edge, how
-- often the parent's output is consumed now; false if the edge was consumed before.
local function freeConsumed(inputs, counts, from)
    for i = 1, #inputs / 2 do
        local number, outDegree, count = inputs[2 * i - 1], inputs[2 * i], counts[from + i]
        if count and (outDegree == 1 or count == outDegree) then
            if outDegree > 1 then
                allConsumed[number] = true
            end
            freeValue(get(number))
        end
    end
end

-- Records that a task which failed or was skipped does not use its inputs.
local function withhold(first, inputs)
    local sets = {}
    for i = 1, #inputs, 2 do
        push(sets, 'SET', 'u1', first + (i - 1) / 2, 1)
    end
    if #sets > 0 then
        inPortions('BITFIELD', touched('withheld'), sets, 4)
    end
end
