package dev.weft.remote;

import dev.weft.model.ConstantsFormat;
import dev.weft.model.Dag;
import dev.weft.model.RunCode;
import dev.weft.model.SliceFormat;
import dev.weft.spi.Invocation;
import java.util.Optional;

/// A graph in the forms in which it is stored and travels.
///
/// @param name of its binary form
/// @param slice its binary form
/// @param constants binary form of its constants
@SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
record Graph(String name, byte[] slice, byte[] constants) {
    /// Most bytes of graph and constants that travel inside an invocation.
    static final int INLINE_BYTES = 128 * 1024;

    static Graph of(Dag dag) {
        byte[] slice = SliceFormat.encode(dag, 0, dag.tasks());
        return new Graph(SliceFormat.name(slice), slice, ConstantsFormat.encode(dag.constants()));
    }

    RunCode code(String archive) {
        return new RunCode(archive, name);
    }

    /// The code of a run that was submitted with other constants.
    RunCode codeWithConstants(String archive) {
        return new RunCode(archive, name, constantsName());
    }

    String constantsName() {
        return SliceFormat.name(constants);
    }

    /// What goes along with invocations.
    Optional<Invocation.Parcel> parcel() {
        return slice.length + constants.length <= INLINE_BYTES
                ? Optional.of(new Invocation.Parcel(slice, constants))
                : Optional.empty();
    }
}
