package dev.weft.spi;

import org.jspecify.annotations.Nullable;

/// Turns values into bytes and back. What is decoded is data: only types of the allow-list are
/// created. Equal collections of unordered types are encoded in one order.
///
/// Safe for many threads. Found by [java.util.ServiceLoader] through [ValueCodecProvider].
public interface ValueCodec {
    /// @throws CannotEncodeException naming the path to what cannot be encoded
    byte[] encode(@Nullable Object value);

    /// @param bytes as written by [#encode]; anything else gives an error, never another type
    /// @throws CannotDecodeException if the bytes are damaged, of an unknown format version, or
    ///     name a type that is not allowed
    @Nullable Object decode(byte[] bytes);

    /// Whether nobody can modify the value, all that it refers to included: it may then pass by
    /// reference. `false` whenever that is not certain.
    boolean isImmutable(@Nullable Object value);

    /// A 64-bit digest of encoded bytes, the same in every process; never 0.
    long digest(byte[] bytes);
}
