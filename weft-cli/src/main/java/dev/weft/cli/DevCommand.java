package dev.weft.cli;

import dev.weft.embedded.EmbeddedRedisSettings;
import dev.weft.embedded.Persistence;
import dev.weft.gateway.GatewaySettings;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        description = {
            "Starts all that connected runs need on this machine: a store (a private Redis), a gateway"
                    + " and its workers. The other commands find them in this directory.",
            "Ctrl-C ends all of it. The store keeps its data in .weft/dev, so that runs go on when it is"
                    + " started again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft dev                              and then, in another terminal:",
            "  weft run dev.weft.examples.TreeReduction 1024",
            "  weft dev --workers 4 --archive target/classes"
        })
final class DevCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ClusterOptions workers = new ClusterOptions();

    @Option(names = "--json", description = "Print where all of it is as a line of JSON.")
    boolean json;

    DevCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        ConnectionFile.requireFree(surroundings);
        Path data = surroundings.directory().resolve(".weft").resolve("dev");
        try (DirectoryLock _ = DirectoryLock.take(data)) {
            run(data.resolve("redis"));
            return ExitCodes.DONE;
        }
    }

    private void run(Path data) throws InterruptedException {
        String secret = NewToken.draw();
        Properties entries = new Properties();
        entries.setProperty(ConnectionFile.COMMAND, "weft dev");
        entries.setProperty(ConnectionFile.TOKEN, secret);
        ClusterPlan plan =
                ClusterPlan.of(workers.processes(), 1)
                        .withOwnStore(
                                EmbeddedRedisSettings.standard()
                                        .withPersistence(Persistence.EVERY_SECOND)
                                        .withDataDirectory(data))
                        .withGateway(
                                GatewaySettings.of(
                                        ListenSettings.loopback(Token.of(secret)), workers.pool()));
        try (StandingCluster standing = StandingCluster.start(plan, entries, surroundings)) {
            print(standing);
            standing.awaitEnd();
        }
    }

    private void print(StandingCluster standing) {
        LocalCluster cluster = standing.cluster();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("store", cluster.store().uri().toString());
            fields.put("gateway", cluster.uri().toString());
            fields.put("workers", cluster.status().workers().size());
            fields.put("connectionFile", standing.file().file().toString());
            surroundings.out().println(Json.line(fields));
        } else {
            surroundings
                    .out()
                    .printf(
                            "store %s, gateway %s, %d workers; Ctrl-C ends them%n"
                                    + "in another terminal, in this directory:%n"
                                    + "  weft run dev.weft.examples.TreeReduction 1024%n"
                                    + "  weft runs%n",
                            cluster.store().uri(),
                            cluster.uri(),
                            cluster.status().workers().size());
        }
        surroundings.out().flush();
    }
}
