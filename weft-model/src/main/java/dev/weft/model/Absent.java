package dev.weft.model;

/// What stands for an element that a fan-out does not have (any more): it was filtered out, or there was
/// none. Travels as a value between the tasks of a fan-out, and is never seen by a user's function.
public enum Absent {
    ABSENT
}
