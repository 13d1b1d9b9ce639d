-- Whether a COMMIT stands on the outputs that count; see commit.lua.

local inSegment, eachUsed, isStale, missing, diverged
do
    local VALUE_MISSING, CHILDREN_OPEN = 0, 1

    -- The task of the segment before a place that an input may come from.
    function inSegment(number, place)
        for i = place - 1, 1, -1 do
            if segment[i].number == number then
                return segment[i]
            end
        end
        return nil
    end

    -- Calls back for each input that did not come from the store: its task, execution, digest, and
    -- the place of its reader in the segment.
    function eachUsed(visit)
        for place, entry in ipairs(segment) do
            for i = 1, entry.used and #entry.used / 16 or 0 do
                local execution = sub(entry.used, 16 * i - 15, 16 * i - 8)
                if execution ~= NONE then
                    local digest = sub(entry.used, 16 * i - 7, 16 * i)
                    if visit(entry.inputs[2 * i - 1], execution, digest, place) then
                        return true
                    end
                end
            end
        end
        return false
    end

    -- Whether an input was committed by another execution, and not known to be the same value.
    function isStale(number, execution, digest, place)
        local parent = get(number)
        if parent.settled then
            local same = digest ~= NONE and parent.digest == digest
            return parent.execution ~= execution and not same
        end
        local inside = inSegment(number, place)
        return inside ~= nil and inside.execution ~= execution
    end

    -- An output that was never stored must be needed by nobody any more. A child that failed or was
    -- skipped needs it if the run is resumed.
    function missing()
        for _, entry in ipairs(segment) do
            if entry.kind == KIND.ELIDED then
                if entry.number == run.sink then
                    return VALUE_MISSING
                end
                for i = 2, #entry.out, 3 do
                    local child = get(entry.out[i])
                    if not child.settled or child.outcome ~= OUTCOME.COMMITTED then
                        return CHILDREN_OPEN
                    end
                end
            end
        end
        return nil
    end

    -- Whether an output differs from what a child has used before it was committed.
    local function differsFromUsed(number, execution, digest)
        local used = run.uses and call('HGET', key('used'), number)
        if not used or sub(used, 1, 8) == execution then
            return false
        end
        local known = sub(used, 9)
        return known ~= NONE and known ~= digest
    end

    -- Whether an output differs from what was committed and lost, and a child that is committed has
    -- used.
    local function differsFromLost(entry)
        local lost = run.losing and call('HGET', key('lost'), entry.number)
        if not lost then
            return false
        end
        local digest = sub(lost, 9, 16)
        return digest ~= NONE and digest ~= entry.digest and consumptions(entry.number) > 0
    end

    -- The number of a task of which its children have used two outputs, or would: one of the
    -- segment, or a parent that is not committed yet. (It may never be, if all its children had its
    -- output from memory.)
    function diverged()
        for _, entry in ipairs(segment) do
            local number, digest = entry.number, entry.digest
            if digest ~= NONE and (differsFromUsed(number, entry.execution, digest)
                    or differsFromLost(entry)) then
                return number
            end
        end
        local wrong
        eachUsed(function(number, execution, digest, place)
            if digest ~= NONE and not get(number).settled and not inSegment(number, place)
                    and differsFromUsed(number, execution, digest) then
                wrong = number
            end
            return wrong ~= nil
        end)
        return wrong
    end
end

-- Writes down which outputs were used before they are committed.
local function rememberUses()
    eachUsed(function(number, execution, digest, place)
        if not get(number).settled and not inSegment(number, place) then
            run.uses = true
            call('HSETNX', touched('used'), number, execution .. digest)
        end
    end)
end
