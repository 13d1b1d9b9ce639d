package dev.weft.cli;

import dev.weft.Weft;
import dev.weft.bench.FaultyCluster;
import dev.weft.embedded.AppendMark;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.embedded.Persistence;
import dev.weft.gateway.GatewaySettings;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.PoolSettings;
import dev.weft.gateway.Token;
import dev.weft.model.RunId;
import dev.weft.spi.Connection;
import dev.weft.spi.StoreAddress;
import dev.weft.testkit.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Worker processes on a store that can be killed, and that can be reached only through a proxy that can be
/// cut.
final class ChaosCluster implements FaultyCluster {
    private static final int HEAP_MIB = 256;
    private static final Duration MARK_EVERY = Duration.ofMillis(100);
    private static final int MARKS_A_SECOND = 10;

    /// Keys of a run's own slot: nothing but its id is in the braces.
    private static final Pattern COORDINATION = Pattern.compile("weft:\\{[^:}]*}.*");

    /// A rewritten file could not be cut back to what it was.
    private static final EmbeddedRedisSettings STORE =
            EmbeddedRedisSettings.standard()
                    .withPersistence(Persistence.EVERY_SECOND)
                    .withConfigLines("auto-aof-rewrite-percentage 0");

    private final Opened opened = new Opened();
    private final Settings settings;
    private final Surroundings surroundings;
    private final EmbeddedRedis redis;
    private final TcpProxy proxy;
    private final StoreAddress store;
    private final String token = randomSecret();
    private final LocalCluster cluster;
    private final Deque<AppendMark> marks = new ArrayDeque<>(); // guarded by itself
    private final Thread marking;

    private ChaosCluster(Settings settings, Surroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
        redis = opened.add(EmbeddedRedis.start(STORE));
        proxy = opened.add(TcpProxy.to(redis.port()));
        store =
                StoreAddress.of(URI.create("redis://127.0.0.1:" + proxy.port()))
                        .withPassword(redis::password);
        cluster = opened.add(LocalCluster.start(plan(), surroundings));
        marking = Thread.ofPlatform().name("weft-chaos-marks").daemon(true).start(this::mark);
    }

    static ChaosCluster start(Settings settings, Surroundings surroundings) {
        return new ChaosCluster(settings, surroundings);
    }

    private static String randomSecret() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private ClusterPlan plan() {
        return ClusterPlan.of(new WorkerProcesses(HEAP_MIB, List.of()), settings.workers())
                .withGateway(
                        GatewaySettings.of(
                                ListenSettings.loopback(Token.of(token)),
                                PoolSettings.fixed(settings.workers())))
                .withStore(Optional.of(store))
                .withLimits(settings.limits());
    }

    /// Remembers how far the store's log was in each tenth of the last second.
    private void mark() {
        try {
            while (true) {
                Thread.sleep(MARK_EVERY);
                synchronized (marks) {
                    marks.add(redis.mark());
                    if (marks.size() > MARKS_A_SECOND) {
                        marks.remove();
                    }
                }
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    @Override
    public void restartStore(boolean losesLastSecond) {
        synchronized (marks) {
            if (losesLastSecond) {
                AppendMark secondAgo = marks.peek();
                if (secondAgo == null) {
                    throw new IllegalStateException("store must have run for a while, has not");
                }
                redis.restartFrom(secondAgo);
            } else {
                redis.kill();
                redis.restart();
            }
            marks.clear();
        }
    }

    @Override
    public void cutStore(Duration howLong) throws InterruptedException {
        proxy.refuse();
        proxy.cut();
        try {
            Thread.sleep(howLong);
        } finally {
            proxy.restore();
        }
    }

    @Override
    public Weft weft() {
        return cluster.weft();
    }

    @Override
    public Weft client() {
        return Weft.connect(
                Connection.to(store)
                        .withGateway(cluster.uri(), () -> token)
                        .withArchives(Archive.identifying(List.of()))
                        .withLimits(settings.limits()));
    }

    @Override
    public Process clientProcess(RunId run, String workflow, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(surroundings.javaHome().resolve("bin").resolve("java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dkryo.unsafe=false"));
        command.addAll(List.of("-cp", surroundings.classPath(), Main.class.getName()));
        command.addAll(List.of("run", "--run-id", run.value()));
        command.addAll(List.of("--store", store.uri().toString()));
        command.addAll(List.of("--gateway", cluster.uri().toString()));
        command.addAll(List.of("--lease", settings.limits().lease().toMillis() + "ms"));
        command.addAll(List.of("--retention", settings.limits().retention().toMillis() + "ms"));
        command.addAll(List.of("--at-most", settings.limits().hardEnd().toMillis() + "ms"));
        command.addAll(List.of("--poison-limit", "" + settings.limits().poisonLimit()));
        command.add(workflow);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(
                        Map.of(
                                StoreOptions.PASSWORD_VARIABLE,
                                redis.password(),
                                TokenOptions.VARIABLE,
                                token));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ProcessHandle> workers() {
        return BenchCluster.workers(cluster);
    }

    @Override
    public long invocations() {
        return cluster.status().invocations();
    }

    @Override
    public Optional<Long> storeBytes() {
        return Optional.of(redis.usedBytes());
    }

    /// A value or constant whose writer died before it could say so goes by its own time to live, which
    /// ends with the run's hard end.
    @Override
    public List<String> storeKeys() {
        return redis.ask("KEYS", "weft:*").stream()
                .filter(key -> COORDINATION.matcher(key).matches() || livesForEver(key))
                .toList();
    }

    private boolean livesForEver(String key) {
        return redis.ask("PTTL", key).equals(List.of("-1"));
    }

    @Override
    public void close() {
        marking.interrupt();
        opened.close();
    }
}
