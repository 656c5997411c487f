package io.s3ingest.listing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.s3ingest.cursor.KeyOrder;
import io.s3ingest.error.DiscoveryErrors;
import io.s3ingest.options.ArrivalOptions;
import io.s3ingest.store.ListRequest;
import io.s3ingest.store.ObjectPath;
import io.s3ingest.store.ObjectRef;
import io.s3ingest.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for what announces objects. Objects come in key order, so that what is known of one folder,
 * or of one page of twins, is all that is held.
 */
final class Announcements {
  private static final int MOST_BYTES = 64 << 20;

  private final ObjectStore store;
  private final ArrivalOptions options;
  private String folder;
  private ObjectRef file;
  private Set<String> named;
  private Set<String> page = Set.of();
  private String pageFrom;
  private String pageTo;

  Announcements(ObjectStore store, ArrivalOptions options) {
    this.store = store;
    this.options = options;
  }

  /**
   * Returns whether an object is announced.
   *
   * @param listedAt when the listing began: a marker that came later may announce objects that it
   *     does not show, so that the folder would not be taken as a whole; null if not known
   */
  boolean of(ObjectRef object, Instant listedAt) {
    return switch (options.gate()) {
      case NONE -> true;
      case TWIN -> hasTwin(object);
      case MARKER -> {
        lookInto(object);
        yield file != null && (listedAt == null || !file.lastModified().isAfter(listedAt));
      }
      case MANIFEST -> {
        lookInto(object);
        yield file != null && isNamed(object);
      }
    };
  }

  private void lookInto(ObjectRef object) {
    String own = object.key().substring(0, object.key().lastIndexOf('/') + 1);
    if (!own.equals(folder)) {
      folder = own;
      named = null;
      file = store.find(new ObjectPath(object.bucket(), own + options.file())).orElse(null);
    }
  }

  private boolean isNamed(ObjectRef object) {
    if (named == null) {
      named = names(file);
    }
    return named.contains(object.uri())
        || named.contains(object.key())
        || named.contains(object.name());
  }

  /** Reads JSON with the names as {@code url}, {@code key} or plain texts, else one name a line. */
  private Set<String> names(ObjectRef manifest) {
    if (manifest.size() > MOST_BYTES) {
      throw DiscoveryErrors.badManifest(manifest.uri(), "it has more than 64 MB", null);
    }
    byte[] content = store.read(manifest, 0, (int) manifest.size());
    String text = new String(content, StandardCharsets.UTF_8).strip();
    Set<String> out = new HashSet<>();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(out::add);
      return out;
    }
    try (JsonParser json = new JsonFactory().createParser(text)) {
      String field = null;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          field = json.currentName();
        } else if (token == JsonToken.VALUE_STRING
            && (json.getParsingContext().inArray() || "url".equals(field) || "key".equals(field))) {
          out.add(json.getText());
        }
      }
      return out;
    } catch (IOException e) {
      throw DiscoveryErrors.badManifest(manifest.uri(), "it is not JSON", e);
    }
  }

  /** One page behind an object mostly shows its twin and those of its neighbours. */
  private boolean hasTwin(ObjectRef object) {
    String twin = object.key() + options.suffix();
    if (!pageCovers(twin)) {
      String own = object.key().substring(0, object.key().lastIndexOf('/') + 1);
      var answer = store.list(ListRequest.below(object.bucket(), own).after(object.key()));
      page = new HashSet<>();
      pageFrom = object.key();
      pageTo = null;
      for (ObjectRef listed : answer.objects()) {
        page.add(listed.key());
        pageTo = listed.key();
      }
      if (answer.nextToken() == null) {
        // Nothing else lies behind it in this folder.
        pageTo = own + Character.toString(Character.MAX_CODE_POINT);
      }
    }
    if (pageCovers(twin)) {
      return page.contains(twin);
    }
    Optional<ObjectRef> found = store.find(new ObjectPath(object.bucket(), twin));
    return found.isPresent();
  }

  private boolean pageCovers(String key) {
    return pageFrom != null
        && pageTo != null
        && KeyOrder.INSTANCE.compare(key, pageFrom) > 0
        && KeyOrder.INSTANCE.compare(key, pageTo) <= 0;
  }
}
