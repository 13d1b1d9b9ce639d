package dev.weft.worker;

import dev.weft.model.RunKey;

/// A run is to be executed with another application archive than the one that this worker has.
public class ArchiveMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param asked fingerprint of the archive that the run was submitted with
    /// @param found fingerprint of the archive that the worker has
    public ArchiveMismatchException(RunKey run, String asked, String found) {
        super(
                ("run '%s' was submitted with application archive %.12s, this worker has %.12s;"
                                + " start workers with the submitter's archive (--archive), or resume"
                                + " the run from a client that has the workers' archive")
                        .formatted(run.id(), asked, found));
    }
}
