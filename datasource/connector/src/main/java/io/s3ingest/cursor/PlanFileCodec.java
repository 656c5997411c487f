package io.s3ingest.cursor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.CursorErrors;
import io.s3ingest.error.InternalErrors;
import io.s3ingest.store.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Writes and reads plan files; the JSON is specified in {@code docs/format/plan.md}. */
public final class PlanFileCodec {
  /** Pieces of compressed objects came with it; a plan without them is still of the first. */
  private static final int VERSION = 2;

  private static final int EDGES_AT = 9;
  private static final String FORMAT = "s3ingest-plan";
  private static final int MAX_BYTES = 1 << 30;

  private PlanFileCodec() {}

  /** Encodes a plan, compressed. */
  public static byte[] encode(PlanFile plan) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(encodeJson(plan));
    } catch (IOException e) {
      throw InternalErrors.unexpected("write a plan file", e);
    }
    return out.toByteArray();
  }

  static byte[] encodeJson(PlanFile plan) {
    ObjectNode out = JsonFile.object();
    out.put("format", FORMAT).put("version", version(plan)).put("planId", plan.planId());
    out.put("pipeline", plan.pipeline()).put("runId", plan.runId());
    out.put("createdAt", plan.createdAt().toString()).put("fileFormat", plan.format());
    out.put("bucket", plan.bucket()).put("prefix", plan.prefix());
    try {
      out.set("schema", JsonFile.MAPPER.readTree(plan.schemaJson()));
    } catch (IOException e) {
      throw InternalErrors.unexpected("write the schema of a plan file", e);
    }
    ArrayNode partitions = out.putArray("partitionColumns");
    plan.partitionColumns().forEach(partitions::add);
    out.put("destinationSchemaId", plan.destinationSchemaId());
    ObjectNode ids = out.putObject("fieldIds");
    plan.fieldIds().forEach(ids::put);
    out.put("stagingPath", plan.stagingPath());
    out.put("fence", plan.fence());
    ArrayNode groups = out.putArray("groups");
    for (FileGroup group : plan.groups()) {
      ArrayNode splits = groups.addArray();
      for (FileSplit split : group.splits()) {
        ObjectRef object = split.object();
        ArrayNode node = splits.addArray().add(object.key()).add(object.size());
        node.add(object.etag()).add(object.versionId()).add(object.lastModified().toString());
        SplitChange change = split.change();
        TextEdges edges = split.edges();
        if (change != null || split.start() != 0 || split.length() != object.size()) {
          node.add(split.start()).add(split.length());
        }
        if (change != null) {
          node.add(change.type().toString()).add(change.mark());
        } else if (edges != null) {
          node.addNull().addNull();
        }
        if (edges != null) {
          node.add(edges.skipped()).add(edges.added());
        }
      }
    }
    return JsonFile.write(out);
  }

  private static int version(PlanFile plan) {
    boolean edges =
        plan.groups().stream()
            .flatMap(group -> group.splits().stream())
            .anyMatch(split -> split.edges() != null);
    return edges ? VERSION : 1;
  }

  /** Decodes a plan, compressed or not; {@code uri} is for the message if it is damaged. */
  public static PlanFile decode(byte[] content, String uri) {
    try {
      JsonNode in = JsonFile.parse(unpack(content));
      if (!FORMAT.equals(JsonFile.text(in, "format"))) {
        throw new JsonFile.Invalid("its format is not " + FORMAT, null);
      }
      int version = (int) JsonFile.number(in, "version");
      if (version > VERSION) {
        throw CursorErrors.newerPlan(uri, version, VERSION);
      }
      if (!in.path("schema").isObject()) {
        throw new JsonFile.Invalid("'schema' is not an object", null);
      }
      List<String> partitions = new ArrayList<>();
      for (JsonNode name : JsonFile.array(in, "partitionColumns")) {
        partitions.add(name.asText());
      }
      Map<String, Integer> ids = new TreeMap<>();
      in.path("fieldIds").properties().forEach(id -> ids.put(id.getKey(), id.getValue().asInt()));
      String bucket = JsonFile.text(in, "bucket");
      return new PlanFile(
          JsonFile.text(in, "planId"),
          JsonFile.text(in, "pipeline"),
          JsonFile.text(in, "runId"),
          JsonFile.time(in, "createdAt"),
          JsonFile.text(in, "fileFormat"),
          bucket,
          JsonFile.text(in, "prefix"),
          in.get("schema").toString(),
          partitions,
          (int) JsonFile.number(in, "destinationSchemaId"),
          ids,
          JsonFile.textOrNull(in, "stagingPath"),
          JsonFile.textOrNull(in, "fence"),
          groups(bucket, JsonFile.array(in, "groups")));
    } catch (JsonFile.Invalid e) {
      throw CursorErrors.invalidPlan(uri, e.getMessage(), e.getCause());
    }
  }

  private static List<FileGroup> groups(String bucket, JsonNode in) throws JsonFile.Invalid {
    List<FileGroup> out = new ArrayList<>();
    for (JsonNode group : in) {
      List<FileSplit> splits = new ArrayList<>();
      for (JsonNode split : group) {
        splits.add(split(bucket, split));
      }
      out.add(new FileGroup(splits));
    }
    return out;
  }

  private static FileSplit split(String bucket, JsonNode in) throws JsonFile.Invalid {
    boolean shaped =
        in.path(0).isTextual()
            && in.path(1).canConvertToLong()
            && in.path(2).isTextual()
            && (in.path(3).isNull() || in.path(3).isTextual())
            && in.path(4).isTextual();
    if (!shaped) {
      throw new JsonFile.Invalid("a split is not an array of key, size, ETag, version, time", null);
    }
    ObjectRef object =
        new ObjectRef(
            bucket,
            in.get(0).textValue(),
            in.get(1).longValue(),
            in.get(2).textValue(),
            in.get(3).textValue(),
            JsonFile.time(in.get(4).textValue(), "lastModified"));
    if (in.size() < 7) {
      return FileSplit.whole(object);
    }
    long start = in.get(5).longValue();
    long length = in.get(6).longValue();
    if (start < 0 || length < 0 || start + length > object.size()) {
      throw new JsonFile.Invalid("a split of " + object.key() + " is outside the object", null);
    }
    return new FileSplit(object, start, length, change(in), edges(in));
  }

  private static TextEdges edges(JsonNode in) throws JsonFile.Invalid {
    if (in.size() < EDGES_AT + 2) {
      return null;
    }
    long skipped = in.get(EDGES_AT).asLong(-1);
    long added = in.get(EDGES_AT + 1).asLong(-1);
    if (skipped < 0 || added < 0) {
      throw new JsonFile.Invalid("the edges of a piece are not two counts of bytes", null);
    }
    return new TextEdges(skipped, added);
  }

  private static SplitChange change(JsonNode in) throws JsonFile.Invalid {
    if (in.size() < EDGES_AT || in.get(7).isNull() && in.get(8).isNull()) {
      return null;
    }
    for (ChangeType type : ChangeType.values()) {
      if (type.toString().equals(in.get(7).textValue()) && in.get(8).isTextual()) {
        return new SplitChange(type, in.get(8).textValue());
      }
    }
    throw new JsonFile.Invalid("a change is not insert, update or delete with its mark", null);
  }

  private static byte[] unpack(byte[] content) throws JsonFile.Invalid {
    if (content.length < 2 || (content[0] & 0xff) != 0x1f || (content[1] & 0xff) != 0x8b) {
      return content;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      byte[] out = in.readNBytes(MAX_BYTES);
      if (in.read() >= 0) {
        throw new JsonFile.Invalid("it unpacks to more than " + MAX_BYTES + " bytes", null);
      }
      return out;
    } catch (IOException e) {
      throw new JsonFile.Invalid("it is damaged gzip", e);
    }
  }
}
