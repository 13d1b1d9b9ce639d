package dev.weft.model;

/// All that a worker must know of one task; needs no other record to be understood, so that any
/// partition of a graph into records is correct.
///
/// The arrays are not copied: whoever receives them only reads.
///
/// @param task its number
/// @param template number in the template table
/// @param constants slot of each constant, in the order of the template's shape
/// @param parents number of each distinct parent, in the order of the template's shape
/// @param parentOutDegrees number of distinct children of each parent
/// @param firstInEdge number of the edge from the first parent; those from the others follow
/// @param out edges to children
@SuppressWarnings("ArrayRecordComponent") // compact, and never compared as a record
public record TaskRecord(
        int task,
        int template,
        int[] constants,
        int[] parents,
        int[] parentOutDegrees,
        int firstInEdge,
        OutgoingEdges out) {
    /// The same record with other edges to children.
    public TaskRecord with(OutgoingEdges others) {
        return new TaskRecord(
                task, template, constants, parents, parentOutDegrees, firstInEdge, others);
    }
}
