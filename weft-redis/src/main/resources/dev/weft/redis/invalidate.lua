#!lua flags=allow-oom
-- INVALIDATE
-- needs: run tasks trash edges
return answer(1)
