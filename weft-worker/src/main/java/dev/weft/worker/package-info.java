/// Carries out what the core decides, on virtual threads: fetch, execute, commit, renew, invoke.
@NullMarked
package dev.weft.worker;

import org.jspecify.annotations.NullMarked;
