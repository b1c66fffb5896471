package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A heap dump of a HotSpot virtual machine, in the format HPROF 1.0.2 with ids of 8 bytes: what arrays of primitive values hold,
 * and which fields hold an object.
 */
final class HeapDump {

    private static final int OBJECT = 2;
    private static final Set<Integer> SEGMENTS = Set.of(0x0c, 0x1c);
    private static final int DEEPEST = 3;

    /** What stands between the tag of a root and the next one, beside the id of the object. */
    private static final Map<Integer, Integer> ROOTS =
            Map.of(0xff, 0, 0x01, 8, 0x02, 8, 0x03, 8, 0x04, 4, 0x05, 0, 0x06, 4, 0x07, 0, 0x08, 8);

    private final ByteBuffer dump;
    private final Map<Long, String> texts = new HashMap<>();
    private final Map<Long, String> classNames = new HashMap<>();
    private final Map<Long, Layout> layouts = new HashMap<>();

    /** The fields of an instance that a class declares, and its superclass. */
    private record Layout(long superclass, List<Field> fields) {}

    private record Field(String name, int type) {}

    /** An object in the dump that holds another one: {@code where} is a field, or an element of an array. */
    private record Reference(long holder, String where, boolean isElement) {}

    /** Is told each object of a pass through the dump; the buffer stands at its content. */
    interface Visitor {

        default void instance(long id, long classId, ByteBuffer content) {}

        default void objects(long id, long classId, ByteBuffer content, int length) {}

        default void primitives(long id, byte[] content) {}

        default void staticField(long classId, String name, long value) {}
    }

    private HeapDump(ByteBuffer dump) {
        this.dump = dump;
    }

    /** Reads names and classes. */
    static HeapDump read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            HeapDump heap = new HeapDump(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            heap.visit(new Visitor() {});
            return heap;
        }
    }

    /** Tells each array of primitive values, by its id: its content in the order of the dump, which is big-endian. */
    void forEachPrimitiveArray(BiConsumer<Long, byte[]> told) {
        visit(new Visitor() {
            @Override
            public void primitives(long id, byte[] content) {
                told.accept(id, content);
            }
        });
    }

    /**
     * The fields that hold objects, such as {@code java.lang.String.value}, each followed by a way from who holds that one; arrays of
     * objects in between are passed over.
     */
    Map<Long, Set<String>> holdersOf(Set<Long> ids) {
        Map<Long, List<Reference>> referencesTo = new HashMap<>();
        Set<Long> wanted = new HashSet<>(ids);
        for (int depth = 0; depth < DEEPEST && !wanted.isEmpty(); depth++) {
            Set<Long> next = new HashSet<>();
            visit(new References(wanted, (id, reference) -> {
                referencesTo.computeIfAbsent(id, none -> new ArrayList<>()).add(reference);
                next.add(reference.holder());
            }));
            next.removeAll(referencesTo.keySet());
            wanted = next;
        }
        Map<Long, Set<String>> holders = new HashMap<>();
        ids.forEach(id -> {
            Set<String> ways = new TreeSet<>();
            addWays(id, "", referencesTo, DEEPEST, ways);
            holders.put(id, ways);
        });
        return holders;
    }

    private static void addWays(
            long id, String before, Map<Long, List<Reference>> referencesTo, int depth, Set<String> ways) {
        List<Reference> references = referencesTo.getOrDefault(id, List.of());
        if (references.isEmpty() || depth == 0 || ways.size() > 3) {
            ways.add(before.isEmpty() ? "nothing but a root" : before);
            return;
        }
        for (Reference each : references) {
            String way = each.isElement() ? before : before.isEmpty() ? each.where() : before + " < " + each.where();
            addWays(each.holder(), way, referencesTo, depth - 1, ways);
        }
    }

    /** Finds references to objects. */
    private final class References implements Visitor {

        private final Set<Long> wanted;
        private final BiConsumer<Long, Reference> found;

        References(Set<Long> wanted, BiConsumer<Long, Reference> found) {
            this.wanted = wanted;
            this.found = found;
        }

        @Override
        public void instance(long id, long classId, ByteBuffer content) {
            for (long in = classId; in != 0; in = layouts.get(in).superclass()) {
                for (Field field : layouts.get(in).fields()) {
                    if (field.type() != OBJECT) {
                        content.position(content.position() + size(field.type()));
                        continue;
                    }
                    long value = content.getLong();
                    if (wanted.contains(value)) {
                        found.accept(value, new Reference(id, classNames.get(in) + "." + field.name(), false));
                    }
                }
            }
        }

        @Override
        public void objects(long id, long classId, ByteBuffer content, int length) {
            for (int i = 0; i < length; i++) {
                long value = content.getLong();
                if (wanted.contains(value)) {
                    found.accept(value, new Reference(id, classNames.get(classId), true));
                }
            }
        }

        @Override
        public void staticField(long classId, String name, long value) {
            if (wanted.contains(value)) {
                found.accept(value, new Reference(classId, "static " + classNames.get(classId) + "." + name, false));
            }
        }
    }

    // ------------------------------------------------------------ the format

    private void visit(Visitor visitor) {
        ByteBuffer in = dump.duplicate();
        byte character;
        do { // the name of the format
            character = in.get();
        } while (character != 0);
        if (in.getInt() != Long.BYTES) {
            throw new AssertionError("Only ids of 8 bytes are supported");
        }
        in.getLong(); // when it was written
        while (in.hasRemaining()) {
            int tag = in.get() & 0xff;
            in.getInt(); // when
            int length = in.getInt();
            int end = in.position() + length;
            if (tag == 0x01) {
                long id = in.getLong();
                texts.computeIfAbsent(id, none -> text(in, length - Long.BYTES));
            } else if (tag == 0x02) {
                in.getInt();
                long id = in.getLong();
                in.getInt();
                classNames.put(id, texts.get(in.getLong()).replace('/', '.'));
            } else if (SEGMENTS.contains(tag)) {
                while (in.position() < end) {
                    visitObject(in, visitor);
                }
            }
            in.position(end);
        }
    }

    private void visitObject(ByteBuffer in, Visitor visitor) {
        int tag = in.get() & 0xff;
        long id = in.getLong();
        switch (tag) {
            case 0x20 -> visitClass(id, in, visitor);
            case 0x21 -> {
                in.getInt();
                long classId = in.getLong();
                int length = in.getInt();
                visitor.instance(id, classId, in.slice(in.position(), length));
                in.position(in.position() + length);
            }
            case 0x22 -> {
                in.getInt();
                int length = in.getInt();
                long classId = in.getLong();
                visitor.objects(id, classId, in.slice(in.position(), length * Long.BYTES), length);
                in.position(in.position() + length * Long.BYTES);
            }
            case 0x23 -> {
                in.getInt();
                int length = in.getInt();
                byte[] content = new byte[length * size(in.get())];
                in.get(content);
                visitor.primitives(id, content);
            }
            default -> {
                Integer more = ROOTS.get(tag);
                if (more == null) {
                    throw new AssertionError("There is no such part of a heap dump: " + tag);
                }
                in.position(in.position() + more);
            }
        }
    }

    private void visitClass(long id, ByteBuffer in, Visitor visitor) {
        in.getInt();
        long superclass = in.getLong();
        in.position(in.position() + 5 * Long.BYTES + Integer.BYTES); // loader, signers, domain, reserved, size
        for (int constants = in.getShort(); constants > 0; constants--) {
            in.getShort();
            in.position(in.position() + size(in.get()));
        }
        for (int statics = in.getShort(); statics > 0; statics--) {
            String name = texts.get(in.getLong());
            int type = in.get();
            if (type == OBJECT) {
                visitor.staticField(id, name, in.getLong());
            } else {
                in.position(in.position() + size(type));
            }
        }
        List<Field> fields = new ArrayList<>();
        for (int count = in.getShort(); count > 0; count--) {
            fields.add(new Field(texts.get(in.getLong()), in.get()));
        }
        layouts.putIfAbsent(id, new Layout(superclass, fields));
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static int size(int type) {
        return switch (type) {
            case 4, 8 -> 1;
            case 5, 9 -> 2;
            case 6, 10 -> 4;
            case 2, 7, 11 -> 8;
            default -> throw new AssertionError("There is no such type in a heap dump: " + type);
        };
    }
}
