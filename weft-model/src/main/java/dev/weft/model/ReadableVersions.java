package dev.weft.model;

import java.util.List;
import java.util.stream.Collectors;

/// The versions of a binary form that are read here. Others are refused by name, before anything else of them
/// is looked at: what they mean is known to whoever has written them alone.
///
/// @param form that has them, with its article
/// @param known which, as unsigned numbers
record ReadableVersions(String form, List<Integer> known) {
    /// @throws UnknownFormatVersionException if this version is none of them
    void require(int version) {
        if (!known.contains(version)) {
            throw new UnknownFormatVersionException(
                    ("format version of %s must be %s, was %s; it was written by another version of"
                                    + " Weft: let client and workers have the same")
                            .formatted(form, names(), Integer.toUnsignedString(version)));
        }
    }

    private String names() {
        return known.stream().map(Integer::toUnsignedString).collect(Collectors.joining(" or "));
    }
}
