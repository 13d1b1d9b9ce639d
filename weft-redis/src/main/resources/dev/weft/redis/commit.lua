-- COMMIT: makes the outcome of a segment final. All questions come before the first write, in the
-- order of the protocol: committed before; over; the claim; the inputs.
--
-- A refused step changes nothing but the trash: what the caller has deleted leaves it, and what the
-- caller has stored in vain enters it.
--
-- Several segments that are committed at the same time may come together: each has a verdict of its
-- own, as if they had come one after the other, but what every step begins and ends with is done
-- once.
--
-- Step, packed: length and bytes of each segment; see `readStep` and `readTask`.
-- Answer, packed: nothing if there is no run; else the next deadline, and length and bytes of each
-- segment's answer: OVER | BAD, tasks, edges | REFUSED, reason, whether there is a winner, winner
--   | NOT_READY, what is missing
--   | COMMITTED_IT, again, status, when it ended, numbers of grants, inputs and bytes of garbage;
--   grants; inputs; garbage.

-- Of a run that is done only the sink's outcome is known.
local function afterDone()
    local result = call('HMGET', key('run'), 'result', 'value')
    local sink = get(run.sink)
    decodeResult(sink, result[1], 1)
    for _, entry in ipairs(segment) do
        if entry.number == run.sink then
            if entry.execution == sink.execution then
                return accepted(true, EMPTY, leftovers())
            end
            local value = sink.kind == KIND.INLINE and result[2]
            return refusal(REASON.DUPLICATE, packKnown(run.sink, result[1], value))
        end
    end
    return OVER_ANSWER
end

-- Has the values deleted that were stored for this step.
local function discard()
    for _, entry in ipairs(segment) do
        if entry.kind == KIND.SPREAD then
            freeOrphan(get(entry.number), entry.execution)
        end
    end
end

-- A claim that is unknown may only be withdrawn: when its last parent has committed it is there
-- again, and late but good work is accepted. So its values stay.
local function refuse(reason, winner)
    if reason ~= REASON.UNKNOWN and reason ~= REASON.TAKEN then
        discard()
    end
    return refusal(reason, winner and packResult(winner))
end

-- How many tasks the segment has.
local function size()
    local tasks = #segment
    for i = 1, #segment do
        if segment[i].settlesGrown then
            tasks = tasks + parse('<I4', segment[i].grown, 5)
        end
    end
    return tasks
end

local function settleAll()
    for i = 1, #segment do
        local entry = segment[i]
        local task = get(entry.number)
        settle(task, entry.outcome, claimTask, claimK, entry.execution, entry.kind, entry.bytes,
            entry.digest)
        if entry.kind == KIND.INLINE then
            values[entry.number] = entry.value
        elseif entry.kind == KIND.SPREAD then
            note(task)
        end
        if run.uses then
            call('HDEL', key('used'), entry.number)
        end
        if entry.failures > 0 then
            call('HSET', touched('retries'), entry.number, entry.failures)
        end
        if entry.settlesGrown then
            turnSettled(entry.grown, 1, true)
        end
        if task.claim and not isClaimed(task) then
            release(task)
        end
    end
end

-- Keeps the claim in the index until all edges are published.
local function leaveOpen(claimed)
    local claim = claimed.claim
    local ending = get(segment[#segment].number)
    ending.open = true
    openParts(claimed, ending.number, step.part, step.isLast)
    endBackOff(claim)
    change(claimed)
    if claim.k == claimK and not parking.isParked(claim) then
        keep(claimed, claim.mode, worker)
    end
end

local publishAgain, publishAndConsume
do
    local function publishEntry(publication, entry, counts, from)
        if run.failing and #entry.out > 0 then
            withOthers(counts, from, entry.out, false)
        end
        publish(publication, get(entry.number), entry.out, counts, from)
    end

    -- Publishes once more what this execution has committed. A step that has grown since must not
    -- publish what it did not commit.
    function publishAgain()
        local publication = newPublication(step.kept, worker)
        for _, entry in ipairs(segment) do
            local task = get(entry.number)
            local isOurs = task.settled and task.execution == entry.execution
            if isOurs and task.outcome == OUTCOME.COMMITTED then
                if #entry.out > 0 then
                    addArrivals(entry.out)
                    publishEntry(publication, entry, turn(key('edges')), 0)
                end
            elseif isOurs then
                publishSkipping(publication, task, entry.out)
            end
        end
        return publication
    end

    -- Sets the bits of what is settled just now: its edges arrive, its inputs are consumed.
    local function turnAll()
        for i = 1, #segment do
            local entry = segment[i]
            if entry.outcome == OUTCOME.COMMITTED then
                addArrivals(entry.out)
                addConsumptions(entry.firstEdge, entry.inputs)
            end
            addTurn(settledBit(entry.number), false, false)
        end
        return turn(key('edges'))
    end

    -- Which of the tasks have outputs that all children have consumed before: children of a held
    -- output, of one that was lost, or those that take the first ones.
    local function consumedBefore()
        local consumed = EMPTY
        if run.uses or run.losing or run.grew then
            consumed = {}
            for _, entry in ipairs(segment) do
                consumed[entry.number] = consumptions(entry.number) == ALL
            end
        end
        return consumed
    end

    -- Publishes and consumes for the tasks that are settled just now.
    function publishAndConsume()
        local publication = newPublication(step.kept, worker)
        local consumed, counts, from = consumedBefore(), turnAll(), 0
        for _, entry in ipairs(segment) do
            if entry.outcome == OUTCOME.COMMITTED then
                local edges, inputs = #entry.out / 3, #entry.inputs / 2
                publishEntry(publication, entry, counts, from)
                if consumed[entry.number] then
                    freeValue(get(entry.number))
                end
                freeConsumed(entry.inputs, counts, from + edges)
                from = from + edges + inputs + 1
            else
                publishSkipping(publication, get(entry.number), entry.out)
                withhold(entry.firstEdge, entry.inputs)
                from = from + 1
            end
        end
        return publication
    end
end

local inputsOf, carryInputs
do
    local MOST_BYTES = 262144 -- of an answer's inputs

    -- The tasks whose results are wanted for granted children which the caller keeps, each once.
    function inputsOf(publication)
        local wanted, keeps, seen, list = step.wanted, {}, {}, {}
        for _, child in ipairs(publication.granted) do
            keeps[child.number] = child.claim.mode == MODE.CONTINUE
        end
        local i = 1
        while i < #wanted do
            local last = i + 1 + wanted[i + 1]
            for at = i + 2, keeps[wanted[i]] and last or i do
                local number = wanted[at]
                if not seen[number] then
                    seen[number] = true
                    list[#list + 1] = number
                end
            end
            i = last + 1
        end
        return list
    end

    -- Results for an answer. A value that would make it too large stays out.
    local function carried(numbers)
        local list, size = {}, 0
        for i = 1, #numbers do
            local parent = get(numbers[i])
            local more = parent.kind == KIND.INLINE and parent.bytes or 0
            if parent.settled and size + more <= MOST_BYTES then
                list[#list + 1] = packResult(parent)
                size = size + more
            end
        end
        return list
    end

    -- Adds to answers the inputs that they are to carry, if the run goes on: they are read at once.
    function carryInputs(accepted)
        local goesOn, numbers = run.status == STATUS.RUNNING, {}
        for _, one in ipairs(accepted) do
            for i = 1, goesOn and #one.wanted or 0 do
                numbers[#numbers + 1] = one.wanted[i]
            end
        end
        load(numbers)
        loadValues(numbers)
        for _, one in ipairs(accepted) do
            one.inputs = goesOn and carried(one.wanted) or EMPTY
        end
    end
end

local function committed(again, publication)
    for i = 1, #step.handOvers, 2 do
        handOver(get(step.handOvers[i]), step.handOvers[i + 1], worker)
    end
    local ids = run.status == STATUS.RUNNING and garbage() or ''
    local granted = {}
    for i, child in ipairs(publication.granted) do
        granted[i] = packGrant(child)
    end
    if #step.wanted == 0 then
        return accepted(again, granted, ids)
    end
    return {
        again = again, status = run.status, ended = run.ended, granted = granted, ids = ids,
        wanted = inputsOf(publication),
    }
end

local decide
do
    -- Any chunk of the execution that committed is accepted, in any order, repeated or not.
    local function goOn()
        if step.epoch ~= run.epoch then
            return committed(true, newPublication(0, worker))
        end
        local publication = publishAgain()
        local ending = get(segment[#segment].number)
        if not ending.open then
            parking.letInAgain(publication, segment[1].number, segment[1].execution)
            return committed(not publication.anyNew, publication)
        end
        load({ending.segment})
        local claimed = get(ending.segment)
        local closes = published(claimed.number, step.part, step.isLast)
        if closes then
            ending.open = false
            change(ending)
            release(claimed)
            parking.letIn(publication, segment[1].number, segment[1].execution)
        elseif claimed.claim.owner == worker then
            lease(claimed)
        end
        return committed(not closes and not publication.anyNew, publication)
    end

    local take
    do
        local function hasSink()
            for _, entry in ipairs(segment) do
                if entry.number == run.sink then
                    return true
                end
            end
            return false
        end

        function take(claimed)
            run.attempts, run.seconds, run.nanos = run.attempts + step.attempts,
                run.seconds + step.seconds, run.nanos + step.nanos
            run.bytes, run.trips = run.bytes + step.bytes, run.trips + step.trips
            settleAll()
            if step.part == 0 and step.isLast then
                release(claimed)
            else
                leaveOpen(claimed)
            end
            local kind = segment[1].outcome == OUTCOME.SKIPPED and EVENT.SKIPPED or EVENT.COMMITTED
            record(kind, segment[1].number, claimK, size())
            local ends = run.status == STATUS.RUNNING and hasSink()
            if ends and get(run.sink).outcome == OUTCOME.COMMITTED then
                done()
                return accepted(false, EMPTY, leftovers())
            end
            local publication = publishAndConsume()
            if ends then
                finish(STATUS.FAILED, EVENT.FAILED)
            end
            parking.letIn(publication, segment[1].number, segment[1].execution)
            return committed(false, publication)
        end
    end

    local function afterInputs(claimed)
        if step.anyUsed and eachUsed(isStale) then
            return refuse(REASON.STALE_INPUT)
        end
        local what = missing()
        if what then
            return string.char(NOT_READY, what)
        end
        local wrong = diverged()
        if wrong then -- mixing two different outputs of one task is never silent
            discard()
            if run.status == STATUS.RUNNING then
                keepError(storeError(wrong, 'DIVERGED', 1, 1, true), true)
                finish(STATUS.FAILED, EVENT.FAILED)
            end
            return OVER_ANSWER
        end
        if step.anyUsed then
            rememberUses()
        end
        return take(claimed)
    end

    -- Whether all of the segment but its first task may be committed; else why not.
    local function objectionToOthers()
        for i = 2, #segment do
            local task = get(segment[i].number)
            if task.settled then
                return REASON.DUPLICATE, task
            end
            if isClaimed(task) then
                return REASON.TAKEN
            end
            if task.claim and claimK < task.claim.fence then
                return REASON.STALE_INPUT -- annulled since the segment was claimed
            end
        end
        return nil
    end

    -- Whether the numbers of tasks that are added are not those which grow.lua has given for them: the
    -- store has lost them since, and they may be others' by now.
    local function hasOtherNumbers()
        for _, entry in ipairs(segment) do
            local id = entry.grown and pack('<I4c8', entry.number, entry.execution)
            local growth = id and (call('HGET', key('growths'), id) or '')
            if growth and string.sub(growth, 13, 28) ~= entry.grown then
                return true
            end
        end
        return false
    end

    function decide()
        local first = get(segment[1].number)
        if first.settled then
            if first.execution == segment[1].execution then
                return goOn()
            end
            return refuse(REASON.DUPLICATE, first)
        end
        if step.epoch ~= run.epoch then
            if step.epoch < run.epoch then -- else it is final no more than the end of the run
                discard()
            end
            return OVER_ANSWER
        end
        local reason = objection(get(claimTask), claimK)
        if reason or claimTask ~= segment[1].number then
            return refuse(reason or REASON.UNKNOWN)
        end
        if hasOtherNumbers() then
            return refuse(REASON.STALE_INPUT)
        end
        local other, winner = objectionToOthers()
        if other then
            return refuse(other, winner)
        end
        return afterInputs(get(claimTask))
    end
end

local function commit()
    if step.isBad then
        return pack('<BI4I4', BAD, run.allTasks, run.allEdges)
    end
    if run.status == STATUS.DONE then
        return afterDone()
    end
    acknowledge(step.deleted)
    return decide()
end

register('commit', {'allow-oom'}, function(argument)
    if not begin() then
        return ''
    end
    local steps, from = {}, 1
    while from <= #argument do
        bytes = argument
        local length
        length, at = parse('<I4', bytes, from)
        steps[#steps + 1] = readStep()
        from = from + 4 + length
    end
    if run.status ~= STATUS.DONE then
        loadAll(steps)
    end
    local answers, carrying = {}, {}
    for i = 1, #steps do
        turnTo(steps[i])
        answers[i] = commit()
        if type(answers[i]) == 'table' then
            carrying[#carrying + 1] = answers[i]
        end
    end
    carryInputs(carrying)
    local parts = {}
    for i = 1, #steps do
        local one = answers[i]
        if type(one) == 'table' then
            one = packAccepted(one.again, one.status, one.ended, one.granted, one.inputs, one.ids)
        end
        parts[2 * i - 1], parts[2 * i] = pack('<I4', #one), one
    end
    flush()
    return pack('<i8', nextDeadline()) .. table.concat(parts)
end)
