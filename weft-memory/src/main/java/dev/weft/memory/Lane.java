package dev.weft.memory;

import org.jspecify.annotations.Nullable;

/// Claims in the order of their deadlines: a doubly linked list through the claims themselves.
final class Lane {
    @Nullable LiveClaim first;
    private @Nullable LiveClaim last;

    /// Adds a claim that is in no lane. Takes constant time if no claim here has a later deadline,
    /// which is so wherever all deadlines are the same time away.
    void add(LiveClaim claim) {
        LiveClaim before = last;
        while (before != null && before.deadline > claim.deadline) {
            before = before.previous;
        }
        LiveClaim after = before == null ? first : before.next;
        claim.lane = this;
        claim.previous = before;
        claim.next = after;
        if (before == null) {
            first = claim;
        } else {
            before.next = claim;
        }
        if (after == null) {
            last = claim;
        } else {
            after.previous = claim;
        }
    }

    /// Takes a claim of this lane out.
    void remove(LiveClaim claim) {
        LiveClaim before = claim.previous;
        LiveClaim after = claim.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        claim.lane = null;
        claim.previous = null;
        claim.next = null;
    }
}
