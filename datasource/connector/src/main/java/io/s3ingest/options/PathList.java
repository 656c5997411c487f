package io.s3ingest.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Collects what {@code load(a)} and {@code load(a, b)} leave in the options. */
final class PathList {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PathList() {}

  static List<String> of(OptionSet set) {
    List<String> out = new ArrayList<>();
    String one = set.get(S3IngestOptions.PATH);
    if (one != null) {
      out.add(one);
    }
    String many = set.get(S3IngestOptions.PATHS);
    if (many != null) {
      try {
        out.addAll(List.of(JSON.readValue(many, String[].class)));
      } catch (JsonProcessingException e) {
        throw io.s3ingest.error.OptionErrors.invalidValue("paths", many, "a JSON array of paths");
      }
    }
    return out;
  }
}
