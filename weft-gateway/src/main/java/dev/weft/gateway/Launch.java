package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.net.URI;

/// What a worker process that is to be started must know.
///
/// @param id its name, as long as it lives
/// @param gateway where it brings invocations
/// @param token that it must show there, and that its own server must ask for
public record Launch(WorkerId id, URI gateway, Token token) {}
