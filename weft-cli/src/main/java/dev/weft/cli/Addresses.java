package dev.weft.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/// Reads addresses.
final class Addresses {
    private static final Pattern WITH_PASSWORD = Pattern.compile("[^@]*:[^@]*@.*");

    private Addresses() {}

    /// @param what it is called, for errors
    static URI parse(String what, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || uri.getRawAuthority() == null) {
                throw CommandException.usage(
                        "%s must be an address such as redis://HOST:PORT or http://HOST:PORT, was"
                                + " '%s'",
                        what, text);
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
