package dev.weft;

import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Numbers the functions of a workflow in the order in which they are met; equal ones at several
/// places of the code get the same number. Not safe for several threads.
final class LambdaNumbers {
    private final List<FunctionReference> functions = new ArrayList<>();
    private final Map<FunctionIdentity, Integer> byIdentity = new HashMap<>();
    private final IdentityHashMap<LambdaClass, Integer> byClass = new IdentityHashMap<>();

    int of(LambdaClass lambda) {
        Integer known = byClass.get(lambda);
        if (known == null) {
            known = byIdentity.get(lambda.reference().identity());
            if (known == null) {
                known = functions.size();
                functions.add(lambda.reference());
                byIdentity.put(lambda.reference().identity(), known);
            }
            byClass.put(lambda, known);
        }
        return known;
    }

    FunctionReference function(int number) {
        return functions.get(number);
    }

    int size() {
        return functions.size();
    }
}
