package dev.weft.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.MapReferenceResolver;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A Kryo that writes and reads one value at a time: types by [AllowListResolver], references for
/// what can be shared, a bound on the depth, and cycles through objects that a constructor builds.
/// For one thread at a time.
final class ValueKryo extends Kryo {
    /// Nesting beyond this is refused, so that what one machine encodes does not depend on its
    /// stack: every other machine can decode it.
    static final int MAX_DEPTH = 500;

    final ValueOutput output = new ValueOutput();
    final ValueInput input = new ValueInput();
    private final AllowListResolver types;
    private final MapReferenceResolver references;
    private final BitSet open = new BitSet();
    private final Map<Integer, Pending> pendings = new HashMap<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private @Nullable CanonicalOrder order;
    private boolean makesKey;
    private int depth;
    private int current;
    private int refersToOpen;

    ValueKryo(TypeCatalog catalog) {
        this(new AllowListResolver(catalog), new MapReferenceResolver());
    }

    private ValueKryo(AllowListResolver types, MapReferenceResolver references) {
        super(types, references);
        this.types = types;
        this.references = references;
        setAutoReset(false);
        setRegistrationRequired(false);
    }

    // ---- writing

    void begin(CanonicalOrder canonicalOrder) {
        order = canonicalOrder;
        makesKey = false;
    }

    /// Makes it write a part of a value only to find that part's place in an order.
    void beginKey(CanonicalOrder canonicalOrder, int outerDepth) {
        order = canonicalOrder;
        makesKey = true;
        depth = outerDepth;
    }

    boolean makesKey() {
        return makesKey;
    }

    CanonicalOrder order() {
        if (order == null) {
            throw new IllegalStateException("begin must come before writing");
        }
        return order;
    }

    int depthNow() {
        return depth;
    }

    @Override
    public void writeClassAndObject(Output to, @Nullable Object value) {
        if (value == null) {
            to.writeByte(AllowListResolver.NULL);
            return;
        }
        Registration type = types.registration(value.getClass());
        Form form = (Form) type.getSerializer();
        if (form.tracked()) {
            int id = references.getWrittenId(value);
            if (id >= 0) {
                to.writeByte(AllowListResolver.REFERENCE);
                to.writeVarInt(id, true);
                return;
            }
            references.addWrittenObject(value);
        }
        types.write((ValueOutput) to, type);
        if (++depth > MAX_DEPTH) {
            throw new Refusal(KryoValueCodec.TOO_DEEP.formatted(MAX_DEPTH));
        }
        form.write(this, (ValueOutput) to, value);
        depth--;
    }

    void writeType(ValueOutput to, Class<?> type) {
        types.write(to, types.registration(type));
    }

    // ---- reading

    @Override
    public @Nullable Object readClassAndObject(Input from) {
        int code = from.readVarInt(true);
        if (code == AllowListResolver.NULL) {
            return null;
        }
        if (code == AllowListResolver.REFERENCE) {
            return referred(from.readVarInt(true));
        }
        Form form = (Form) types.read(code, (ValueInput) from).getSerializer();
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException(KryoValueCodec.TOO_DEEP.formatted(MAX_DEPTH));
        }
        Object value =
                form.tracked()
                        ? readTracked(form, (ValueInput) from)
                        : form.read(this, (ValueInput) from);
        depth--;
        return value;
    }

    Class<?> readType(ValueInput from) {
        return types.read(from.readVarInt(true), from).getType();
    }

    private Object readTracked(Form form, ValueInput from) {
        int id = references.nextReadId(Object.class);
        open.set(id);
        current = id;
        Object value = form.read(this, from);
        open.clear(id);
        if (!(value instanceof Pending)) {
            exists(id, value);
        }
        return value;
    }

    private Object referred(int id) {
        Object known = references.getReadObject(Object.class, id);
        if (open.get(id)) {
            refersToOpen++;
        }
        return known != null ? known : pendings.computeIfAbsent(id, _ -> new Pending());
    }

    private void exists(int id, Object value) {
        references.setReadObject(id, value);
        Pending pending = pendings.isEmpty() ? null : pendings.get(id);
        if (pending != null && pending.isOpen()) {
            pending.resolve(value);
        }
    }

    /// Makes the object that is being read known before its content is read.
    <T> T publish(T object) {
        return publish(current, object);
    }

    <T> T publish(int id, T object) {
        references.setReadObject(id, object);
        return object;
    }

    /// The number of the object that is being read; to be asked for before its content is read.
    int current() {
        return current;
    }

    /// How far reading is: what has to wait for the end, and what referred to an incomplete object.
    Mark mark() {
        return new Mark(atEnd.size(), refersToOpen);
    }

    record Mark(int waiting, int refersToOpen) {}

    /// Builds an object from parts that were read since `mark`; later if one of them does not exist
    /// yet, at the end if one of them is a collection that is filled at the end.
    ///
    /// @param hashes whether building asks the parts for their hash or order
    /// @return the object or what stands for it
    Object built(
            int id,
            Mark mark,
            boolean hashes,
            @Nullable Object[] parts,
            Function<@Nullable Object[], Object> build) {
        boolean late = atEnd.size() > mark.waiting || (hashes && refersToOpen > mark.refersToOpen);
        if (!late && !anyOpen(parts)) {
            return build.apply(parts);
        }
        Pending whole = pendings.computeIfAbsent(id, _ -> new Pending());
        Runnable action = () -> whenAllExist(parts, () -> exists(id, build.apply(parts)));
        if (late) {
            atEnd.add(action);
        } else {
            action.run();
        }
        return whole;
    }

    /// Puts parts that were read since `mark` into a hash or sorted collection: at the end if one of
    /// them refers to an object that is still incomplete, because its `hashCode` may depend on what
    /// is missing.
    void filled(Mark mark, @Nullable Object[] parts, Consumer<@Nullable Object[]> fill) {
        if (mark.refersToOpen == refersToOpen && mark.waiting == atEnd.size()) {
            fill.accept(parts);
        } else {
            atEnd.add(() -> whenAllExist(parts, () -> fill.accept(parts)));
        }
    }

    private static boolean anyOpen(@Nullable Object[] parts) {
        for (Object part : parts) {
            if (part instanceof Pending) {
                return true;
            }
        }
        return false;
    }

    private static void whenAllExist(@Nullable Object[] parts, Runnable action) {
        int[] missing = {1};
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] instanceof Pending part) {
                int slot = i;
                missing[0]++;
                part.then(object -> {
                    parts[slot] = object;
                    countDown(missing, action);
                });
            }
        }
        countDown(missing, action);
    }

    private static void countDown(int[] missing, Runnable action) {
        if (--missing[0] == 0) {
            action.run();
        }
    }

    /// Hands a part on, now or as soon as it exists.
    static void deliver(@Nullable Object part, Consumer<@Nullable Object> to) {
        if (part instanceof Pending pending) {
            pending.then(to);
        } else {
            to.accept(part);
        }
    }

    @Nullable Object[] readAll(ValueInput from, int elements) {
        @Nullable Object[] parts = new Object[elements];
        for (int i = 0; i < elements; i++) {
            parts[i] = readClassAndObject(from);
        }
        return parts;
    }

    /// Completes what had to wait for the rest of the value.
    ///
    /// @param root what reading gave
    @Nullable Object finished(@Nullable Object root) {
        atEnd.forEach(Runnable::run);
        for (Pending pending : pendings.values()) {
            pending.object(); // all must exist
        }
        return root instanceof Pending pending ? pending.object() : root;
    }

    @Override
    public void reset() {
        super.reset();
        output.clear();
        input.clear();
        open.clear();
        pendings.clear();
        atEnd.clear();
        order = null;
        depth = 0;
        refersToOpen = 0;
    }
}
