package dev.weft.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads where to listen.
final class ListenAddress {
    private static final int MOST = 65_535;

    private ListenAddress() {}

    /// @param host `null` means the loopback interface
    static InetSocketAddress of(@Nullable String host, int port) {
        if (port < 0 || port > MOST) {
            throw CommandException.usage("port must be in 0..%d, was %d", MOST, port);
        }
        InetSocketAddress address =
                host == null
                        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                        : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw CommandException.badInput(
                    "host must be one of this machine, was %s, which is unknown",
                    address.getHostString());
        }
        return address;
    }

    /// `HOST:PORT`, or `PORT` of the loopback interface.
    static final class Converter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String word) {
            int colon = word.lastIndexOf(':');
            try {
                int port = Integer.parseInt(word.substring(colon + 1));
                return of(colon < 0 ? null : word.substring(0, colon), port);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("must be HOST:PORT or PORT, was '" + word + "'");
            }
        }
    }
}
