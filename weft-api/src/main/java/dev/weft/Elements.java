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
        return kept ? value : Absent.ABSENT;
    }

    @ReadsOnly
    private static Object gather(List<Object> elements) {
        List<Object> present = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (element != Absent.ABSENT) {
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
        return Absent.ABSENT;
    }

    @ReadsOnly
    private static Object orFail(Object reduced) {
        if (reduced == Absent.ABSENT) {
            throw new IllegalArgumentException(
                    "a reduction without identity must have at least one element, had none: give it"
                            + " an identity, reduce(identity, function)");
        }
        return reduced;
    }

    @ReadsOnly
    private static Object orElse(Object reduced, Object identity) {
        return reduced == Absent.ABSENT ? identity : reduced;
    }
}
