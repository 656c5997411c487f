package io.s3ingest.cursor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.s3ingest.error.CursorErrors;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads roots; the JSON is specified in {@code docs/format/ledger.md}. */
final class LedgerRootCodec {
  static final int VERSION = 1;
  private static final String FORMAT = "s3ingest-ledger";

  private LedgerRootCodec() {}

  static byte[] encode(LedgerRoot root) {
    ObjectNode out = JsonFile.object();
    out.put("format", FORMAT).put("version", VERSION).put("pipeline", root.pipeline());
    out.put("tableUuid", root.tableUuid()).put("sequence", root.sequence());
    out.put("epoch", root.epoch()).put("commitId", root.commitId());
    out.put("createdAt", root.createdAt().toString());
    out.put(
        "newestIngested", root.newestIngested() == null ? null : root.newestIngested().toString());
    ArrayNode blocks = out.putArray("blocks");
    for (LedgerRoot.Block block : root.blocks()) {
      ObjectNode node = file(blocks.addObject(), block.file());
      node.put("firstKey", block.firstKey()).put("lastKey", block.lastKey());
      node.put("count", block.count()).put("fingerprint", block.fingerprint().toString());
    }
    ArrayNode deltas = out.putArray("deltas");
    root.deltas().forEach(delta -> file(deltas.addObject(), delta));
    if (root.open() == null) {
      out.putNull("open");
    } else {
      file(out.putObject("open"), root.open());
    }
    return JsonFile.write(out);
  }

  private static ObjectNode file(ObjectNode node, LedgerRoot.File file) {
    return node.put("path", file.path()).put("bytes", file.bytes()).put("entries", file.entries());
  }

  static LedgerRoot decode(byte[] content, String uri) {
    try {
      JsonNode in = JsonFile.parse(content);
      if (!FORMAT.equals(JsonFile.text(in, "format"))) {
        throw new JsonFile.Invalid("its format is not " + FORMAT, null);
      }
      int version = (int) JsonFile.number(in, "version");
      if (version > VERSION) {
        throw CursorErrors.newerLedger(uri, version, VERSION);
      }
      List<LedgerRoot.Block> blocks = new ArrayList<>();
      String before = null;
      for (JsonNode node : JsonFile.array(in, "blocks")) {
        LedgerRoot.Block block =
            new LedgerRoot.Block(
                file(node),
                JsonFile.text(node, "firstKey"),
                JsonFile.text(node, "lastKey"),
                JsonFile.number(node, "count"),
                fingerprint(JsonFile.text(node, "fingerprint")));
        if (before != null && KeyOrder.INSTANCE.compare(before, block.firstKey()) >= 0) {
          throw new JsonFile.Invalid("its blocks overlap at key " + block.firstKey(), null);
        }
        before = block.lastKey();
        blocks.add(block);
      }
      List<LedgerRoot.File> deltas = new ArrayList<>();
      for (JsonNode node : JsonFile.array(in, "deltas")) {
        deltas.add(file(node));
      }
      JsonNode open = in.path("open");
      String newest = JsonFile.textOrNull(in, "newestIngested");
      return new LedgerRoot(
          JsonFile.text(in, "pipeline"),
          JsonFile.text(in, "tableUuid"),
          JsonFile.number(in, "sequence"),
          JsonFile.number(in, "epoch"),
          JsonFile.text(in, "commitId"),
          JsonFile.time(in, "createdAt"),
          newest == null ? null : JsonFile.time(newest, "newestIngested"),
          blocks,
          deltas,
          open.isMissingNode() || open.isNull() ? null : file(open));
    } catch (JsonFile.Invalid e) {
      throw CursorErrors.invalidLedger(uri, e.getMessage(), e.getCause());
    }
  }

  private static LedgerRoot.File file(JsonNode node) throws JsonFile.Invalid {
    return new LedgerRoot.File(
        JsonFile.text(node, "path"),
        JsonFile.number(node, "bytes"),
        (int) JsonFile.number(node, "entries"));
  }

  private static Fingerprint fingerprint(String hex) throws JsonFile.Invalid {
    try {
      return Fingerprint.parse(hex);
    } catch (IllegalArgumentException e) {
      throw new JsonFile.Invalid("'fingerprint' is not 32 hex digits", e);
    }
  }
}
