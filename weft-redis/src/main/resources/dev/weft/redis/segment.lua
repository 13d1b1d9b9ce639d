-- A segment as COMMIT is given it, and what is answered; see commit.lua.

local BAD, REFUSED, NOT_READY, COMMITTED_IT = 2, 3, 4, 5
local OVER_ANSWER = '\0'

-- The present step, and of it: who commits under which claim, and the tasks. See `readStep` for the
-- rest.
local step, worker, claimTask, claimK, segment

local readStep, turnTo
do
    local GROWS, SETTLES_GROWN = 128, 64 -- beside the outcome

    -- By number of inputs: what stands for them if all came from the store.
    local NOTHING_USED = {}

    local function readUsed(count)
        local used = readBytes(16 * count)
        local nothing = NOTHING_USED[count]
        if not nothing then
            nothing = string.rep(NONE, 2 * count)
            NOTHING_USED[count] = nothing
        end
        return used ~= nothing and used
    end

    -- One task: its number, execution, outcome, attempts that failed before; where its output is,
    -- the size and digest of that; its edges (edge, child, 2 · in-degree + fenced, …), the number of its first incoming edge,
    -- its inputs (parent, out-degree, …), execution and digest of each input that did not come from
    -- the store, its value; if its outcome is 128 more, the first task, number of tasks, first edge and
    -- number of edges that it adds; if it is 64 more, these tasks are settled with it.
    local function readTask()
        local number, execution, outcome, failures, kind, size, digest, edges, firstEdge, inputs,
            used, value
        number, execution, outcome, failures, kind, size, digest, edges, firstEdge, inputs, used,
            value, at = parse('<I4c8BI4BI8c8I4I4I4I4I4', bytes, at)
        local grows, settlesGrown = outcome >= GROWS, false
        if grows then
            outcome = outcome - GROWS
            settlesGrown = outcome >= SETTLES_GROWN
            outcome = settlesGrown and outcome - SETTLES_GROWN or outcome
        end
        return {
            number = number, execution = execution, outcome = outcome, failures = failures,
            kind = kind, bytes = size, digest = digest, firstEdge = firstEdge, out = readNumbers(3 * edges),
            inputs = readNumbers(2 * inputs), used = used > 0 and readUsed(used),
            value = readBytes(value), grown = grows and readBytes(16), settlesGrown = settlesGrown,
        }
    end

    local function readHandOvers(count)
        local list = {}
        for i = 1, 2 * count, 2 do
            list[i], list[i + 1], at = parse('<I4I8', bytes, at)
        end
        return list
    end

    -- Which part of the edges it is, and whether it is the last; how many children to keep; wanted
    -- inputs (child, how many, parents; …); hand-overs (task, k, …); ids of deleted values; work
    -- (attempts, seconds, nanoseconds, bytes, trips); whether a task has inputs that did not come
    -- from the store.
    function readStep()
        local epoch, claimTask, claimK, part, isLast, kept, tasks, wishes, gifts, gone, attempts,
            seconds, nanos, moved, trips, highestTask, highestEdge, worker
        epoch, claimTask, claimK, part, isLast, kept, tasks, wishes, gifts, gone, attempts,
            seconds, nanos, moved, trips, highestTask, highestEdge, worker, at =
            parse('<I4I4I8I4BI4I4I4I4I4I8I8I8I8I8i4i4I4c0', bytes, at)
        local segment, anyUsed = {}, false
        for i = 1, tasks do
            segment[i] = readTask()
            anyUsed = anyUsed or segment[i].used
        end
        return {
            epoch = epoch, worker = worker, claimTask = claimTask, claimK = claimK, part = part,
            isLast = isLast == 1, kept = kept, segment = segment, anyUsed = anyUsed,
            wanted = readNumbers(wishes), handOvers = gifts == 0 and EMPTY or readHandOvers(gifts),
            deleted = readBytes(12 * gone), attempts = attempts, seconds = seconds, nanos = nanos,
            bytes = moved, trips = trips,
            isBad = isBad(highestTask, max(highestEdge, part - 1)),
        }
    end

    function turnTo(next)
        step, worker, claimTask, claimK, segment =
            next, next.worker, next.claimTask, next.claimK, next.segment
    end
end

-- Reads the records of all tasks that the steps may have to do with.
local loadAll
do
    -- Adds the tasks of a step to a list of some length; returns the length then.
    local function addAll(numbers, n, of)
        n = n + 1
        numbers[n] = of.claimTask
        local segment, handOvers = of.segment, of.handOvers
        for place = 1, #segment do
            local entry = segment[place]
            n = n + 1
            numbers[n] = entry.number
            local inputs, out = entry.inputs, entry.out
            for i = 1, #inputs, 2 do
                n = n + 1
                numbers[n] = inputs[i]
            end
            for i = 2, #out, 3 do
                n = n + 1
                numbers[n] = out[i]
            end
        end
        for i = 1, #handOvers, 2 do
            n = n + 1
            numbers[n] = handOvers[i]
        end
        return n
    end

    function loadAll(steps)
        local numbers, n = {}, 0
        for i = 1, #steps do
            if not steps[i].isBad then
                n = addAll(numbers, n, steps[i])
            end
        end
        load(numbers)
    end
end

local function refusal(reason, winner)
    return string.char(REFUSED, reason, winner and 1 or 0) .. (winner or '')
end

local function packAccepted(again, status, ended, granted, inputs, ids)
    local first = pack(
        '<BBBI8I4I4I4', COMMITTED_IT, again and 1 or 0, status, ended, #granted, #inputs, #ids)
    if #granted + #inputs == 0 and ids == '' then
        return first
    end
    return first .. table.concat(granted) .. table.concat(inputs) .. ids
end

local function accepted(again, granted, ids)
    return packAccepted(again, run.status, run.ended, granted, EMPTY, ids)
end
