/// A private real Redis server as a child process, for tests and for `weft dev`.
///
/// The server is a binary inside the artifact `org.signal:embedded-redis`, Redis 7.0.15 for Linux and
/// macOS. It listens on the loopback address alone, wants a random password, and ends with its parent.
@NullMarked
package dev.weft.embedded;

import org.jspecify.annotations.NullMarked;
