package dev.weft.cli;

import dev.weft.spi.StoreAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options that say where store and gateway are. What is not given comes from the environment, and what
/// is not there from the connection file that `weft dev` or `weft gateway` has written.
final class ConnectionOptions {
    static final String GATEWAY_VARIABLE = "WEFT_GATEWAY";

    @Mixin StoreOptions store = new StoreOptions();
    @Mixin TokenOptions token = new TokenOptions();

    @Option(
            names = "--gateway",
            paramLabel = "URI",
            description = "Who starts workers: http://HOST:PORT (or WEFT_GATEWAY).")
    @Nullable String gateway;

    /// Where store and gateway are; empty if nobody says where the store is.
    Optional<Endpoints> find(Surroundings surroundings) {
        Optional<String> uri = store.uri(surroundings);
        return ConnectionFile.find(surroundings)
                .filter(ConnectionFile::isAlive)
                .filter(file -> uri.isEmpty() || uri.equals(file.entry(ConnectionFile.STORE)))
                .map(file -> inFile(file, surroundings))
                .or(() -> given(surroundings));
    }

    /// Where options and environment say that store and gateway are; empty if neither says where the
    /// store is.
    Optional<Endpoints> given(Surroundings surroundings) {
        return store.given(surroundings)
                .map(address ->
                        new Endpoints(
                                address,
                                gateway()
                                        .or(() ->
                                                surroundings
                                                        .variable(GATEWAY_VARIABLE)
                                                        .map(text ->
                                                                Addresses.gateway(
                                                                        GATEWAY_VARIABLE, text))),
                                token.given(surroundings),
                                Optional.empty()));
    }

    /// Where store and gateway are, for a command that cannot do without.
    Endpoints require(Surroundings surroundings) {
        return find(surroundings)
                .orElseThrow(() ->
                        CommandException.usage(
                                "a store must be given: with --store redis://HOST:PORT or %s, or"
                                        + " start weft dev in this directory%s",
                                StoreOptions.VARIABLE, ConnectionFile.endedWriter(surroundings)));
    }

    /// The file names or holds secrets, unless its writer had them from its environment: then they have to
    /// be in ours.
    private Endpoints inFile(ConnectionFile file, Surroundings surroundings) {
        StoreAddress address =
                new StoreAddress(
                        Addresses.store(
                                "store in " + file.file(),
                                file.entry(ConnectionFile.STORE).orElse("")),
                        store.passwordInFile()
                                .or(() ->
                                        file.secret(
                                                ConnectionFile.STORE_PASSWORD, "store password"))
                                .or(() -> store.passwordInEnvironment(surroundings)),
                        store.trust()
                                .or(() -> file.entry(ConnectionFile.STORE_TRUST).map(Path::of)));
        Optional<Supplier<String>> shown =
                token.inFile()
                        .or(() -> file.secret(ConnectionFile.TOKEN, "token"))
                        .or(() -> token.inEnvironment(surroundings));
        return new Endpoints(
                address,
                gateway().or(() -> file.entry(ConnectionFile.GATEWAY).map(URI::create)),
                shown,
                Optional.of(file.writer()));
    }

    private Optional<URI> gateway() {
        return Optional.ofNullable(gateway).map(text -> Addresses.gateway("--gateway", text));
    }
}
