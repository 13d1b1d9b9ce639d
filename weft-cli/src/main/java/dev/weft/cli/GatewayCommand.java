package dev.weft.cli;

import dev.weft.gateway.GatewaySettings;
import dev.weft.gateway.ListenSettings;
import dev.weft.gateway.Token;
import dev.weft.spi.StoreAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "Keeps worker processes on this machine for the runs of a store, and looks after those runs:"
                    + " what a dead worker had is done by another one, also if the client has gone.",
            "Writes .weft/connection.properties (or WEFT_CONNECTION), so that other commands in this"
                    + " directory find it. Ends with Ctrl-C or SIGTERM; runs go on when it is back."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft gateway --store redis://db:6379 --workers 4 --archive app.jar",
            "  weft gateway --store redis://db:6379 --min 0 --max 8",
            "  weft gateway --store rediss://weft@db:6380 --store-password-file secret",
            "  WEFT_TOKEN=… weft gateway --store redis://db:6379 --listen 0.0.0.0:8080"
        })
final class GatewayCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin StoreOptions store = new StoreOptions();
    @Mixin TokenOptions token = new TokenOptions();
    @Mixin ClusterOptions workers = new ClusterOptions();

    @Option(
            names = "--listen",
            paramLabel = "[HOST:]PORT",
            converter = ListenAddress.Converter.class,
            description = "Where to listen (default: any free port of the loopback interface).")
    InetSocketAddress listen = ListenAddress.of(null, 0);

    @Option(names = "--json", description = "Print where it listens as a line of JSON.")
    boolean json;

    GatewayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        StoreAddress address =
                store.given(surroundings)
                        .orElseThrow(() ->
                                CommandException.usage(
                                        "a store must be given: with --store redis://HOST:PORT or %s"
                                                + " (weft dev starts one)",
                                        StoreOptions.VARIABLE));
        Properties entries = new Properties();
        ListenSettings listening = new ListenSettings(listen, Optional.of(token(entries)));
        ClusterPlan plan =
                ClusterPlan.of(workers.processes(), 1)
                        .withStore(Optional.of(address))
                        .withGateway(GatewaySettings.of(listening, workers.pool()));
        try (StandingCluster standing =
                StandingCluster.start(plan, withStore(entries), surroundings)) {
            print(standing);
            standing.awaitEnd();
            return ExitCodes.DONE;
        }
    }

    /// The user's, or a new one, which clients find in the connection file.
    private Token token(Properties entries) {
        Optional<Supplier<String>> given = token.given(surroundings);
        if (given.isPresent()) {
            if (token.file != null) {
                entries.setProperty(
                        ConnectionFile.TOKEN + ConnectionFile.IN_FILE, absolute(token.file));
            }
            return Endpoints.token(given.get().get());
        }
        String secret = NewToken.draw();
        entries.setProperty(ConnectionFile.TOKEN, secret);
        return Token.of(secret);
    }

    private Properties withStore(Properties entries) {
        entries.setProperty(ConnectionFile.COMMAND, "weft gateway");
        if (store.passwordFile != null) {
            entries.setProperty(
                    ConnectionFile.STORE_PASSWORD + ConnectionFile.IN_FILE,
                    absolute(store.passwordFile));
        }
        store.trust()
                .ifPresent(file -> entries.setProperty(ConnectionFile.STORE_TRUST, absolute(file)));
        return entries;
    }

    private String absolute(Path file) {
        return surroundings.directory().resolve(file).toAbsolutePath().toString();
    }

    private void print(StandingCluster standing) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("gateway", standing.cluster().uri().toString());
            fields.put("store", standing.cluster().store().uri().toString());
            fields.put("connectionFile", standing.file().file().toString());
            surroundings.out().println(Json.line(fields));
        } else {
            surroundings
                    .out()
                    .printf(
                            "gateway %s for store %s; other commands find it by %s%n",
                            standing.cluster().uri(),
                            standing.cluster().store().uri(),
                            standing.file().file());
        }
        surroundings.out().flush();
    }
}
