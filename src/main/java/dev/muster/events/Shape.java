package dev.muster.events;

import com.fasterxml.jackson.core.io.SerializedString;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** A record of the schema in the form that both codecs walk over: its fields by place and by name. Immutable. */
final class Shape {
    /** What a field holds. */
    enum Kind {
        TEXT,
        NUMBER,
        REAL,
        FLAG,
        TIME,
        SIZE,
        RAW,
        RECORD,
        TEXTS,
        RECORDS,
        PAIRS
    }

    /** Fields that stand in JSON even when they are empty (section 2.1). */
    private static final Map<String, Set<String>> ALWAYS = Map.ofEntries(
            Map.entry("EventAuthor", Set.of("name")),
            Map.entry("EventSource", Set.of("name", "path", "timestamp")),
            Map.entry("EventSourcePathNode", Set.of("author", "action", "sha256", "timestamp")),
            Map.entry("BinaryEvent", Set.of("timestamp", "author", "entity", "action", "source", "flags")),
            Map.entry("BinaryEntity", Set.of("sha256")),
            Map.entry("BinaryEntityFeature", Set.of("name", "value", "type")),
            Map.entry(
                    "BinaryEntityDatastream",
                    Set.of("label", "size", "sha512", "sha256", "sha1", "md5", "mime", "magic")),
            Map.entry("StatusEvent", Set.of("timestamp", "author", "entity")),
            Map.entry("StatusEntity", Set.of("input", "status")),
            Map.entry("PluginEvent", Set.of("timestamp", "author", "entity")),
            Map.entry("PluginEntity", Set.of("name")),
            Map.entry("PluginEntityFeature", Set.of("name", "type", "desc")),
            Map.entry("InsertEvent", Set.of("timestamp", "author", "entity")),
            Map.entry("InsertEntity", Set.of("original_source", "parent_sha256", "child", "child_history")),
            Map.entry("DeleteEvent", Set.of("timestamp", "author", "entity", "action")),
            Map.entry("DeleteEntity", Set.of("reason")),
            Map.entry("DownloadEvent", Set.of("timestamp", "author", "entity", "action", "source")),
            Map.entry("DownloadEntity", Set.of("hash")),
            Map.entry("RetrohuntEvent", Set.of("timestamp", "author", "entity", "action", "source")),
            Map.entry("RetrohuntSource", Set.of("timestamp")));

    /** Of these records the filters of readers look at these fields only; at all fields of others. */
    private static final Map<String, Set<String>> JUDGED = Map.of(
            "BinaryEntity", Set.of("datastreams"),
            "BinaryEntityDatastream", Set.of("label", "size", "file_format"),
            "EventSourcePathNode", Set.of());

    /** One field; {@code empty} stands for "absent" and is shared. */
    record Field(
            int place,
            String name,
            SerializedString label,
            boolean judged,
            Kind kind,
            boolean always,
            @Nullable Shape inner,
            @Nullable Constructor<?> fixed,
            @Nullable Object empty) {

        /** The value of a size: 64 bits, unsigned, big-endian. */
        Object size(long bits) {
            return Shape.create(fixed, (Object)
                    ByteBuffer.allocate(Long.BYTES).putLong(bits).array());
        }

        /** Whether a value says nothing. */
        boolean isEmpty(Object value) {
            return switch (kind) {
                case SIZE -> Shape.size(value) == 0;
                case RAW -> !((ByteBuffer) value).hasRemaining();
                case RECORD -> inner.isEmpty((SpecificRecordBase) value);
                case TEXTS, RECORDS -> ((Collection<?>) value).isEmpty();
                case PAIRS -> ((Map<?, ?>) value).isEmpty();
                default -> value.equals(empty);
            };
        }
    }

    private final String name;
    private final Constructor<?> constructor;
    private final Field[] fields;
    private final Map<String, Field> byName = new HashMap<>();

    private Shape(Schema schema) {
        this.name = schema.getName();
        this.constructor = constructor(schema);
        this.fields = new Field[schema.getFields().size()];
        for (Schema.Field field : schema.getFields()) {
            Field made = field(field);
            fields[field.pos()] = made;
            byName.put(field.name(), made);
        }
    }

    /** The shape of a record and of all that it holds. */
    static Shape of(Schema schema) {
        return new Shape(schema);
    }

    String name() {
        return name;
    }

    Field[] fields() {
        return fields;
    }

    @Nullable
    Field field(String field) {
        return byName.get(field);
    }

    /** A record whose fields are not set. */
    SpecificRecordBase create() {
        return (SpecificRecordBase) create(constructor);
    }

    /** Sets what is missing to "absent"; no field of an event is ever null. */
    SpecificRecordBase fill(SpecificRecordBase record) {
        for (Field field : fields) {
            if (record.get(field.place()) == null) {
                record.put(
                        field.place(),
                        field.kind() == Kind.RECORD
                                ? field.inner().fill(field.inner().create())
                                : field.empty());
            }
        }
        return record;
    }

    boolean isEmpty(SpecificRecordBase record) {
        for (Field field : fields) {
            if (!field.isEmpty(record.get(field.place()))) {
                return false;
            }
        }
        return true;
    }

    /** The number in a size. */
    static long size(Object fixed) {
        return ByteBuffer.wrap(((SpecificFixed) fixed).bytes()).getLong();
    }

    private Field field(Schema.Field field) {
        Schema schema = field.schema();
        Kind kind = kind(schema);
        Schema held = kind == Kind.RECORDS ? schema.getElementType() : schema;
        Constructor<?> fixed = kind == Kind.SIZE ? constructor(schema, byte[].class) : null;
        return new Field(
                field.pos(),
                field.name(),
                new SerializedString(field.name()),
                !JUDGED.containsKey(name) || JUDGED.get(name).contains(field.name()),
                kind,
                ALWAYS.getOrDefault(name, Set.of()).contains(field.name()),
                kind == Kind.RECORD || kind == Kind.RECORDS ? new Shape(held) : null,
                fixed,
                empty(kind, fixed));
    }

    private static Kind kind(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> Kind.TEXT;
            case LONG -> schema.getLogicalType() == null ? Kind.NUMBER : Kind.TIME;
            case DOUBLE -> Kind.REAL;
            case BOOLEAN -> Kind.FLAG;
            case FIXED -> Kind.SIZE;
            case BYTES -> Kind.RAW;
            case RECORD -> Kind.RECORD;
            case MAP -> Kind.PAIRS;
            case ARRAY -> schema.getElementType().getType() == Schema.Type.RECORD ? Kind.RECORDS : Kind.TEXTS;
            default -> throw new IllegalArgumentException("no event holds a " + schema.getType());
        };
    }

    private static @Nullable Object empty(Kind kind, @Nullable Constructor<?> fixed) {
        return switch (kind) {
            case TEXT -> "";
            case NUMBER -> 0L;
            case REAL -> 0.0;
            case FLAG -> false;
            case TIME -> EventTimes.ZERO;
            case SIZE -> create(fixed, (Object) new byte[Long.BYTES]);
            case RAW -> ByteBuffer.allocate(0);
            case RECORD -> null;
            case TEXTS, RECORDS -> List.of();
            case PAIRS -> Map.of();
        };
    }

    private static Constructor<?> constructor(Schema schema, Class<?>... parameters) {
        try {
            Class<?> type = SpecificData.get().getClass(schema);
            return type.getConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the class of " + schema.getFullName() + " was not generated by avro", e);
        }
    }

    private static Object create(Constructor<?> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot make a " + constructor.getDeclaringClass().getName(), e);
        }
    }
}
