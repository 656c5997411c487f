package io.s3ingest.spark.stream;

import io.s3ingest.cursor.LedgerIO;
import io.s3ingest.cursor.StreamCodec;
import io.s3ingest.error.StreamErrors;
import io.s3ingest.spark.read.ResolvedTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The columns that were inferred at the first start, in a folder of the user's choice. */
final class KeptSchema {
  private static final String FILE = "_s3ingest_schema.json";

  private final LedgerIO files;
  private final List<String> place;

  KeptSchema(LedgerIO files, List<String> place) {
    this.files = files;
    this.place = place;
  }

  /** Returns the kept columns, or infers and keeps them. */
  ResolvedTable orInferred(Supplier<ResolvedTable> inference) {
    ResolvedTable kept = read();
    if (kept != null) {
      return kept;
    }
    ResolvedTable inferred = inference.get();
    try {
      files.create(FILE, StreamCodec.encodeSchema(place, inferred.schema().json()));
    } catch (FileAlreadyExistsException e) {
      return read();
    } catch (IOException e) {
      throw StreamErrors.checkpointNotWritten(files.uri(FILE), e);
    }
    return inferred;
  }

  private ResolvedTable read() {
    String uri = files.uri(FILE);
    Map.Entry<List<String>, String> kept;
    try {
      kept = StreamCodec.decodeSchema(files.read(FILE), uri);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw StreamErrors.invalidCheckpoint(uri, "reading failed: " + e.getMessage(), e);
    }
    if (!kept.getKey().equals(place)) {
      throw StreamErrors.schemaOfOtherPlace(
          uri, String.join(", ", kept.getKey()), String.join(", ", place));
    }
    return ResolvedTable.kept((StructType) DataType.fromJson(kept.getValue()));
  }
}
