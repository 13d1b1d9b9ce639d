package dev.weft.redis;

import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.spi.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.resps.Tuple;

/// The index of runs that have not ended: a few sorted sets outside of the runs' slots, each entry
/// with the time of its writing. An entry is written before its run is, and removed after its end;
/// since the two are not one step, an entry without a running run means something only once it is
/// old.
final class ActiveRuns {
    private static final Logger log = LoggerFactory.getLogger(ActiveRuns.class);

    /// How long a client may take from naming a run to creating it.
    static final Duration GRACE = Duration.ofMinutes(1);

    private static final byte[] STATE = Keys.utf8("state");

    private final RedisConnection connection;

    ActiveRuns(RedisConnection connection) {
        this.connection = connection;
    }

    /// Refuses a store in which these keys are another program's.
    void check() {
        for (int i = 0; i < Keys.SHARDS; i++) {
            byte[] shard = Keys.shard(i);
            connection.call(client -> client.zcard(shard));
        }
    }

    /// Names a run, before it is created or resumed.
    void enlist(RunKey run, RunLimits limits) {
        long longest = Micros.of(limits.hardEnd()) + Micros.of(limits.retention());
        byte[] step = new Pack().array(2).text(Keys.member(run)).number(longest).toBytes();
        connection.run(StepName.ENLIST, step, Keys.shardOf(run));
    }

    /// Removes a run that has ended, unless it was named again since. An entry that stays after all
    /// is passed over, and dropped later.
    ///
    /// @param endedMicros when it ended
    void delist(RunKey run, long endedMicros) {
        try {
            remove(run, endedMicros, 0);
        } catch (StoreUnavailableException e) {
            log.debug("run {} stays in the index of active runs for now", run, e);
        }
    }

    private void remove(RunKey run, long latestMicros, long leastAgeMicros) {
        byte[] step =
                new Pack()
                        .array(3)
                        .text(Keys.member(run))
                        .number(latestMicros)
                        .number(leastAgeMicros)
                        .toBytes();
        connection.run(StepName.DELIST, step, Keys.shardOf(run));
    }

    /// Those that go on.
    List<RunKey> all() {
        List<RunKey> active = new ArrayList<>();
        for (int i = 0; i < Keys.SHARDS; i++) {
            byte[] shard = Keys.shard(i);
            for (Tuple entry : connection.call(client -> client.zrangeWithScores(shard, 0, -1))) {
                RunKey run = Keys.ofMember(entry.getElement());
                if (goesOn(run, (long) entry.getScore())) {
                    active.add(run);
                }
            }
        }
        return active;
    }

    private boolean goesOn(RunKey run, long writtenMicros) {
        byte[] state = connection.call(client -> client.hget(Keys.run(run), STATE));
        if (state != null && RunForm.goesOn(state, connection.testTimeMicros())) {
            return true;
        }
        remove(run, writtenMicros, Micros.of(GRACE));
        return false;
    }
}
