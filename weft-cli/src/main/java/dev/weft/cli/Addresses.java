package dev.weft.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/// Reads addresses.
final class Addresses {
    private static final List<String> OF_STORES =
            List.of("redis", "rediss", "redis-cluster", "rediss-cluster");
    private static final List<String> OF_GATEWAYS = List.of("http");
    private static final Pattern WITH_PASSWORD = Pattern.compile("[^@]*:[^@]*@.*");

    private Addresses() {}

    /// @param what it is called, for errors
    static URI store(String what, String text) {
        return parse(what, text, OF_STORES);
    }

    /// @param what it is called, for errors
    static URI gateway(String what, String text) {
        return parse(what, text, OF_GATEWAYS);
    }

    private static URI parse(String what, String text, List<String> schemes) {
        try {
            URI uri = new URI(text);
            if (!schemes.contains(uri.getScheme()) || uri.getRawAuthority() == null) {
                throw CommandException.usage(
                        "%s must be an address such as %s://HOST:PORT (known: %s), was '%s'",
                        what, schemes.getFirst(), String.join(", ", schemes), text);
            }
            if (WITH_PASSWORD.matcher(uri.getRawAuthority()).matches()) {
                throw CommandException.usage(
                        "%s must not hold a password, for others can see it; give it by a file or a"
                                + " variable (see --help)",
                        what);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new CommandException(
                    ExitCodes.USAGE, "%s must be an address, was '%s'".formatted(what, text), e);
        }
    }
}
