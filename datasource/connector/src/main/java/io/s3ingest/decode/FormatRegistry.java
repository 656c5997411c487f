package io.s3ingest.decode;

import io.s3ingest.options.Compression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** The formats that are known. */
public final class FormatRegistry {
  private final List<ObjectFormat> formats;

  /** Looked for once: that reads the index of every jar. */
  private static final class Installed {
    static final FormatRegistry FORMATS =
        new FormatRegistry(
            ServiceLoader.load(ObjectFormat.class, ObjectFormat.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
  }

  /** Returns the formats that {@code META-INF/services} of our own class loader names. */
  public static FormatRegistry load() {
    return Installed.FORMATS;
  }

  /** A registry of these formats, in the order in which content is tried. */
  public FormatRegistry(List<ObjectFormat> formats) {
    this.formats = List.copyOf(formats);
  }

  /** Returns the formats in the order in which content is tried. */
  public List<ObjectFormat> formats() {
    return formats;
  }

  /** Finds a format by the name that a user types. */
  public Optional<ObjectFormat> named(String name) {
    String wanted = name.trim().toLowerCase(Locale.ROOT);
    return formats.stream()
        .filter(format -> format.name().equals(wanted) || format.extensions().contains(wanted))
        .findFirst();
  }

  /** Finds the format of an object name, compression extensions set aside. */
  public Optional<ObjectFormat> ofName(String objectName) {
    String extension = extension(objectName);
    return formats.stream().filter(format -> format.extensions().contains(extension)).findFirst();
  }

  /** Returns the extension without a compression's, in lower case; empty for none. */
  public static String extension(String objectName) {
    String name = Compression.withoutExtension(objectName).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }
}
