#!lua flags=allow-oom
-- LOST
-- needs: run tasks trash reissue
return answer(1)
