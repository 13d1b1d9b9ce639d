package dev.weft.cli;

import dev.weft.gateway.Recovery;
import dev.weft.remote.Providers;
import dev.weft.spi.Invoker;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = {
            "Looks once after all runs of a store, or on a timer: work of workers that died, and work that"
                    + " nobody was told of, is given to the gateway's workers.",
            "A gateway does the same all the time; this is for where none stays."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weft recover --store redis://db:6379 --gateway http://gw:8080",
            "  weft recover --every 30s"
        })
final class RecoverCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = Quantities.DurationConverter.class,
            description = "Look again and again with such pauses, until Ctrl-C.")
    @Nullable Duration every;

    @Option(names = "--json", description = "Print a line of JSON for each look.")
    boolean json;

    RecoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Endpoints endpoints = connection.require(surroundings);
        if (endpoints.gateway().isEmpty()) {
            throw CommandException.usage(
                    "a gateway must be given, whose workers go on with the runs: with --gateway"
                            + " http://HOST:PORT or %s",
                    ConnectionOptions.GATEWAY_VARIABLE);
        }
        endpoints.checkGateway(Optional.empty());
        Providers providers = new Providers(Main.class.getClassLoader());
        try (Stores stores = providers.stores(endpoints.store());
                Invoker invoker =
                        providers.invoker(
                                endpoints.gateway(), endpoints.token().orElse(() -> ""))) {
            look(new Recovery(stores, invoker));
            return ExitCodes.DONE;
        }
    }

    private void look(Recovery recovery) throws InterruptedException {
        if (every == null) {
            print(recovery.once());
            return;
        }
        while (true) {
            try {
                print(recovery.once());
            } catch (StoreUnavailableException e) { // the runs need somebody when it is back
                surroundings.err().printf("weft: %s; will look again%n", e.getMessage());
            }
            Thread.sleep(every);
        }
    }

    private void print(Recovery.Look look) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("runs", look.runs());
            fields.put("reissued", look.reissued());
            surroundings.out().println(Json.line(fields));
        } else {
            surroundings
                    .out()
                    .printf(
                            "%d runs go on, %d tasks given to workers%n",
                            look.runs(), look.reissued());
        }
    }
}
