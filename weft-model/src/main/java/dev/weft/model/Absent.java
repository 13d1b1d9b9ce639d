package dev.weft.model;

/// What stands for an element that a fan-out does not have. Travels as a value between the tasks of a
/// fan-out, and is never seen by a user's function.
public sealed interface Absent {
    /// Was filtered out; or there is no element at all.
    enum Nothing implements Absent {
        NOTHING
    }

    /// Failed for good, which the fan-out tolerates.
    ///
    /// @param element name of the task that failed, with the element's index: `count[17]`
    /// @param code kind of the failure
    /// @param type class of what was thrown
    /// @param message what it said
    record Failed(String element, ErrorCode code, String type, String message) implements Absent {}
}
