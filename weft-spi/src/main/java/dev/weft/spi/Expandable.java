package dev.weft.spi;

import dev.weft.model.Dag;

/// What a task returns that adds a workflow to its run: a handle of the API.
public interface Expandable {
    /// The graph of that workflow.
    ///
    /// @param codec encodes its constants
    /// @throws RuntimeException saying why the workflow cannot work
    Dag expand(ValueCodec codec);
}
