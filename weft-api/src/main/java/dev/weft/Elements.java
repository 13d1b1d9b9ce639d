package dev.weft;

import dev.weft.model.Absent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// What the tasks of a fan-out call that are not the user's. Elements may be `null`, as all results of
/// functions; the types do not say so, since those of functions do not.
final class Elements {
    static final LambdaClass OF = LambdaClass.of((F1<Object, Object>) Elements::of);
    static final LambdaClass PASS = LambdaClass.of((F1<Object, Object>) Elements::pass);
    static final LambdaClass KEEP = LambdaClass.of((F2<Object, Boolean, Object>) Elements::keep);
    static final LambdaClass GATHER = LambdaClass.of((F1<List<Object>, Object>) Elements::gather);
    static final LambdaClass CONCATENATE =
            LambdaClass.of((F1<List<List<Object>>, Object>) Elements::concatenate);
    static final LambdaClass OUTCOMES =
            LambdaClass.of((F1<List<Object>, Object>) Elements::outcomes);
    static final LambdaClass TALLY = LambdaClass.of((F1<List<Object>, Tally>) Elements::tally);
    static final LambdaClass TALLIES = LambdaClass.of((F1<List<Tally>, Tally>) Elements::tallies);
    static final LambdaClass FIRST =
            LambdaClass.of((F2<List<Object>, Integer, Object>) Elements::first);
    static final LambdaClass FIRST_OR_TALLY =
            LambdaClass.of((F2<List<Object>, Integer, Object>) Elements::firstOrTally);
    static final LambdaClass FIRST_OR_FAIL =
            LambdaClass.of((F2<List<Object>, Integer, Object>) Elements::firstOrFail);
    static final LambdaClass CHECK =
            LambdaClass.of((F5<Tally, String, Long, Double, Long, Object>) Elements::check);
    static final LambdaClass NOTHING = LambdaClass.of((F0<Object>) Elements::nothing);
    static final LambdaClass OR_FAIL = LambdaClass.of((F1<Object, Object>) Elements::orFail);
    static final LambdaClass OR_ELSE =
            LambdaClass.of((F2<Object, Object, Object>) Elements::orElse);

    private Elements() {}

    /// The elements of a fan-out's source.
    @ReadsOnly
    private static Object of(Object elements) {
        if (elements instanceof Collection<?>) {
            return elements;
        }
        throw new IllegalArgumentException(
                "the source of a fan-out must return a collection, was "
                        + (Objects.isNull(elements) ? "null" : elements.getClass().getName()));
    }

    @ReadsOnly
    private static Object pass(Object value) {
        return value;
    }

    @ReadsOnly
    private static Object keep(Object value, Boolean kept) {
        return kept ? value : Absent.Nothing.NOTHING;
    }

    @ReadsOnly
    private static Object gather(List<Object> elements) {
        List<Object> present = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (!(element instanceof Absent)) {
                present.add(element);
            }
        }
        return present;
    }

    @ReadsOnly
    private static Object concatenate(List<List<Object>> lists) {
        List<Object> all = new ArrayList<>();
        lists.forEach(all::addAll);
        return all;
    }

    private static Object nothing() {
        return Absent.Nothing.NOTHING;
    }

    @ReadsOnly
    private static Object outcomes(List<Object> elements) {
        List<Outcome<Object>> outcomes = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (element instanceof Absent.Failed(var name, var code, var type, var message)) {
                outcomes.add(new Outcome.Missing<>(name, code, type, message));
            } else if (!(element instanceof Absent)) {
                outcomes.add(new Outcome.Present<>(element));
            }
        }
        return outcomes;
    }

    @ReadsOnly
    private static Object first(List<Object> elements, Integer count) {
        List<Object> first = new ArrayList<>(count);
        for (Object element : elements) {
            if (!(element instanceof Absent) && first.size() < count) {
                first.add(element);
            }
        }
        return first;
    }

    /// What is made of all elements: the first of them, if they are enough.
    @ReadsOnly
    private static Object firstOrTally(List<Object> elements, Integer count) {
        Tally tally = tally(elements);
        return tally.elements() - tally.failed() >= count ? first(elements, count) : tally;
    }

    /// @param made the first results if there are enough, or what is known of all elements
    @ReadsOnly
    private static Object firstOrFail(List<Object> made, Integer count) {
        for (Object part : made) {
            if (part instanceof List<?> first) {
                return first;
            }
        }
        for (Object part : made) {
            if (part instanceof Tally tally) {
                throw new IncompleteException(
                        "the first %,d elements were asked for, and only %,d of %,d have succeeded%s"
                                .formatted(
                                        count,
                                        tally.elements() - tally.failed(),
                                        tally.elements(),
                                        tally.first().isEmpty()
                                                ? ""
                                                : ": " + String.join("; ", tally.first())));
            }
        }
        throw new IllegalStateException("the first elements or a tally must be there");
    }

    /// How many elements there are, and which of them have failed: the first ones by name.
    record Tally(long elements, long failed, List<String> first) {
        private static final int MOST_NAMED = 20;
    }

    @ReadsOnly
    private static Tally tally(List<Object> elements) {
        long count = 0;
        long failed = 0;
        List<String> first = new ArrayList<>();
        for (Object element : elements) {
            count += element == Absent.Nothing.NOTHING ? 0 : 1;
            if (element instanceof Absent.Failed(var name, _, var type, var message)) {
                failed++;
                if (first.size() < Tally.MOST_NAMED) {
                    first.add("%s: %s: %s".formatted(name, type, message));
                }
            }
        }
        return new Tally(count, failed, first);
    }

    @ReadsOnly
    private static Tally tallies(List<Tally> parts) {
        long elements = 0;
        long failed = 0;
        List<String> first = new ArrayList<>();
        for (Tally part : parts) {
            elements += part.elements();
            failed += part.failed();
            for (String name : part.first()) {
                if (first.size() < Tally.MOST_NAMED) {
                    first.add(name);
                }
            }
        }
        return new Tally(elements, failed, first);
    }

    /// @return nothing of interest
    @ReadsOnly
    private static Object check(
            Tally tally, String policy, Long tolerated, Double share, Long least) {
        boolean few =
                tally.failed() <= tolerated
                        || (share > 0 && tally.failed() <= share * tally.elements());
        if (few && tally.elements() - tally.failed() >= least) {
            return tally;
        }
        throw new IncompleteException(
                "of %,d elements %,d have failed, where %s: %s%s"
                        .formatted(
                                tally.elements(),
                                tally.failed(),
                                policy,
                                String.join("; ", tally.first()),
                                tally.failed() > tally.first().size() ? "; …" : ""));
    }

    /// A fan-out has fewer results than its completion policy asks for.
    private static final class IncompleteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IncompleteException(String message) {
            super(message, null, false, false);
        }
    }

    @ReadsOnly
    private static Object orFail(Object reduced) {
        if (reduced instanceof Absent) {
            throw new IllegalArgumentException(
                    "a reduction without identity must have at least one element, had none: give it"
                            + " an identity, reduce(identity, function)");
        }
        return reduced;
    }

    @ReadsOnly
    private static Object orElse(Object reduced, Object identity) {
        return reduced instanceof Absent ? identity : reduced;
    }
}
