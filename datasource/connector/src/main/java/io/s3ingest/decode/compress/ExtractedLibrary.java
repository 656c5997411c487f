package io.s3ingest.decode.compress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Holds libdeflate as a file for as long as it takes to load it, in a new folder that only this
 * user can enter. Its bytes are those that we know, or there is no file.
 */
final class ExtractedLibrary implements AutoCloseable {
  private static final String NAME = "libdeflate.so";

  /** The machines that we carry the library for, and what it is there. */
  enum Machine {
    LINUX_AMD64("linux-amd64", "2fbf1467672b56c01f99fd0b0966539dfe971c7c8d6e38bbd9b5c456a761119c"),
    LINUX_AARCH64(
        "linux-aarch64", "8f9985883a947724bd54f195cf8268eec959cd0dec1251f185210081615f4df8");

    private final String folder;
    private final String sha256;

    Machine(String folder, String sha256) {
      this.folder = folder;
      this.sha256 = sha256;
    }

    /** Returns the machine of these names of Java's; null if we carry nothing for it. */
    static Machine of(String osName, String osArch) {
      if (!osName.toLowerCase(Locale.ROOT).startsWith("linux")) {
        return null;
      }
      return switch (osArch) {
        case "amd64", "x86_64" -> LINUX_AMD64;
        case "aarch64", "arm64" -> LINUX_AARCH64;
        default -> null;
      };
    }

    /** Returns the library as the jar has it; null if it has none. */
    byte[] bytes() throws IOException {
      try (InputStream in =
          ExtractedLibrary.class.getResourceAsStream("aircompressor/" + folder + "/" + NAME)) {
        return in == null ? null : in.readAllBytes();
      }
    }

    boolean knows(byte[] library) {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(library);
        return HexFormat.of().formatHex(hash).equals(sha256);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Path file;

  private ExtractedLibrary(Path file) {
    this.file = file;
  }

  /** Writes the library of this machine to a file; null if there is none. */
  static ExtractedLibrary ofThisMachine() throws IOException {
    Machine machine = Machine.of(System.getProperty("os.name"), System.getProperty("os.arch"));
    byte[] bytes = machine == null ? null : machine.bytes();
    if (bytes == null) {
      return null;
    }
    if (!machine.knows(bytes)) {
      throw new IOException("the library in the jar is not the one that we know");
    }
    Path folder =
        Files.createTempDirectory(
            "s3ingest-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ExtractedLibrary out = new ExtractedLibrary(folder.resolve(NAME));
    try {
      Files.write(out.file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
    return out;
  }

  Path file() {
    return file;
  }

  /** Deletes the file and its folder; what is loaded stays loaded. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(file.getParent());
  }
}
