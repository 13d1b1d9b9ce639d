-- DISCARD: deletes values of the blob store, where that is this server. Whoever asks was told by an answer
-- that nobody needs them; this server may have lost the step of that answer since, and with it has the
-- value that was thrown away in it again, and needs it. Then it is not in the trash.
--
-- Keys: the run, and the values. Step: their ids (12 bytes each), in the same order.
-- Answer: DONE_SO.

local DONE_SO = 3

register('discard', {'allow-oom'}, unpacked(function(ids)
    local isGone = not open()
    local isDone = run.exists and run.status == STATUS.DONE
    for i = 2, #keys do
        local time = isGone or call('ZSCORE', key('trash'), sub(ids, 12 * i - 23, 12 * i - 12))
        if time and (time ~= 'inf' or isDone) then
            call('UNLINK', keys[i])
        end
    end
    return answer(DONE_SO)
end))
