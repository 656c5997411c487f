package io.s3ingest.benchmarks;

import io.s3ingest.options.OptionSet;
import io.s3ingest.options.ReadOptions;
import io.s3ingest.store.MultipartUpload;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectStore;
import io.s3ingest.store.StoreRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads one gzip object of one member, many gigabytes when inflated, in a small heap, and prints
 * what the system says of the memory that this took.
 *
 * <p>Usage: {@code LargeGzip write|read <endpoint> <access key> <secret key> <gigabytes>}
 */
public final class LargeGzip {
  private static final String BUCKET = "large";
  private static final String KEY = "t/large.csv.gz";
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
  private static final int BLOCK_ROWS = 1_000_000;

  private LargeGzip() {}

  /** Writes or reads the object. */
  public static void main(String[] args) throws IOException {
    long blocks = Math.max(1, Math.round(Double.parseDouble(args[4]) * 1e9 / block(0).length));
    Map<String, String> options =
        Map.of(
            "endpoint",
            args[1],
            "accessKeyId",
            args[2],
            "secretAccessKey",
            args[3],
            "region",
            "us-east-1");
    if (args[0].equals("write")) {
      Buckets.create(args[1], args[2], args[3], BUCKET);
      write(options, blocks);
    } else {
      read(options, blocks);
    }
  }

  /** Repeats one deflated block: it ends on a byte and looks at nothing before it. */
  private static void write(Map<String, String> options, long blocks) {
    ReadOptions read = ReadOptions.of(withPath(options), Map.of(), OptionSet.Unknown.REJECT);
    ObjectStore store = StoreRegistry.open(read.store());
    byte[] text = block(0);
    byte[] head = "id,name,amount,note\n".getBytes(StandardCharsets.UTF_8);
    byte[] deflatedHead = deflated(head);
    byte[] deflated = deflated(text);
    CRC32 crc = new CRC32();
    crc.update(head);
    long length = head.length;
    try (MultipartUpload upload = store.startMultipart(new ObjectPath(BUCKET, KEY), Map.of())) {
      byte[] first = join(HEADER, deflatedHead, deflated);
      for (long i = 0; i < blocks; i++) {
        crc.update(text);
        length += text.length;
        byte[] part = i == 0 ? first : deflated;
        if (i == blocks - 1) {
          part = join(part, new byte[] {3, 0}, word(crc.getValue()), word(length));
        }
        upload.part(part, part.length);
      }
      upload.complete();
    }
    System.err.printf(
        Locale.ROOT, "%,d bytes when inflated, %,d stored%n", length, blocks * deflated.length);
  }

  private static void read(Map<String, String> options, long blocks) throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    long before = memory("VmHWM");
    Row sums =
        spark
            .read()
            .format("s3ingest")
            .options(withPath(options))
            .schema("id BIGINT, name STRING, amount DOUBLE, note STRING")
            .load()
            .selectExpr("count(*)", "sum(id)", "max(length(note))")
            .first();
    System.out.printf(
        Locale.ROOT,
        "%,d rows, heap at most %,d MB: resident %,d MB at most, %,d MB before the read%n",
        sums.getLong(0),
        Runtime.getRuntime().maxMemory() >> 20,
        memory("VmHWM") >> 10,
        before >> 10);
    spark.stop();
    long ids = (BLOCK_ROWS - 1L) * BLOCK_ROWS / 2 * blocks;
    if (sums.getLong(0) != blocks * BLOCK_ROWS || sums.getLong(1) != ids) {
      throw new IllegalStateException("read " + sums);
    }
  }

  private static Map<String, String> withPath(Map<String, String> options) {
    Map<String, String> out = new java.util.TreeMap<>(options);
    out.put("path", "s3://" + BUCKET + "/t/");
    return out;
  }

  /** Returns a number of kilobytes that Linux keeps of this process. */
  private static long memory(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] block(long from) {
    StringBuilder out = new StringBuilder(BLOCK_ROWS * 64);
    for (long i = from; i < from + BLOCK_ROWS; i++) {
      long hash = i * 0x9e3779b97f4a7c15L;
      out.append(i).append(",customer ").append(hash >>> 50).append(',');
      out.append((hash >>> 40) / 100.0).append(",\"one, two and ").append(i % 1000).append("\"\n");
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] deflated(byte[] text) {
    Deflater deflater = new Deflater(1, true);
    deflater.setInput(text);
    byte[] out = new byte[text.length + 1000];
    int length = deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  private static byte[] word(long value) {
    return new byte[] {
      (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
    };
  }

  private static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
