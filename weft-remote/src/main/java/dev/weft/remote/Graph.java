package dev.weft.remote;

import dev.weft.model.ConstantsFormat;
import dev.weft.model.Dag;
import dev.weft.model.EncodedGraph;
import dev.weft.model.RunCode;
import dev.weft.model.SliceFormat;
import dev.weft.spi.Invocation;
import java.util.Optional;

/// A graph in the forms in which it is stored and travels.
///
/// @param encoded the graph
/// @param constants binary form of its constants
/// @param inlineBytes most bytes of graph and constants that travel inside an invocation
@SuppressWarnings("ArrayRecordComponent") // passed on, and never compared as a record
record Graph(EncodedGraph encoded, byte[] constants, int inlineBytes) {
    static Graph of(Dag dag, int inlineBytes) {
        return new Graph(
                EncodedGraph.of(dag, inlineBytes),
                ConstantsFormat.encode(dag.constants()),
                inlineBytes);
    }

    RunCode code(String archive) {
        return new RunCode(archive, encoded.name());
    }

    /// The code of a run that was submitted with other constants.
    RunCode codeWithConstants(String archive) {
        return new RunCode(archive, encoded.name(), constantsName());
    }

    String constantsName() {
        return SliceFormat.name(constants);
    }

    /// What goes along with invocations.
    Optional<Invocation.Parcel> parcel() {
        byte[] graph = encoded.root().bytes();
        return encoded.whole() && graph.length + (long) constants.length <= inlineBytes
                ? Optional.of(new Invocation.Parcel(graph, constants))
                : Optional.empty();
    }
}
